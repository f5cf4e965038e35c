"""What the page shows before a contract is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from commitments.differences import Difference, Kind
from commitments.models import Change, Contract
from cpg.shared import french
from dashboards.addresses import is_free
from dashboards.journal.lines import who
from indicators.loading import LoadingPreview
from indicators.models import Indicator

MOST_ROWS = 200
LONGEST = 240
LOADINGS = 10
TAKEN = "Le code d’organisme « {code} » est celui d’une adresse de l’application : choisissez-en un autre."


@dataclass(frozen=True, slots=True)
class Row:
    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class KindOfDifference:
    """The differences of one kind: what changes, and what is new, where `before` is "rien"."""

    key: str
    title: str
    changed: tuple[Row, ...]
    new: tuple[Row, ...]

    @property
    def shown(self) -> tuple[Row, ...]:
        return self.changed[:MOST_ROWS]

    @property
    def shown_new(self) -> tuple[Row, ...]:
        return self.new[:MOST_ROWS]

    @property
    def hidden(self) -> int:
        return len(self.changed) - len(self.shown)

    @property
    def hidden_new(self) -> int:
        return len(self.new) - len(self.shown_new)


def kinds_of(preview: LoadingPreview) -> tuple[KindOfDifference, ...]:
    return tuple(_kind(kind, differences) for kind, differences in preview.by_kind)


def _kind(kind: Kind, differences: Sequence[Difference]) -> KindOfDifference:
    return KindOfDifference(
        kind.value,
        kind.label,
        tuple(_row(each) for each in differences if each.before is not None),
        tuple(_row(each) for each in differences if each.before is None),
    )


def _row(difference: Difference) -> Row:
    return Row(difference.where, in_words(difference.before), in_words(difference.after))


def in_words(value: object) -> str:
    """A value of the file or of the database as a person reads it."""
    match value:
        case None | "" | []:
            return "rien"
        case bool():
            return "oui" if value else "non"
        case Decimal():
            return french.trimmed(value)
        case Indicator():
            text = _counted_how(value)
        case list() if all(isinstance(each, str | int) for each in value):
            text = french.listing([str(each) for each in value])
        case list() | dict():
            text = f"{len(value)} {french.plural(len(value), 'élément', 'éléments')}"
        case _:
            text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _counted_how(indicator: Indicator) -> str:
    defined = indicator.defined
    words = (defined.label, defined.unit, defined.direction, defined.aggregation, defined.frequency)
    return " · ".join(words)


def taken_address(preview: LoadingPreview) -> str:
    """The sentence that refuses a new body whose pages would be hidden by pages of the application; "" for another."""
    if not preview.is_new_body:
        return ""
    return "" if is_free(preview.body, preview.contract) else TAKEN.format(code=preview.body)


@dataclass(frozen=True, slots=True)
class Loading:
    """A file that was loaded: who, when, and why."""

    contract: Contract
    recorded_at: datetime
    who: str
    reason: str


def latest_loadings(user: User) -> list[Loading]:
    """Of the contracts that the person sees, the latest first."""
    acts = Change.objects.filter(verb="load_contract", contract__in=Contract.objects.all().visible_to(user))
    return [
        Loading(each.contract, each.recorded_at, who(str(each.actor or ""), each.origin), each.reason)
        for each in acts.select_related("contract__body", "actor").order_by("-recorded_at", "-pk")[:LOADINGS]
    ]
