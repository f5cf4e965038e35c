"""The page where an avenant is prepared: its fields by fiche, and what it would do once they can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commitments.models import Fiche
from cpg.shared import french
from dashboards.shared.groups import by_fiche
from dashboards.targets.draft import LEVELS, Draft, field_name
from dashboards.targets.preview import Preview, preview_of
from dashboards.targets.signed import Signed
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    label: str
    text: str
    error: str


@dataclass(frozen=True, slots=True)
class YearFields:
    year: int
    figures: tuple[Figure, ...]
    is_changed: bool

    @property
    def errors(self) -> tuple[Figure, ...]:
        return tuple(figure for figure in self.figures if figure.error)


@dataclass(frozen=True, slots=True)
class IndicatorFields:
    code: str
    label: str
    unit: str
    years: tuple[YearFields, ...]


@dataclass(frozen=True, slots=True)
class FicheFields:
    """Open where something is changed or refused."""

    fiche: Fiche
    indicators: tuple[IndicatorFields, ...]
    note: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class AmendPage:
    """`earliest` and `latest` are the days that it may take effect on."""

    fiches: tuple[FicheFields, ...]
    preview: Preview | None
    last_label: str
    earliest: date
    latest: date


def amend_page(signed: Signed, draft: Draft) -> AmendPage:
    contract = signed.contract
    first_day = date(contract.first_year, 1, 1)
    last = signed.versions[-1] if signed.versions else None
    return AmendPage(
        fiches=tuple(_fiche(signed, draft, fiche, listed) for fiche, listed in by_fiche(signed.indicators)),
        preview=preview_of(signed, draft.avenant) if draft.avenant else None,
        last_label=last.label if last else "",
        earliest=max(first_day, last.effective_from) if last else first_day,
        latest=date(contract.last_year, 12, 31),
    )


def _fiche(signed: Signed, draft: Draft, fiche: Fiche, indicators: Sequence[Indicator]) -> FicheFields:
    fields = tuple(_indicator(signed, draft, each) for each in indicators)
    years = [year for each in fields for year in each.years]
    changed = sum(year.is_changed for year in years)
    refused = sum(bool(year.errors) for year in years)
    notes = [
        f"{changed} {french.plural(changed, 'cible change', 'cibles changent')}" if changed else "",
        f"{refused} à corriger" if refused else "",
    ]
    return FicheFields(fiche, fields, ", ".join(filter(None, notes)), is_open=bool(changed or refused))


def _indicator(signed: Signed, draft: Draft, indicator: Indicator) -> IndicatorFields:
    return IndicatorFields(
        code=indicator.code,
        label=indicator.label,
        unit=french.SHORT_UNITS.get(indicator.definition.unit, indicator.definition.unit),
        years=tuple(_year(draft, indicator, year) for year in signed.contract.years),
    )


def _year(draft: Draft, indicator: Indicator, year: int) -> YearFields:
    place = indicator.pk, year
    typed = draft.cells[place]
    return YearFields(
        year=year,
        figures=tuple(
            Figure(
                name=field_name(indicator, year, level),
                label=f"{level} {indicator.code} {year}",
                text=typed.texts[level],
                error=typed.errors.get(level, ""),
            )
            for level in LEVELS
        ),
        is_changed=place in draft.changed,
    )
