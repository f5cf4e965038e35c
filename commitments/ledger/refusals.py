"""Why a write is refused, in words that tell the person what to do. `code` is stable, for programs."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from types import MappingProxyType

from accounts.models import User
from accounts.rights import BodyOwned, Verb, may


class Refusal(Exception):  # noqa: N818 - a refusal is an answer to a person, not a fault
    """Nothing was written. `message` is a French sentence for the person.

    Where many things were asked at once, `by_place` has the refusal of each by its rank; the
    exception itself is the first.
    """

    code = "refused"
    by_place: "Mapping[int, Refusal]" = MappingProxyType({})

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code


DAYS_REVERSED = "Le dernier jour est avant le premier\u00a0: échangez-les, ou laissez-en un vide."
STALE_MONTH = "Une autre personne a modifié ce mois entre-temps : relisez sa valeur, puis choisissez."
STALE_ITEM = "Une autre personne a mis à jour cette échéance entre-temps\u00a0: relisez, puis choisissez."


class StaleVersion(Refusal):
    """Somebody else wrote in between. `current` is the latest version."""

    code = "stale_version"

    def __init__(self, expected: int, current: int, message: str = STALE_MONTH) -> None:
        super().__init__(message)
        self.expected = expected
        self.current = current


def not_allowed() -> Refusal:
    return Refusal("Votre rôle ne permet pas cette opération.", "not_allowed")


def require(actor: User | None, verb: Verb, target: BodyOwned) -> None:
    """Refuse what the person may not do. No actor is the system itself (a command run from the shell)."""
    if actor is not None and not may(actor, verb, target):
        raise not_allowed()


def raise_first(refused: Mapping[int, Refusal]) -> None:
    """Refuse an act on many things for everything that is wrong with it, if anything is."""
    if refused:
        first = refused[min(refused)]
        first.by_place = refused
        raise first


def require_each[T](
    things: Sequence[T],
    *,
    place: Callable[[T], Hashable],
    refusal: Callable[[int, T], Refusal | None],
    twice: Callable[[T], str],
) -> None:
    """Collect refusals by rank; refuse a place that is given twice, in the sentence of `twice`."""
    refused = {}
    seen: set[Hashable] = set()
    for rank, thing in enumerate(things):
        is_again = place(thing) in seen
        wrong = Refusal(twice(thing), "twice_in_the_file") if is_again else refusal(rank, thing)
        if wrong:
            refused[rank] = wrong
        seen.add(place(thing))
    raise_first(refused)


def require_version(expected: int | None, current: int) -> None:
    """Refuse a write made from an older version than the latest; None is a writer that did not look at it."""
    if expected is not None and expected != current:
        raise StaleVersion(expected, current)
