"""The page of one month besides its form: what it holds, its state, and the months before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from commitments.ledger.moves import standing_return
from commitments.ledger.refusals import Refusal
from commitments.models import Origin
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.addresses import indicator_url
from dashboards.shared.figures import fact_in_words, month_text
from indicators.domain.model import Definition, Fact, Pair, Series, Status
from indicators.domain.month_state import Act, MonthState
from indicators.domain.timeline import Timeline
from indicators.models import Evidence, Indicator
from indicators.plausibility import Doubt
from indicators.selectors import Known, LockRecord, MonthRecord
from indicators.submission import doubts_held

MONTHS_BESIDE = 12


@dataclass(frozen=True, slots=True)
class PastMonth:
    """One of the twelve months beside the form, in texts."""

    month: Month
    numerator: str
    denominator: str
    value: str


@dataclass(frozen=True, slots=True)
class MonthPage:
    """`standing` is the revision that counts now, `refusal` why the month cannot be entered, `status` the one that is
    computed at the end of the month from what it holds now.

    `has_conflict`: somebody else wrote while the form was open, `standing` is their value and the person chooses.
    `history` are all its records, the latest first; `answer` is what was typed and refused. `needs_reason`: a change
    must be explained. `lock` is the closing or reopening, None for a month never closed.
    """

    indicator: Indicator
    month: Month
    standing: MonthRecord | None
    past_months: tuple[PastMonth, ...]
    series: Series
    status: Status
    state: MonthState
    needs_reason: bool = False
    reader_pk: int = 0
    evidence: Sequence[Evidence] = ()
    refusal: Refusal | None = None
    has_conflict: bool = False
    lock: LockRecord | None = None
    may_submit: bool = False
    may_reopen: bool = False
    submit_refusal: str = ""
    may_neutralise: bool = False
    history: Sequence[MonthRecord] = ()
    may_take_back: bool = False
    answer: str = ""

    @property
    def is_correction(self) -> bool:
        return self.standing is not None and self.standing.fact is not None

    @property
    def version(self) -> int:
        return self.standing.version if self.standing else 0

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        return doubts_held(self.series, self.month, self.standing)

    @property
    def takes_evidence(self) -> bool:
        """A closed month still takes its proof: it changes no figure."""
        return self.refusal is None or self.refusal.code == "closed"

    @property
    def back(self) -> str:
        return f"{indicator_url(self.indicator)}?mois={self.month}"

    @property
    def standing_sentence(self) -> str:
        return standing_sentence(self.indicator.definition, self.standing, self.state)

    @property
    def returned_reason(self) -> str:
        """Why whoever validates gave the month back, while nothing changed since; "" otherwise."""
        returned = standing_return(self.history)
        return returned.return_reason if returned and self.is_correction else ""

    @property
    def is_to_take_back(self) -> bool:
        """Whether the person may take back what was submitted."""
        return self.may_take_back and Act.UNSUBMIT in self.state.acts

    @property
    def reopened_sentence(self) -> str:
        """Who let a closed month be entered again, until when and why."""
        if self.lock is None or not self.lock.is_reopened or self.lock.open_until is None:
            return ""
        author = f" par {self.lock.actor}" if self.lock.actor else ""
        until = french.day(self.lock.open_until)
        return f"Ce mois clos est rouvert{author} jusqu’au {until}\u00a0: «\u00a0{self.lock.reason}\u00a0»."

    @property
    def is_to_submit(self) -> bool:
        """Whether the person may submit what the month holds."""
        return self.may_submit and Act.SUBMIT in self.state.acts and not self.refusal

    @property
    def conflict_sentence(self) -> str:
        if not self.has_conflict or self.standing is None:
            return ""
        return conflict_sentence(self.indicator.definition, self.standing, self.reader_pk)


def standing_sentence(definition: Definition, standing: MonthRecord | None, state: MonthState) -> str:
    """The state of the month, whose turn it is, and what is recorded, by whom and when."""
    wording = french.sentence(", ".join(part for part in (state.text, state.turn) if part))
    if standing is None or standing.fact is None:
        return f"{wording}\u00a0: rien n’est encore enregistré pour ce mois."
    return f"{wording}\u00a0: {fact_in_words(definition, standing.fact)}, {_signed(standing)}."


def conflict_sentence(definition: Definition, standing: MonthRecord | None, reader_pk: int) -> str:
    """What was done while the reader wrote, by somebody else or by themselves elsewhere, and the choice to make."""
    if standing is None:
        return "Ce mois n’a plus la valeur que la page montrait\u00a0: il est vide."
    if standing.actor_pk == reader_pk:
        who, signed = (
            "Vous avez",
            f"le {french.moment(timezone.localtime(standing.recorded_at))}, dans une autre page",
        )
    else:
        who, signed = "Une autre personne a", _signed(standing)
    if standing.fact is None:
        return f"{who} retiré la valeur, {signed}."
    question = (
        "Garder cette valeur ou celle d’ici"
        if standing.actor_pk == reader_pk
        else "Garder sa valeur ou la vôtre"
    )
    return (
        f"{who} enregistré {fact_in_words(definition, standing.fact)}, {signed}. {question}{french.NARROW}?"
    )


def past_months(known: Known, month: Month) -> tuple[PastMonth, ...]:
    """The twelve months before this one, the latest first."""
    definition = known.series.definition
    timeline = Timeline(known.series)
    months = (month.plus(-back) for back in range(1, MONTHS_BESIDE + 1))
    return tuple(
        _past_line(
            definition, past, known.series.facts.get(past), is_neutralised=timeline.is_neutralised(past)
        )
        for past in months
        if past.year >= definition.contract_first_year
    )


def _past_line(definition: Definition, month: Month, fact: Fact | None, *, is_neutralised: bool) -> PastMonth:
    value = "neutralisé" if is_neutralised else month_text(definition, fact)
    if isinstance(fact, Pair):
        return PastMonth(month, french.trimmed(fact.numerator), french.trimmed(fact.denominator), value)
    return PastMonth(month, "", "", value)


def _signed(record: MonthRecord) -> str:
    author = f"par {record.actor}" if record.actor else "par un chargement"
    if record.origin == Origin.SOURCE:
        author += ", par une source,"
    return f"{author} le {french.moment(timezone.localtime(record.recorded_at))}"
