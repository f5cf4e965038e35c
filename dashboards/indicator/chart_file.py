"""The figures of the chart as a file: a line a month, as a French spreadsheet opens it."""

from collections.abc import Mapping
from decimal import Decimal

from accounts.clock import supposed_mark
from cpg.shared.periods import Month
from dashboards.exports.columns import ColumnKind, FileCell, FileColumn
from dashboards.exports.delimited import Profile, csv_bytes
from indicators.domain import attain_all
from indicators.domain.aggregation import month_value
from indicators.domain.model import Amount, Attainment, Fact, Pair, Status
from indicators.models import Indicator
from indicators.selectors import Known, known

COLUMNS = (
    FileColumn("mois", ColumnKind.MONTH, "Mois", is_required=True),
    FileColumn("valeur_mois", ColumnKind.NUMBER, "Valeur du mois"),
    FileColumn("numerateur", ColumnKind.NUMBER, "Numérateur du mois"),
    FileColumn("denominateur", ColumnKind.NUMBER, "Dénominateur du mois"),
    FileColumn("valeur_a_date", ColumnKind.NUMBER, "Valeur publiée à date"),
    FileColumn("valeur_trimestre", ColumnKind.NUMBER, "Valeur publiée du trimestre"),
    FileColumn("seuil_a_date", ColumnKind.NUMBER, "Seuil à date"),
    FileColumn("objectif_a_date", ColumnKind.NUMBER, "Objectif à date"),
    FileColumn("ecart_objectif", ColumnKind.NUMBER, "Valeur moins objectif à date"),
    FileColumn("statut", ColumnKind.TEXT, "Statut", tuple(Status), is_required=True),
    FileColumn("score", ColumnKind.NUMBER, "Score de 0 à 100"),
    FileColumn("version_cible", ColumnKind.TEXT, "Version des cibles employée"),
    FileColumn("commentaire", ColumnKind.TEXT, "Commentaire du mois"),
)
SUPPOSED = FileColumn("scenario", ColumnKind.TEXT, "Scénario dont ces chiffres sont supposés")


def chart_file(indicator: Indicator, shown: Month) -> bytes:
    """What the chart shows: targets of every month of the contract, values up to the month shown. In a scenario each
    line says so: a file is renamed, and its lines are copied beside others.
    """
    facts, mark = known([indicator])[indicator.pk], supposed_mark()
    rows = ({**_row(facts, each, shown), SUPPOSED.name: mark} for each in attain_all(facts.series))
    return csv_bytes((*COLUMNS, SUPPOSED) if mark else COLUMNS, rows, Profile.EXCEL_FR)


def _row(facts: Known, each: Attainment, shown: Month) -> Mapping[str, FileCell]:
    month, is_over = each.month, each.month <= shown
    fact = facts.series.facts.get(month) if is_over else None
    record = facts.records.get(month) if is_over else None
    return {
        "mois": month,
        "valeur_mois": _own(facts, fact),
        "numerateur": _trimmed(fact.numerator) if isinstance(fact, Pair) else None,
        "denominateur": _trimmed(fact.denominator) if isinstance(fact, Pair) else None,
        "valeur_a_date": each.value if is_over else None,
        "valeur_trimestre": each.quarter_value if is_over else None,
        "seuil_a_date": each.seuil_to_date,
        "objectif_a_date": each.objectif_to_date,
        "ecart_objectif": each.gap if is_over else None,
        "statut": each.status.value if is_over else "",
        "score": each.score if is_over else None,
        "version_cible": each.target_version,
        "commentaire": record.comment if record and record.fact is not None else "",
    }


def _own(facts: Known, fact: Fact | None) -> Decimal | None:
    """As it was entered, or the rate with the indicator's decimals."""
    value = month_value(facts.series.definition, fact)
    return _trimmed(value) if isinstance(fact, Amount) and value is not None else value


def _trimmed(number: Decimal) -> Decimal:
    """Without the zeros that the database adds."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
