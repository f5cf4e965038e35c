"""What the navigation asks of a person's rights."""

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.rights import ALLOWED, ONLY_IF_ASSIGNED, Verb
from commitments.models import Contract
from indicators.models import Assignment

register = template.Library()


@register.simple_tag
def may_enter(user: User | AnonymousUser, contract: Contract) -> bool:
    """Whether the person may enter at least one indicator of the contract."""
    if not isinstance(user, User):
        return False
    entering = [role for role in user.roles_in(contract.body_pk) if Verb.RECORD in ALLOWED[role]]
    if any(Verb.RECORD not in ONLY_IF_ASSIGNED.get(role, frozenset()) for role in entering):
        return True
    return bool(entering) and Assignment.objects.filter(user=user, indicator__contract=contract).exists()
