"""The moment that an address asks for: `?etat_au=2025-06-30`, `2025-06-30T14:05` or `n123`, an act of the contract."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone

from accounts.models import User
from commitments.models import Change, Contract
from cpg.shared import french
from dashboards.past.pages import READING

PARAMETER = "etat_au"
EXAMPLES = "écrivez par exemple 2025-06-30, 2025-06-30T14:05, ou n123 pour l’acte n°\u00a0123"
ACT = re.compile(r"n([0-9]{1,9})")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")


class UnknownMomentError(ValueError):
    """There is no such past moment; its text says why, and what to write, in French."""


@dataclass(frozen=True, slots=True)
class PastMoment:
    """A moment as the address writes it, and how far each contract of the person was then."""

    text: str
    at: datetime
    sequences: Mapping[int, int]
    act: int | None = None
    parameter: str = PARAMETER
    pages: Collection[str] = READING

    @property
    def name(self) -> str:
        """`30 juin 2025`, `30/06/2025 à 14 h 05`, `30/06/2025 à 14 h 05 (acte n° 123)`."""
        local = timezone.localtime(self.at)
        if self.act is not None:
            return f"{french.moment(local)} (acte n°\u00a0{self.act})"
        return french.moment(local) if MINUTE.fullmatch(self.text) else french.long_day(local.date())

    @property
    def day(self) -> str:
        """For the field of a form."""
        return timezone.localtime(self.at).date().isoformat()

    def text_for(self, prefix: str, path: str) -> str:
        """As the address of another page writes it: the number of an act is of one contract, whose pages begin so."""
        if self.act is None or not prefix or path.startswith(prefix):
            return self.text
        return f"{timezone.localtime(self.at):%Y-%m-%dT%H:%M}"

    @property
    def file_part(self) -> str:
        """`etat-au-2025-06-30`, for the names of files."""
        return f"etat-au-{self.text.replace(':', '')}"


def asked_moment(text: str, user: User, contract: Contract | None) -> PastMoment:
    """What the address asks for, for one person, on a page of this contract or of several. Three queries at most."""
    visible = list(Contract.objects.all().visible_to(user).values_list("pk", flat=True))
    act = _act(text, contract)
    at = act.recorded_at if act else min(_moment(text), timezone.now())
    acts = Change.objects.filter(contract__in=visible)
    known = acts.filter(recorded_at__lte=at).order_by().values_list("contract").annotate(Max("sequence"))
    sequences = dict.fromkeys(visible, 0) | dict(known)
    if act and contract:
        sequences[contract.pk] = act.sequence
    shown = [contract.pk] if contract else visible
    if not any(sequences.get(key, 0) for key in shown):
        raise UnknownMomentError(_before_all(shown))
    return PastMoment(text, at, sequences, act.sequence if act else None)


def _act(text: str, contract: Contract | None) -> Change | None:
    if not (found := ACT.fullmatch(text)):
        return None
    if contract is None:
        raise UnknownMomentError(
            "Cette page montre plusieurs contrats, et un acte est d’un seul\u00a0: choisissez une date."
        )
    act = Change.objects.filter(contract=contract, sequence=int(found[1])).first()
    if act is None:
        raise UnknownMomentError(f"Ce contrat n’a pas d’acte n°\u00a0{found[1]}\u00a0: {EXAMPLES}.")
    return act


def _moment(text: str) -> datetime:
    """A day and a minute to their ends in Paris, as UTC."""
    paris = ZoneInfo(settings.TIME_ZONE)
    try:
        if DAY.fullmatch(text):
            moment = datetime.combine(datetime.fromisoformat(text), time.max, tzinfo=paris)
            # Of today, what is known now.
            is_future = moment.date() > timezone.localdate()
        elif MINUTE.fullmatch(text):
            # Of the hour that comes twice in October, to the end of the second one.
            moment = datetime.fromisoformat(text).replace(
                second=59, microsecond=999_999, tzinfo=paris, fold=1
            )
            is_future = moment.replace(second=0, microsecond=0) > timezone.now()
        else:
            raise ValueError(text)
        # The first minutes of the year 1 are before any that a database knows.
        known = moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnknownMomentError(
            f"«\u00a0{text[:40]}\u00a0» n’est pas une date\u00a0: {EXAMPLES}."
        ) from error
    if is_future:
        raise UnknownMomentError(
            f"Le {french.moment(moment)} n’est pas encore venu\u00a0: choisissez une date passée."
        )
    return known


def _before_all(contracts: list[int]) -> str:
    first = Change.objects.filter(contract__in=contracts).aggregate(first=Min("recorded_at"))["first"]
    if first is None:
        return "Rien n’est encore enregistré\u00a0: il n’y a pas d’état passé à montrer."
    day = french.long_day(timezone.localdate(first))
    return (
        f"Rien n’était encore enregistré\u00a0: le premier acte est du {day}. "
        "Choisissez ce jour, ou un autre après lui."
    )
