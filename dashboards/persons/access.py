"""Who may see what is held on a person: themselves, and who answers for them."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.models import User


def person_or_404(user: User | AnonymousUser, pk: int) -> User:
    found = User.objects.filter(pk=pk).first()
    if found is None or not isinstance(user, User) or not (user.pk == pk or user.answers_for(found)):
        raise Http404
    return found
