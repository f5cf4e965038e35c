"""The row of an indicator from its levels by year, with the doubts of its writing."""

from collections.abc import Mapping, Sequence

from indicators.reading.doubts import doubts_of
from indicators.reading.figures import Level
from indicators.reading.proposals import Doubt, DoubtKind, IndicatorRow, Target, TargetKind
from indicators.reading.source import Place, spaced

type Levels = Mapping[tuple[int, str], Level]
LONG = 5


def indicator_row(
    code: str,
    label: str,
    levels: Levels,
    years: Sequence[int],
    *,
    place: Place,
    is_annexe: bool,
    fiche: int = 0,
    theme: int = 0,
    points: str = "",
    doubts: Sequence[Doubt] = (),
) -> IndicatorRow:
    targets = {year: _target(year, levels) for year in years}
    units = [level.unit for level in levels.values() if level.value]
    return IndicatorRow(
        code=code,
        label=spaced(label),
        fiche=fiche,
        theme=theme,
        points=points,
        unit=units[0] if units else "",
        targets=targets,
        place=place,
        is_annexe=is_annexe,
        doubts=[*doubts, *_of_writing(levels, units), *_of_targets(targets, levels)],
    )


def _target(year: int, levels: Levels) -> Target:
    held = {name: levels[year, name] for name in ("seuil", "objectif") if (year, name) in levels}
    found = {name: level.value for name, level in held.items() if level.value}
    if any(level.is_unread for level in held.values()) or (found and "objectif" not in found):
        return Target(year, TargetKind.UNREAD)
    if found and len(found) < sum(bool(level.text) for level in held.values()):
        # A figure beside a dash.
        return Target(year, TargetKind.UNREAD)
    if found:
        return Target(year, TargetKind.DEFINED, found.get("seuil", ""), found["objectif"])
    if any(level.is_dash for level in held.values()):
        return Target(year, TargetKind.NONE)
    return Target(year, TargetKind.LATER)


def _of_targets(targets: Mapping[int, Target], levels: Levels) -> list[Doubt]:
    """That no figure is there yet is no doubt where the row says so."""
    is_said = any(level.is_later for level in levels.values())
    return [doubt for doubt in doubts_of(targets) if not (is_said and doubt.kind is DoubtKind.LATER)]


def _of_writing(levels: Levels, units: Sequence[str]) -> list[Doubt]:
    doubts = [
        Doubt(DoubtKind.UNCLEAR, f"{year}, {name}\u00a0: {level.doubt}", year)
        for (year, name), level in levels.items()
        if level.doubt
    ]
    if len(set(units)) > 1:
        doubts.append(Doubt(DoubtKind.UNIT, "L’unité change d’une année à l’autre."))
    written = [level.text for level in levels.values() if level.value]
    long = [text for text in written if sum(map(str.isdigit, text)) >= LONG]
    if any(" " in text for text in long):
        doubts += [
            Doubt(DoubtKind.SPACES, f"«\u00a0{text}\u00a0» s’écrit sans espace, quand le reste en a.")
            for text in long
            if " " not in text
        ]
    halves = [year for (year, name), level in levels.items() if name == "objectif" and not level.text]
    filled = {year for (year, _), level in levels.items() if level.text}
    if filled and not any(level.is_later for level in levels.values()):
        doubts += [
            Doubt(
                DoubtKind.MISSING,
                f"{year}\u00a0: rien n’est écrit, quand d’autres années ont une cible.",
                year,
            )
            for year in sorted(set(halves))
        ]
    return doubts
