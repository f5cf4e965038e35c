"""What a file would change, and everything that it is refused for: shown before anything is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from indicators.domain.model import Absence, Fact
from indicators.domain.periods import Month
from indicators.imports import columns
from indicators.imports.dates import read_month_name
from indicators.imports.known import Known
from indicators.imports.lines import Line
from indicators.models import Indicator
from indicators.parsing import MonthTexts, read_month
from indicators.recording import Entry


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row is refused: where, the text found there, and what to do. `code` is stable, for programs."""

    line: int
    column: str
    text: str
    reason: str
    code: str


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
        return Preview(
            refused=tuple(Refused(header.number, text, text, reason, "header") for text, reason in problems)
        )
    names = [columns.plain_name(name) for name in header.cells]
    known = Known.of(list(contracts), actor, body)
    planned: list[Planned] = []
    refused: list[Refused] = []
    for line in rows:
        try:
            planned.append(_planned(line, names, known))
        except RowRefusedError as error:
            refused += error.refused
    refused += _duplicates(planned)
    return _sorted_out(planned, sorted(refused, key=lambda each: each.line))


def _planned(line: Line, names: Sequence[str], known: Known) -> Planned:
    """The month that a row stands for; raises with everything that is wrong in the row."""
    cells = _cells(line, names)
    month = read_month_name(cells[columns.MONTH])
    refused = [_refused(line, columns.MONTH, cells, month, "not_a_month")] if isinstance(month, str) else []
    try:
        indicator = _indicator(line, cells, known, None if isinstance(month, str) else month)
    except RowRefusedError as error:
        raise RowRefusedError(*refused, *error.refused) from error
    if isinstance(month, Month) and (refusal := known.reason_to_refuse(indicator, month)):
        refused.append(_refused(line, columns.MONTH, cells, refusal.message, refusal.code))
    fact = read_month(indicator.measure.rules, _texts(cells))
    if isinstance(fact, tuple):
        refused += [Refused(line.number, each.column, each.text, each.reason, each.code) for each in fact]
    if refused or isinstance(fact, tuple) or isinstance(month, str):
        raise RowRefusedError(*refused)
    return _compared(line, cells, known, Entry(indicator, month, fact))


def _compared(line: Line, cells: Mapping[str, str], known: Known, read: Entry) -> Planned:
    """The row beside what stands. A value without a comment keeps the one that stands."""
    pointer = known.standing.get((read.indicator.pk, read.month))
    before, comment_before = (pointer.current.fact, pointer.current.comment) if pointer else (None, "")
    comment = "" if isinstance(read.fact, Absence) else cells[columns.COMMENT].strip() or comment_before
    entry = replace(read, comment=comment, expected_version=pointer.version if pointer else 0)
    return Planned(line.number, entry.indicator.contract, entry, before, comment_before)


def _cells(line: Line, names: Sequence[str]) -> Mapping[str, str]:
    if extra := [cell for cell in line.cells[len(names) :] if cell.strip()]:
        raise RowRefusedError(
            Refused(
                line.number, "", extra[0], "Cette ligne a plus de cellules que l’en-tête.", "too_many_cells"
            )
        )
    padded = [*line.cells, *[""] * len(names)]
    return dict.fromkeys(columns.COLUMNS, "") | dict(zip(names, padded, strict=False))


def _refused(line: Line, column: str, cells: Mapping[str, str], reason: str, code: str) -> Refused:
    return Refused(line.number, column, cells[column], reason, code)


def _indicator(line: Line, cells: Mapping[str, str], known: Known, month: Month | None) -> Indicator:
    """The indicator that a row names, which the person may enter."""

    def refusal(column: str, reason: str, code: str) -> RowRefusedError:
        return RowRefusedError(_refused(line, column, cells, reason, code))

    body = cells[columns.BODY].strip() or known.body
    if not body:
        raise refusal(columns.BODY, "Nommez l’organisme : plusieurs vous sont ouverts.", "body_missing")
    contract = known.contract_of(body, month)
    if contract is None:
        raise refusal(columns.BODY, "Organisme inconnu, ou qui ne vous est pas ouvert.", "unknown_body")
    indicator = known.indicators.get((contract.pk, cells[columns.INDICATOR].strip().upper()))
    if indicator is None:
        raise refusal(columns.INDICATOR, "Indicateur inconnu dans ce contrat.", "unknown_indicator")
    if known.actor is not None and not may(known.actor, Verb.RECORD, indicator):
        raise refusal(columns.INDICATOR, "Cet indicateur ne vous est pas attribué.", "not_allowed")
    return indicator


def _texts(cells: Mapping[str, str]) -> MonthTexts:
    return MonthTexts(
        numerator=cells[columns.NUMERATOR],
        denominator=cells[columns.DENOMINATOR],
        value=cells[columns.VALUE],
        absence=cells[columns.ABSENCE],
        absence_reason=cells[columns.COMMENT],
    )


def _duplicates(planned: Iterable[Planned]) -> Iterator[Refused]:
    seen: dict[tuple[int, Month], int] = {}
    for each in planned:
        key = (each.entry.indicator.pk, each.entry.month)
        if key in seen:
            reason = f"{each.entry.indicator.code} a déjà ce mois à la ligne {seen[key]}."
            yield Refused(each.line, columns.MONTH, str(each.entry.month), reason, "twice_in_the_file")
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
