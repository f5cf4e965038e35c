"""The rows of a quarter: one per indicator, in the order of the contract, computed from the facts."""

from collections.abc import Mapping
from decimal import Decimal

from commitments.models import Contract
from cpg.shared.figures import decimals_of
from cpg.shared.periods import Month, Quarter
from dashboards.exports.columns import OUT_OF_REACH, FileCell
from indicators.domain import attain
from indicators.domain.model import Absence, Attainment
from indicators.domain.provisional import counted_months, firmness
from indicators.models import Indicator
from indicators.selectors import Known, known

SEPARATOR = "; "


def quarter_rows(
    contract: Contract, quarter: Quarter, known_at: int | None = None
) -> list[Mapping[str, FileCell]]:
    """One row per indicator, as known at that sequence (None: now). Four queries, six for the past."""
    indicators = list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))
    known_facts = known(indicators, known_at)
    return [quarter_row(quarter, known_facts[indicator.pk]) for indicator in indicators]


def quarter_row(quarter: Quarter, known_facts: Known) -> Mapping[str, FileCell]:
    """The row of one indicator, from its facts. Without a query where its contract and theme were read with it."""
    indicator = known_facts.indicator
    attained = attain(known_facts.series, quarter.last_month)
    return {
        **_identity(quarter, indicator),
        **_figures(attained),
        **_sums(indicator, attained),
        "motif": _reason(quarter, known_facts, attained),
        "commentaire": _comments(quarter, known_facts),
        "version_cible": attained.target_version,
        "validation": _validation(quarter, known_facts, attained),
    }


def _identity(quarter: Quarter, indicator: Indicator) -> Mapping[str, FileCell]:
    return {
        "organisme": indicator.contract.body.code,
        "contrat": indicator.contract.label,
        "annee": quarter.year,
        "trimestre": quarter.name,
        "arrete_au": quarter.last_month,
        "fiche": indicator.fiche.position,
        "theme": indicator.theme.title,
        "indicateur": indicator.code,
        "libelle": indicator.label,
        "unite": indicator.defined.unit,
        "sens": indicator.defined.direction,
        "agregation": indicator.defined.aggregation,
    }


def _figures(attained: Attainment) -> Mapping[str, FileCell]:
    pace = attained.pace
    return {
        "valeur_trimestre": attained.quarter_value,
        "valeur_a_date": attained.value,
        "mois_dus": attained.months_due,
        "mois_renseignes": attained.months_reported,
        "seuil_annuel": attained.seuil_annual,
        "objectif_annuel": attained.objectif_annual,
        "seuil_a_date": attained.seuil_to_date,
        "objectif_a_date": attained.objectif_to_date,
        "ecart_objectif": attained.gap,
        "score": attained.score,
        "statut": attained.status.value,
        "projection_annuelle": attained.projection,
        "rythme_requis": None if pace is None else OUT_OF_REACH if pace.out_of_reach else pace.value,
    }


def _sums(indicator: Indicator, attained: Attainment) -> Mapping[str, FileCell]:
    decimals = indicator.defined.entry_decimals
    return {
        "numerateur_a_date": _padded(attained.numerator, decimals),
        "denominateur_a_date": _padded(attained.denominator, decimals),
    }


def _padded(number: Decimal | None, decimals: int) -> Decimal | None:
    """An exact sum with the decimals that entries have, so that a column reads alike; no digit is lost."""
    if number is None or decimals_of(number) > decimals:
        return number
    return number.quantize(Decimal(1).scaleb(-decimals))


def _reason(quarter: Quarter, known_facts: Known, attained: Attainment) -> str:
    """Why figures are absent or provisional: the quarter's absences, no case, then what is missing to date."""
    parts = [
        f"{fact.kind.value} {_dated(month)} ({fact.reason})"
        for month in quarter.months
        if isinstance(fact := known_facts.series.facts.get(month), Absence)
    ]
    if attained.no_case:
        parts.append("aucun cas")
    if attained.is_floor:
        parts.append("au moins")
    if attained.missing and quarter.number == 4:
        parts.append(f"couverture {attained.due_reported}/{attained.months_due}")
    elif attained.missing:
        parts.append(f"manque {', '.join(map(_dated, attained.missing))}")
    return SEPARATOR.join(parts)


def _dated(month: Month) -> str:
    return month.first_day.isoformat()


def _comments(quarter: Quarter, known_facts: Known) -> str:
    """The comments of the quarter's months; each month is named when there are several."""
    comments = [
        (month, known_facts.records[month].comment.strip())
        for month in quarter.months
        if month in known_facts.records
    ]
    comments = [(month, comment) for month, comment in comments if comment]
    if len(comments) == 1:
        return comments[0][1]
    return SEPARATOR.join(f"{_dated(month)} {comment}" for month, comment in comments)


def _validation(quarter: Quarter, known_facts: Known, attained: Attainment) -> str:
    counted = counted_months(known_facts.series, quarter.last_month)
    validated = [known_facts.records[month].is_validated for month in counted]
    return firmness(quarter.last_month, missing=attained.missing, validated=validated).value
