"""What the navigation and the pages of closed months show of the workflow."""

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may, may_somewhere
from commitments.models import Change, Contract
from cpg.shared import french
from dashboards.journal.lines import who
from dashboards.network.comparison import comparable
from dashboards.quarters.page import reopening_text
from dashboards.reminders.counting import owed_count
from dashboards.shared import sentences
from dashboards.sources.access import sees_sources
from indicators.handovers import submitted_count
from indicators.selectors import LockRecord

register = template.Library()


@register.filter
def waiting_for(contract: Contract, user: User | AnonymousUser) -> int | None:
    """How many months of the contract wait for a validation; None for who may not validate, who costs no query."""
    if not isinstance(user, User) or not may(user, Verb.VALIDATE, contract):
        return None
    return submitted_count(contract)


@register.filter
def owed_to(contract: Contract, user: User | AnonymousUser) -> int | None:
    """How many things are owed in the contract; None for who reminds nobody of them, who costs no query."""
    if not isinstance(user, User) or not may(user, Verb.VALIDATE, contract):
        return None
    return owed_count(contract, localdate())


@register.filter
def may_be_entered_by(contract: Contract, user: User | AnonymousUser) -> bool:
    """Whether the person has a grid to fill; it costs no query."""
    return isinstance(user, User) and may_somewhere(user, Verb.RECORD, contract.body_pk)


@register.filter
def may_oversee(user: User | AnonymousUser, contract: Contract) -> bool:
    """Whether the person may see what others have still to enter."""
    return isinstance(user, User) and may(user, Verb.OVERSEE, contract)


@register.filter
def may_administer(user: User | AnonymousUser, contract: Contract) -> bool:
    """Whether the person looks after the people and the assignments of the contract's body."""
    return isinstance(user, User) and (user.is_superuser or may(user, Verb.ADMINISTER, contract))


@register.filter
def may_suppose(user: User | AnonymousUser, contract: Contract) -> bool:
    """Whether the person makes scenarios."""
    return isinstance(user, User) and may(user, Verb.SUPPOSE, contract)


@register.filter
def may_validate(user: User | AnonymousUser, contract: Contract) -> bool:
    """Whether the person may decide on what others submit; it costs no query."""
    return isinstance(user, User) and may(user, Verb.VALIDATE, contract)


@register.filter
def may_see_sources(user: User | AnonymousUser, contract: Contract) -> bool:
    return isinstance(user, User) and sees_sources(user, contract)


@register.filter
def comparable_by(contract: Contract, user: User | AnonymousUser) -> bool:
    """Whether the person may look at this contract beside the same one of another body; asked of the database for
    those who belong to several bodies only.
    """
    if not isinstance(user, User) or not may(user, Verb.COMPARE, contract) or not user.compares_bodies():
        return False
    return bool(comparable(user, contract.code))


@register.filter
def coming(contract: Contract) -> str:
    """From when on a contract runs, until then."""
    return sentences.coming(contract)


@register.filter
def when(contract: Contract) -> str:
    """Beside the name of a contract in a list of several."""
    if contract.is_to_come:
        return f"à venir, à partir de {french.month_name(contract.first_year, 1)}"
    return "en cours" if contract.is_running else "terminé"


@register.filter
def is_of_actions(route: str | None) -> bool:
    """Whether the page is one of those where actions are followed."""
    return route in {"action", "follow_up", "effect"} or (route or "").startswith("actions")


@register.filter
def reopening(lock: LockRecord) -> str:
    """Until when, by whom and why a month was reopened."""
    return reopening_text(lock)


@register.filter
def author(change: Change) -> str:
    """`Camille, par fichier`: who acted and by which way, "" for a loading by nobody."""
    return who(str(change.actor or ""), change.origin)
