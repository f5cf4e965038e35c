"""What a file would change, and everything that it is refused for: shown before anything is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from indicators.domain.model import Absence, Fact
from indicators.domain.periods import Month
from indicators.imports import columns
from indicators.imports.dates import read_month_name
from indicators.imports.lines import Line
from indicators.models import Indicator, MonthlyActual
from indicators.parsing import MonthTexts, read_month
from indicators.recording import Entry, reason_to_refuse
from indicators.selectors import closed_months, today_in_paris


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row is refused: where, the text found there, and what to do."""

    line: int
    column: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One month to write. `before` is the fact that it replaces, None for a month that is empty."""

    line: int
    contract: Contract
    entry: Entry
    before: Fact | None
    comment_before: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. With one row refused, nothing is taken."""

    new: tuple[Planned, ...] = ()
    changed: tuple[Planned, ...] = ()
    unchanged: tuple[Planned, ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def is_acceptable(self) -> bool:
        return not self.refused


class RowRefusedError(Exception):
    """One row, with each thing that is wrong in it."""

    def __init__(self, *refused: Refused) -> None:
        super().__init__()
        self.refused = refused


def prepare(
    lines: Sequence[Line], contracts: Iterable[Contract], actor: User | None, body: str = ""
) -> Preview:
    """Compare a file with what stands, for someone who sees these contracts. A constant number of queries.

    `actor` None is the shell, which may enter everything. `body` is the body of rows that name none.
    """
    header, *rows = lines
    problems = columns.header_problems(header.cells)
    if problems:
        return Preview(refused=tuple(Refused(header.number, text, text, reason) for text, reason in problems))
    names = [columns.plain_name(name) for name in header.cells]
    known = _Known.of(list(contracts), actor, body)
    planned: list[Planned] = []
    refused: list[Refused] = []
    for line in rows:
        try:
            planned.append(_planned(line, names, known))
        except RowRefusedError as error:
            refused += error.refused
    refused += _duplicates(planned)
    return _sorted_out(planned, sorted(refused, key=lambda each: each.line))


@dataclass(slots=True)
class _Known:
    """What rows are checked against, read once."""

    contracts: list[Contract]
    actor: User | None
    body: str
    today: date
    indicators: dict[tuple[int, str], Indicator] = field(default_factory=dict)
    standing: dict[tuple[int, Month], MonthlyActual] = field(default_factory=dict)
    closed: dict[int, frozenset[Month]] = field(default_factory=dict)

    @classmethod
    def of(cls, contracts: list[Contract], actor: User | None, body: str) -> "_Known":
        only = contracts[0].body.code if len({each.body_id for each in contracts}) == 1 else ""
        known = cls(contracts, actor, body or only, today_in_paris())
        indicators = Indicator.objects.filter(contract__in=contracts).with_definition()
        known.indicators = {
            (each.contract_id, each.code): each for each in indicators.prefetch_related("assignments")
        }
        pointers = MonthlyActual.objects.filter(indicator__contract__in=contracts).select_related("current")
        known.standing = {(each.indicator_id, each.at): each for each in pointers}
        known.closed = {each.pk: closed_months(each, known.today) for each in contracts}
        return known

    def contract_of(self, body: str, month: Month) -> Contract | None:
        """The body's contract that covers the month, else any of its contracts."""
        of_body = [each for each in self.contracts if each.body.code == body]
        return next((each for each in of_body if month.year in each.years), next(iter(of_body), None))


def _planned(line: Line, names: Sequence[str], known: _Known) -> Planned:
    cells = _cells(line, names)
    month = read_month_name(cells[columns.MONTH])
    if isinstance(month, str):
        raise _refusal(line, columns.MONTH, cells, month)
    contract = _contract(line, cells, known, month)
    indicator = _indicator(line, cells, known, contract)
    refusal = reason_to_refuse(indicator, month, today=known.today, closed=known.closed[contract.pk])
    if refusal:
        raise _refusal(line, columns.MONTH, cells, refusal.message)
    fact = _fact(line, cells, indicator)
    pointer = known.standing.get((indicator.pk, month))
    comment = "" if isinstance(fact, Absence) else cells[columns.COMMENT].strip()
    if not comment and pointer is not None and not isinstance(fact, Absence):
        comment = pointer.current.comment
    entry = Entry(indicator, month, fact, comment, pointer.version if pointer else 0)
    before, comment_before = (pointer.current.fact, pointer.current.comment) if pointer else (None, "")
    return Planned(line.number, contract, entry, before, comment_before)


def _cells(line: Line, names: Sequence[str]) -> Mapping[str, str]:
    if extra := [cell for cell in line.cells[len(names) :] if cell.strip()]:
        raise RowRefusedError(
            Refused(line.number, "", extra[0], "Cette ligne a plus de cellules que l’en-tête.")
        )
    padded = [*line.cells, *[""] * len(names)]
    return dict.fromkeys(columns.COLUMNS, "") | dict(zip(names, padded, strict=False))


def _refusal(line: Line, column: str, cells: Mapping[str, str], reason: str) -> RowRefusedError:
    return RowRefusedError(Refused(line.number, column, cells[column], reason))


def _contract(line: Line, cells: Mapping[str, str], known: _Known, month: Month) -> Contract:
    body = cells[columns.BODY].strip() or known.body
    if not body:
        raise _refusal(line, columns.BODY, cells, "Nommez l’organisme : plusieurs vous sont ouverts.")
    contract = known.contract_of(body, month)
    if contract is None:
        raise _refusal(line, columns.BODY, cells, "Organisme inconnu, ou qui ne vous est pas ouvert.")
    return contract


def _indicator(line: Line, cells: Mapping[str, str], known: _Known, contract: Contract) -> Indicator:
    code = cells[columns.INDICATOR].strip()
    indicator = known.indicators.get((contract.pk, code.upper()))
    if indicator is None:
        raise _refusal(line, columns.INDICATOR, cells, "Indicateur inconnu dans ce contrat.")
    if known.actor is not None and not may(known.actor, Verb.RECORD, indicator):
        raise _refusal(line, columns.INDICATOR, cells, "Cet indicateur ne vous est pas attribué.")
    return indicator


def _fact(line: Line, cells: Mapping[str, str], indicator: Indicator) -> Fact:
    texts = MonthTexts(
        numerator=cells[columns.NUMERATOR],
        denominator=cells[columns.DENOMINATOR],
        value=cells[columns.VALUE],
        absence=cells[columns.ABSENCE],
        absence_reason=cells[columns.COMMENT],
    )
    read = read_month(indicator.measure.rules, texts)
    if isinstance(read, tuple):
        raise RowRefusedError(*(Refused(line.number, each.column, each.text, each.reason) for each in read))
    return read


def _duplicates(planned: Iterable[Planned]) -> Iterator[Refused]:
    seen: dict[tuple[int, Month], int] = {}
    for each in planned:
        key = (each.entry.indicator.pk, each.entry.month)
        if key in seen:
            reason = f"{each.entry.indicator.code} a déjà ce mois à la ligne {seen[key]}."
            yield Refused(each.line, columns.MONTH, str(each.entry.month), reason)
        else:
            seen[key] = each.line


def _sorted_out(planned: Iterable[Planned], refused: Iterable[Refused]) -> Preview:
    new, changed, unchanged = [], [], []
    for each in planned:
        if each.before is None:
            new.append(each)
        elif each.before == each.entry.fact and each.comment_before == each.entry.comment:
            unchanged.append(each)
        else:
            changed.append(each)
    return Preview(tuple(new), tuple(changed), tuple(unchanged), tuple(refused))
