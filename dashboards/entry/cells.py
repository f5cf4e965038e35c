"""A month of the grid: its texts as they are typed, its state, and the messages under its indicator."""

from dataclasses import dataclass

from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.addresses import month_url
from indicators.domain.entry import needs_comment
from indicators.domain.model import Absence, AbsenceKind, Amount, Fact, Pair
from indicators.domain.month_state import Act, Held, MonthState
from indicators.models import Indicator
from indicators.parsing import FigureProblem, MonthTexts, read_month
from indicators.plausibility import Doubt
from indicators.refusals import comment_missing
from indicators.selectors import Known, MonthRecord, fact_held
from indicators.submission import doubts_held

ABSENT_TEXTS = {AbsenceKind.NON_DISPONIBLE: "n.\u00a0d.", AbsenceKind.SANS_OBJET: "s.\u00a0o."}
PARTS_OF_PAIR = ("numerator", "denominator")
# Where base-year values are held: they are the denominators.
PART_OF_BASED_PAIR = ("numerator",)
PART_OF_AMOUNT = ("value",)


@dataclass(frozen=True, slots=True)
class MonthMessage:
    """A line under an indicator about one of its months, which its title names first. `tone` names a colour; `url` is
    the page of the month.
    """

    month: Month
    tone: str
    shape: str
    title: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class GridMonth:
    """One month of one indicator, drawn by its state and by what only the grid adds to it.

    `texts` are those of its parts, as the parser reads them back. `is_refused`: what was typed was not recorded and is
    still shown.
    """

    month: Month
    state: MonthState
    version: int
    texts: tuple[str, ...]
    url: str
    messages: tuple[MonthMessage, ...]
    is_doubtful: bool = False
    is_refused: bool = False

    @property
    def is_draft(self) -> bool:
        """Whether it may be submitted."""
        return Act.SUBMIT in self.state.acts

    @property
    def is_typed(self) -> bool:
        """Whether the cell is a field; the others are read, and their own page changes them."""
        if self.state.is_neutralised or self.state.held is Held.ABSENCE:
            return False
        return Act.ENTER in self.state.acts or self.is_draft

    @property
    def is_optional(self) -> bool:
        return Act.ENTER in self.state.acts and not self.state.is_due

    @property
    def css(self) -> str:
        if self.is_refused:
            return "c-refusee"
        if self.is_doubtful and self.is_typed:
            return "c-alerte"
        return "c-libre" if self.is_optional and self.is_typed else self.state.style

    @property
    def shape(self) -> str:
        """In the corner, where the text of the cell does not already say it."""
        if self.is_refused:
            return "f-refus"
        if self.is_doubtful and self.is_typed and self.state.step is State.SAISI:
            return "f-alerte"
        is_returned = self.state.step is State.RETOURNE
        is_drawn = self.state.is_missing or self.state.held is Held.VALUE or is_returned
        return self.state.shape if is_drawn and not self.state.is_neutralised else ""

    @property
    def word(self) -> str:
        """The state as it reads everywhere, and beside it what only the grid knows."""
        additions = {
            "facultatif": self.is_optional and self.is_typed,
            "valeur inhabituelle": self.is_doubtful and self.is_typed,
            "refusé, pas enregistré": self.is_refused,
        }
        return ", ".join([self.state.text, *(text for text, holds in additions.items() if holds)])


def parts_of(indicator: Indicator) -> tuple[str, ...]:
    if not indicator.defined.takes_pair:
        return PART_OF_AMOUNT
    return PARTS_OF_PAIR if indicator.current_base is None else PART_OF_BASED_PAIR


def typed_fact(indicator: Indicator, month: Month, texts: MonthTexts) -> Fact | tuple[FigureProblem, ...]:
    """What a cell says. Where it shows a numerator alone, a month entered before the base-year values keeps its pair as
    long as that numerator does not change: a comment beside it changes no figure.
    """
    fact = read_month(indicator.rules_of(month), texts)
    if indicator.current_base is None or not isinstance(fact, Pair):
        return fact
    standing = fact_held(indicator, month)
    is_same = isinstance(standing, Pair) and standing.numerator == fact.numerator
    return standing if is_same and standing is not None else fact


def grid_month(indicator: Indicator, found: Known, month: Month, state: MonthState) -> GridMonth:
    record = found.records.get(month)
    unlikely: tuple[Doubt, ...] = ()
    owed = ""
    if record is not None and record.fact is not None and Act.SUBMIT in state.acts:
        unlikely = doubts_held(found.series, month, record)
        if needs_comment(found.series, month, record.comment):
            owed = comment_missing(indicator, month).message
    return GridMonth(
        month=month,
        state=state,
        version=record.version if record else 0,
        texts=_texts(indicator, record.fact if record else None),
        url=month_url(indicator, month),
        messages=tuple(_messages(record, month, unlikely, owed))
        if record and Act.SUBMIT in state.acts
        else (),
        is_doubtful=bool(unlikely),
    )


def _texts(indicator: Indicator, fact: Fact | None) -> tuple[str, ...]:
    match fact:
        case Pair(numerator, denominator):
            return (french.trimmed(numerator), french.trimmed(denominator))[: len(parts_of(indicator))]
        case Amount(value):
            return (french.trimmed(value),)
        case Absence(kind, _):
            return (ABSENT_TEXTS[kind],) * len(parts_of(indicator))
        case None:
            return ("",) * len(parts_of(indicator))


def _messages(
    record: MonthRecord, month: Month, unlikely: tuple[Doubt, ...], owed: str
) -> list[MonthMessage]:
    name = french.sentence(french.MONTHS[month.number - 1])
    found = []
    if record.state is State.RETOURNE:
        who = f" par {record.actor}" if record.actor else ""
        said = f"{name} vous a été renvoyé{who}\u00a0: «\u00a0{record.reason}\u00a0»"
        found.append(
            MonthMessage(
                month, "t-entre", "f-refus", said, "Corrigez ou commentez, puis soumettez à nouveau."
            )
        )
    if unlikely and not record.comment.strip():
        said = " ".join(each.sentence for each in unlikely)
        advice = (
            "La valeur est enregistrée. Vérifiez-la, ou dites pourquoi en commentaire avant de soumettre."
        )
        found.append(MonthMessage(month, "t-entre", "f-alerte", f"{name}\u00a0: {said}", advice))
    if owed:
        advice = "La valeur est enregistrée. Ce commentaire sera demandé pour soumettre."
        found.append(MonthMessage(month, "t-entre", "f-alerte", owed, advice))
    return found
