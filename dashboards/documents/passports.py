"""The passports of indicators as a document: one alone with its history, or all of a contract at a quarter."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone

from accounts.clock import localdate
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Quarter
from dashboards.documents.blocks import (
    Block,
    Document,
    DocumentCell,
    DocumentColumn,
    Heading,
    Lead,
    Note,
    Table,
    Tone,
)
from dashboards.documents.composing import FICTITIOUS, cleaned_value
from dashboards.journal.lines import JournalLine
from dashboards.models.closing import QuarterClosing
from indicators.definitions import as_defined
from indicators.models import Indicator
from indicators.passports import RUBRICS, Passport, passports_at

RUBRIC_COLUMNS = (DocumentColumn("Rubrique", 5), DocumentColumn("Ce qui en est écrit", 15))
FIXED_COLUMNS = (DocumentColumn("Trait", 5), DocumentColumn("Ce que le contrat fixe", 15))
HISTORY_COLUMNS = (
    DocumentColumn("Date", 4),
    DocumentColumn("Ce qui a changé", 10),
    DocumentColumn("Motif", 6),
)
TO_COMPLETE = DocumentCell("À compléter", Tone.QUIET)


def passport_document(
    indicator: Indicator,
    passport: Passport,
    traits: Sequence[tuple[str, str]],
    history: Sequence[JournalLine],
    day: date,
) -> Document:
    blocks = (
        Heading(1, _name(indicator), follows=True),
        *_rubrics(passport),
        Heading(2, "Ce que le contrat fixe"),
        Table(
            "Ce que le contrat fixe",
            FIXED_COLUMNS,
            tuple((DocumentCell(name), DocumentCell(value)) for name, value in traits),
        ),
        Heading(2, "Historique des versions"),
        *_history(history),
    )
    return _document(indicator.contract, f"Passeport de {indicator.code}", day, blocks)


def passports_document(contract: Contract, quarter: Quarter) -> Document:
    """As known at the last closing of the quarter, or now where it is not closed. Five queries."""
    closings = QuarterClosing.objects.filter(contract=contract, year=quarter.year, quarter=quarter.number)
    closing = closings.select_related("change").order_by("version").last()
    if closing is None:
        return _passports(contract, quarter, None, localdate())
    day = timezone.localtime(closing.change.recorded_at).date()
    return _passports(contract, quarter, closing.change.sequence, day)


def passports_annex(closing: QuarterClosing, day: date, footer: str) -> Document:
    """The annex of a quarter’s dossier, as known at that closing; its pages say which."""
    quarter = Quarter(closing.year, closing.quarter)
    return replace(_passports(closing.contract, quarter, closing.change.sequence, day), footer=footer)


def _passports(contract: Contract, quarter: Quarter, known_at: int | None, day: date) -> Document:
    listed = Indicator.objects.filter(contract=contract).with_definition().order_by("position")
    indicators = as_defined(listed, known_at)
    passports = passports_at([each.pk for each in indicators], known_at)
    blocks = tuple(_of_all(indicators, [passports[each.pk] for each in indicators]))
    return _document(contract, f"Passeports des indicateurs, {quarter.name} {quarter.year}", day, blocks)


def _of_all(indicators: Sequence[Indicator], passports: Sequence[Passport]) -> Iterator[Block]:
    missing = sum(len(each.to_complete) for each in passports)
    every = len(RUBRICS) * len(passports)
    yield Heading(1, "Où l’on en est", follows=True)
    rubrics = french.plural(missing, "rubrique", "rubriques")
    yield Lead(
        f"{french.number(missing)} {rubrics} sur {french.number(every)} à compléter."
        if missing
        else "Toutes les rubriques sont renseignées."
    )
    yield Note(
        "Ce que le contrat ne dit pas et que personne n’a écrit reste à compléter\u00a0: rien n’est inventé."
    )
    for indicator, passport in zip(indicators, passports, strict=True):
        yield Heading(2, _name(indicator))
        yield from _rubrics(passport)


def _rubrics(passport: Passport) -> Iterator[Block]:
    yield Note(f"{passport.finding}.")
    lines = tuple(
        (DocumentCell(rubric.title), DocumentCell(french.bound(text)) if text else TO_COMPLETE)
        for rubric, text in passport.entries
    )
    yield Table("Rubriques du passeport", RUBRIC_COLUMNS, lines)


def _history(history: Sequence[JournalLine]) -> Iterator[Block]:
    if not history:
        yield Note("Rien n’a changé depuis le chargement du contrat.")
        return
    yield Table("Historique des versions", HISTORY_COLUMNS, tuple(map(_history_line, history)))


def _history_line(line: JournalLine) -> tuple[DocumentCell, ...]:
    changed = [f"{each.year}\u00a0: {each.before or 'rien'} → {each.after}" for each in line.targets]
    if line.value:
        changed.append(line.value)
    if line.before or line.after:
        changed.append(f"{line.before or 'rien'} → {line.after or 'rien'}")
    moment = french.moment(timezone.localtime(line.by.recorded_at))
    return (
        DocumentCell(moment, detail=line.who),
        DocumentCell(line.title, detail=french.bound(f"{french.NARROW}; ".join(changed))),
        DocumentCell(french.bound(line.reason) or "—"),
    )


def _name(indicator: Indicator) -> str:
    return f"{indicator.code}. {french.bound(indicator.label)}"


def _document(contract: Contract, title: str, day: date, blocks: tuple[Block, ...]) -> Document:
    return cleaned_value(
        Document(
            title=title,
            subtitle=contract.label,
            body=contract.body.name,
            day=day,
            dated=f"État au {french.long_day(day)}",
            warning=FICTITIOUS if contract.is_demo else "",
            blocks=blocks,
        )
    )
