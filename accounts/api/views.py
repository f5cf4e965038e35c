"""API: bodies, and the person who asks."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.api.serializers import BodyRow, Me
from accounts.models import Body, User
from accounts.rest.views import Collection, Thing, described


@described("Les organismes que vous voyez", "organismes")
class Bodies(Collection):
    serializer_class = BodyRow
    orders = {"code": ("code",)}

    def lookup(self, **key: Any) -> QuerySet[Body]:
        return Body.objects.visible_to(self.person)


@described("Un organisme", "organismes")
class OneBody(Thing):
    serializer_class = BodyRow

    def lookup(self, **key: Any) -> Body:
        body = Body.objects.visible_to(self.person).filter(code=key["organisme"]).first()
        if body is None:
            raise Http404
        return body


@described("Vous, vos rôles, et le jeton que vous montrez", "vous")
class Myself(Thing):
    serializer_class = Me

    def lookup(self, **key: Any) -> User:
        return self.person
