"""Fiche and annexe side by side: which row is the reference, where they differ, and what the document leaves out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from indicators.reading.doubts import direction_of
from indicators.reading.proposals import (
    Doubt,
    DoubtKind,
    Indicator,
    IndicatorRow,
    Interpretation,
    Proposal,
    Subject,
    Target,
    TargetKind,
)
from indicators.reading.source import spaced
from indicators.reading.spaces import JOINED
from indicators.reading.themes import give_themes

REFERENCE = "L’annexe fait référence pour les seuils et les objectifs."
# "Nombre de situations...": the unit is in the label.
COUNTED = re.compile(r"(?i)\bnombre (?:de |d['’]\s?)([^\W\d_][\w-]{2,29})")


def compared(proposal: Proposal) -> Proposal:
    """The proposal with its indicators, the entries of its register, and the doubts that only the whole shows."""
    proposal.years = tuple(sorted({year for row in proposal.rows for year in row.targets}))
    codes = dict.fromkeys(row.code for row in proposal.rows)
    for code in codes:
        rows = [row for row in proposal.rows if row.code == code]
        _add(proposal, [row for row in rows if row.is_annexe], [row for row in rows if not row.is_annexe])
    give_themes(proposal)
    proposal.doubts += _gaps(proposal)
    return proposal


def _add(proposal: Proposal, annexe: list[IndicatorRow], fiche: list[IndicatorRow]) -> None:
    row = (annexe or fiche)[0]
    other = fiche[0] if annexe and fiche else None
    indicator = Indicator(
        row=row,
        fiche=(other or row).fiche,
        fiche_label=other.label if other and plain(other.label) != plain(row.label) else "",
        fiche_row=other,
        direction=direction_of(row.targets),
        doubts=list(row.doubts),
    )
    if other is not None and _agree(row, other):
        indicator.doubts = [doubt for doubt in indicator.doubts if doubt.sentence != JOINED]
    indicator.doubts += _of_rows(proposal, annexe, fiche)
    if not row.unit and (counted := COUNTED.search(row.label)):
        row.unit = counted[1]
    if not row.unit:
        indicator.doubts.append(Doubt(DoubtKind.UNIT, "L’unité n’est pas écrite."))
    if not indicator.direction:
        indicator.doubts.append(Doubt(DoubtKind.DIRECTION, "Rien ne dit si plus haut ou plus bas est mieux."))
    if other is not None:
        _compare(proposal, indicator, other)
    proposal.indicators.append(indicator)


def _of_rows(proposal: Proposal, annexe: list[IndicatorRow], fiche: list[IndicatorRow]) -> Iterator[Doubt]:
    has_both = any(row.is_annexe for row in proposal.rows) and any(not row.is_annexe for row in proposal.rows)
    if has_both and not (annexe and fiche):
        where = "l’annexe" if annexe else "une fiche"
        yield Doubt(DoubtKind.ONE_TABLE, f"Cet indicateur n’est que dans {where}.")
    for rows in (annexe, fiche):
        if len(rows) > 1:
            places = ", ".join(str(row.place) for row in rows)
            yield Doubt(DoubtKind.ONE_TABLE, f"Ce code est écrit plusieurs fois\u00a0: {places}.")


def _agree(annexe: IndicatorRow, fiche: IndicatorRow) -> bool:
    """Two tables that have the same objectifs, one with its seuils between them: where each number ends is known.

    The seuils are what is between two known objectifs, in as many columns: no other reading fits both.
    """
    is_sure = not any(doubt.kind is DoubtKind.SPACES for doubt in fiche.doubts)
    pairs = [(annexe.targets[year], fiche.targets.get(year)) for year in annexe.targets]
    return is_sure and all(
        here.objectif and there is not None and here.objectif == there.objectif for here, there in pairs
    )


def plain(text: str) -> str:
    """The words alone: neither their case nor their typography."""
    return re.sub(r"\W+", " ", spaced(text)).casefold().strip()


def _compare(proposal: Proposal, indicator: Indicator, fiche: IndicatorRow) -> None:
    annexe = indicator.row
    differing = [
        (year, fiche.targets[year], target)
        for year, target in sorted(annexe.targets.items())
        if year in fiche.targets and differ(fiche.targets[year], target)
    ]
    for year, there, here in differing:
        one, other = _words(there, fiche.unit), _words(here, annexe.unit)
        sentence = f"{year}\u00a0: {one} dans la fiche, {other} dans l’annexe."
        indicator.doubts.append(Doubt(DoubtKind.DIFFERS, sentence, year))
    if differing:
        proposal.interpretations.append(_of_targets(indicator, fiche, differing))
    elif fiche.unit and annexe.unit and fiche.unit != annexe.unit:
        indicator.doubts.append(
            Doubt(DoubtKind.UNIT, f"La fiche écrit {fiche.unit}, l’annexe {annexe.unit}.")
        )
    if indicator.fiche_label:
        indicator.doubts.append(Doubt(DoubtKind.DIFFERS, "La fiche et l’annexe ne l’écrivent pas pareil."))
        proposal.interpretations.append(
            Interpretation(
                (indicator.code,),
                f"Libellé de {indicator.code}",
                f"Fiche {fiche.fiche}\u00a0: «\u00a0{fiche.label}\u00a0».",
                f"Annexe\u00a0: «\u00a0{annexe.label}\u00a0».",
                "Le libellé de l’annexe\u00a0; celui de la fiche est gardé.",
                REFERENCE,
                annexe.place,
                Subject.LABEL,
            )
        )


def differ(there: Target, here: Target) -> bool:
    """A level that only one table has says nothing against the other."""
    if TargetKind.UNREAD in {there.kind, here.kind}:
        return True
    if there.kind is not here.kind:
        return True
    return any(
        Decimal(one) != Decimal(other)
        for one, other in ((there.seuil, here.seuil), (there.objectif, here.objectif))
        if one and other
    )


def _words(target: Target, unit: str) -> str:
    if target.kind is not TargetKind.DEFINED:
        return {"sans_cible": "un tiret", "a_definir": "rien", "illisible": "un texte non lu"}[target.kind]
    value = target.objectif.replace(".", ",").replace("-", "−")
    return f"{value}\u00a0{unit}".strip()


def _of_targets(
    indicator: Indicator, fiche: IndicatorRow, differing: Sequence[tuple[int, Target, Target]]
) -> Interpretation:
    theirs = ", ".join(f"{year}\u00a0: {_words(there, fiche.unit)}" for year, there, _ in differing)
    annexe = ", ".join(f"{year}\u00a0: {_words(here, indicator.row.unit)}" for year, _, here in differing)
    years = ", ".join(str(year) for year, _, _ in differing)
    return Interpretation(
        (indicator.code,),
        f"Objectif de {indicator.code} en {years}",
        f"Fiche {fiche.fiche}\u00a0: {theirs}.",
        f"Annexe\u00a0: {annexe}.",
        annexe,
        REFERENCE,
        indicator.row.place,
        Subject.TARGETS,
    )


def _gaps(proposal: Proposal) -> Iterator[Doubt]:
    """Numbers that the document passes over: a fiche, an engagement, an action or an indicator was not seen."""
    yield from _missing("La fiche", [fiche.number for fiche in proposal.fiches])
    for fiche in sorted({action.fiche for action in proposal.actions}):
        codes = [action.code for action in proposal.actions if action.fiche == fiche]
        engagements = [int(code[1:].split("A")[0]) for code in codes]
        yield from _missing(f"F{fiche}, l’engagement", engagements)
        for number in sorted(set(engagements)):
            ranks = [int(code.split("A")[1]) for code in codes if code.startswith(f"E{number}A")]
            yield from _missing(f"F{fiche}-E{number}, l’action", ranks)
    series: dict[str, list[int]] = {}
    for indicator in proposal.indicators:
        letters = indicator.code.rstrip("0123456789")
        series.setdefault(letters, []).append(int(indicator.code[len(letters) :]))
    for letters, ranks in series.items():
        yield from _missing(f"L’indicateur {letters}", ranks)


def _missing(what: str, numbers: Iterable[int]) -> Iterator[Doubt]:
    held = set(numbers)
    for number in range(1, max(held, default=0)):
        if number not in held:
            yield Doubt(DoubtKind.MISSING, f"{what}\u00a0{number} n’a pas été lu, quand le suivant l’est.")
