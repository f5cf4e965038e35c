"""API: bodies, and the person who asks."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view

from accounts.api.serializers import BodyRow, Me
from accounts.models import Body, User
from accounts.rest.views import Collection, Thing


@extend_schema_view(get=extend_schema(summary="Les organismes que vous voyez", tags=["organismes"]))
class Bodies(Collection):
    serializer_class = BodyRow
    orders = {"code": ("code",)}

    def lookup(self, **key: Any) -> QuerySet[Body]:
        return Body.objects.visible_to(self.person)


@extend_schema_view(get=extend_schema(summary="Un organisme", tags=["organismes"]))
class OneBody(Thing):
    serializer_class = BodyRow

    def lookup(self, **key: Any) -> Body:
        body = Body.objects.visible_to(self.person).filter(code=key["organisme"]).first()
        if body is None:
            raise Http404
        return body


@extend_schema_view(get=extend_schema(summary="Vous, vos rôles, et le jeton que vous montrez", tags=["vous"]))
class Myself(Thing):
    serializer_class = Me

    def lookup(self, **key: Any) -> User:
        return self.person
