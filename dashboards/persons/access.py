"""Who may see what is held on a person: themselves, and the administrators of every body that they belong to."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.models import Body, User


def person_or_404(user: User | AnonymousUser, pk: int) -> User:
    found = User.objects.filter(pk=pk).first()
    if found is None or not isinstance(user, User) or not (user.pk == pk or answers_for(user, found)):
        raise Http404
    return found


def answers_for(user: User, person: User) -> bool:
    """An account without any role is nobody’s: only whoever runs the application answers for it."""
    if user.is_superuser:
        return True
    bodies = set(person.memberships.values_list("body", flat=True))
    own = set(Body.objects.all().administered_by(user).values_list("pk", flat=True))
    return not person.is_superuser and bool(bodies) and bodies <= own
