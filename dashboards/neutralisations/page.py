"""The neutralisations of a contract: those that stand, those that were withdrawn, and the form that decides on one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.timezone import localdate

from commitments.models import Contract, Fiche
from cpg.shared import french
from cpg.shared.periods import Month, months_of_year
from dashboards.neutralisations.effect import EffectShown, effect_shown
from dashboards.neutralisations.places import NeutralisedPlace, neutralised_places
from dashboards.shared.groups import by_fiche
from indicators.domain import is_due_by_calendar, reference_month
from indicators.domain.model import Frequency
from indicators.handovers import Place
from indicators.models import Indicator, NeutralisationRevision


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at, or was asked: on which month, for which indicators, and why it was refused.

    `sees_effect` asks for the effect; `refusals` are sentences, one for each thing that is wrong.
    """

    month: Month
    codes: Collection[str] = ()
    is_neutralised: bool = True
    reason: str = ""
    refusals: tuple[str, ...] = ()
    is_closed: bool = False
    sees_effect: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One period that was neutralised. `key` is what its form sends back; `is_open` shows that form."""

    key: str
    anchor: str
    code: str
    label: str
    month: Month
    period: str
    said: tuple[str, ...]
    is_asked: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An indicator that expects a value in the month. `key` is "" where its month is neutralised already."""

    key: str
    code: str
    label: str
    period: str
    anchor: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class FicheChoices:
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Deciding:
    """The form that neutralises one month. `not_due` are the indicators asked for that expect nothing in it."""

    month: Month
    fiches: tuple[FicheChoices, ...]
    not_due: tuple[str, ...]

    @property
    def is_possible(self) -> bool:
        return any(choice.key for fiche in self.fiches for choice in fiche.choices)


@dataclass(frozen=True, slots=True)
class NeutralisationsPage:
    finding: str
    standing: tuple[Line, ...]
    withdrawn: tuple[Line, ...]
    years: tuple[tuple[int, tuple[Month, ...]], ...]
    proposed: Month
    deciding: Deciding | None
    effect: EffectShown | None
    reason_field: str


def neutralisations_page(
    contract: Contract, asked: Asked | None = None, indicators: Sequence[Indicator] = ()
) -> NeutralisationsPage:
    """One query, and three where an effect is asked for. The indicators are those of the contract for who may decide,
    in its order.
    """
    places = neutralised_places(contract)
    lines = [(place.is_neutralised, _line(place, asked)) for place in places]
    standing = tuple(line for is_neutralised, line in lines if is_neutralised)
    return NeutralisationsPage(
        finding=_finding(len(standing)),
        standing=standing,
        withdrawn=tuple(line for is_neutralised, line in lines if not is_neutralised),
        years=tuple((year, months_of_year(year)) for year in contract.years),
        proposed=asked.month if asked else _proposed(contract),
        deciding=_deciding(asked, places, indicators) if asked and asked.is_neutralised else None,
        effect=_effect(asked, indicators) if asked and asked.sees_effect else None,
        reason_field=next((f"motif-{line.anchor}" for line in standing if line.is_asked), "motif"),
    )


def period_said(frequency: str, month: Month) -> str:
    """What falls out with a due month: `mars 2025`, `1er trimestre 2025`, `année 2025`."""
    match Frequency(frequency):
        case Frequency.MENSUELLE:
            return french.month_name(month.year, month.number)
        case Frequency.TRIMESTRIELLE:
            return f"{french.ordinal(month.quarter)} trimestre {month.year}"
        case Frequency.ANNUELLE:
            return f"année {month.year}"


def anchor_of(code: str, month: Month) -> str:
    return f"{code}-{month}"


def _line(place: NeutralisedPlace, asked: Asked | None) -> Line:
    indicator, month = place.indicator, place.month
    is_asked = (
        asked is not None
        and not asked.is_neutralised
        and (month, indicator.code in asked.codes) == (asked.month, True)
    )
    return Line(
        key=f"{indicator.code}/{place.version}",
        anchor=anchor_of(indicator.code, month),
        code=indicator.code,
        label=indicator.label,
        month=month,
        period=french.sentence(period_said(indicator.measure.frequency, month)),
        said=tuple(_said(decision) for decision in reversed(place.decisions)),
        is_asked=is_asked,
        reason=asked.reason if asked and is_asked else "",
    )


def _said(decision: NeutralisationRevision) -> str:
    verb = "Neutralisé" if decision.is_neutralised else "Neutralisation levée"
    when = french.moment(timezone.localtime(decision.change.recorded_at))
    author = f" par {decision.change.actor}" if decision.change.actor else ""
    return f"{verb}{author} le {when}\u00a0: «\u00a0{decision.reason}\u00a0»"


def _deciding(asked: Asked, places: Sequence[NeutralisedPlace], indicators: Sequence[Indicator]) -> Deciding:
    standing = {(place.indicator.pk, place.month): place for place in places}
    due = [each for each in indicators if is_due_by_calendar(each.definition, asked.month)]
    return Deciding(
        month=asked.month,
        fiches=tuple(
            FicheChoices(
                _fiche_title(fiche), tuple(_choice(indicator, asked, standing) for indicator in together)
            )
            for fiche, together in by_fiche(due)
        ),
        not_due=tuple(each.code for each in indicators if each.code in asked.codes and each not in due),
    )


def _fiche_title(fiche: Fiche) -> str:
    return f"Fiche {fiche.position} – {french.bound(fiche.title)}"


def _choice(indicator: Indicator, asked: Asked, standing: Mapping[Place, NeutralisedPlace]) -> Choice:
    place = standing.get((indicator.pk, asked.month))
    is_free = place is None or not place.is_neutralised
    monthly = indicator.measure.frequency == Frequency.MENSUELLE
    return Choice(
        key=f"{indicator.code}/{place.version if place else 0}" if is_free else "",
        code=indicator.code,
        label=indicator.label,
        period="" if monthly else period_said(indicator.measure.frequency, asked.month),
        anchor=anchor_of(indicator.code, asked.month),
        is_ticked=indicator.code in asked.codes,
    )


def _effect(asked: Asked, indicators: Sequence[Indicator]) -> EffectShown | None:
    return effect_shown(indicators, asked.codes, asked.month, is_neutralised=asked.is_neutralised)


def _proposed(contract: Contract) -> Month:
    today = localdate()
    return reference_month(today, contract.entry_delay_days, contract.first_year, contract.last_year)


def _finding(count: int) -> str:
    if not count:
        return "Aucune période n’est neutralisée"
    verb = french.plural(count, "période est neutralisée", "périodes sont neutralisées")
    return french.sentence(f"{french.count_word(count, feminine=True)} {verb}")
