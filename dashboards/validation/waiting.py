"""What a queue shows, whichever family it is of."""

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from accounts.models import User
from commitments.models import Contract, Fiche

OWN_ENTRY = "C’est votre saisie\u00a0: une autre personne doit la valider."


class Waiting(Protocol):
    """A month of an indicator, or an échéance of an action, that was submitted.

    `key` names it in its contract, for the forms of the page; `period` is its month, or its year; `subject` is its
    indicator, or its action.
    """

    @property
    def key(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def is_doubtful(self) -> bool: ...

    @property
    def subject(self) -> object: ...

    @property
    def fiche(self) -> Fiche: ...

    @property
    def people(self) -> Sequence[User]: ...

    @property
    def period(self) -> Any: ...

    @property
    def obstacle(self) -> str:
        """Why this person may not validate it now; "" where they may."""


def own_entry(contract: Contract, user: User, authors: Collection[int]) -> str:
    """The obstacle for who entered it, unless the contract allows it."""
    return OWN_ENTRY if user.pk in authors and not contract.allows_own_validation else ""
