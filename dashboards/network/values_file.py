"""The values of the page as a file: a row for each body and indicator."""

from collections.abc import Mapping, Sequence

from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.exports.columns import ColumnKind, FileCell, FileColumn
from dashboards.exports.files import Format, write
from dashboards.network.compared import BodyValue, ComparedBody, MeasureColumn
from dashboards.network.comparison import comparison
from dashboards.network.gaps import DefinitionGap
from indicators.domain.exact import rounded
from indicators.domain.model import Status

YES, NO = "oui", "non"
VALUE_COLUMNS = (
    FileColumn("organisme", ColumnKind.TEXT, "Code de l’organisme", is_required=True),
    FileColumn("nom", ColumnKind.TEXT, "Nom court de l’organisme", is_required=True),
    FileColumn("mois", ColumnKind.MONTH, "Mois de la situation", is_required=True),
    FileColumn("mesure", ColumnKind.TEXT, "Mesure commune aux organismes", is_required=True),
    FileColumn("indicateur", ColumnKind.TEXT, "Code de l’indicateur", is_required=True),
    FileColumn("libelle", ColumnKind.TEXT, "Libellé de l’indicateur", is_required=True),
    FileColumn("unite", ColumnKind.TEXT, "Unité de la valeur", is_required=True),
    FileColumn("valeur_a_date", ColumnKind.NUMBER, "Valeur publiée à date"),
    FileColumn("part_objectif", ColumnKind.NUMBER, "Valeur en % de l’objectif à date, si elle s’accumule"),
    FileColumn("au_moins", ColumnKind.TEXT, "Si la valeur est un minimum", (YES, NO), is_required=True),
    FileColumn("seuil_a_date", ColumnKind.NUMBER, "Seuil à date"),
    FileColumn("objectif_a_date", ColumnKind.NUMBER, "Objectif à date"),
    FileColumn("score", ColumnKind.NUMBER, "Score de 0 à 100"),
    FileColumn("statut", ColumnKind.TEXT, "Statut", tuple(Status)),
    FileColumn("compte_autrement", ColumnKind.TEXT, "Ce que l’organisme définit autrement que la plupart"),
)


def values_file(contracts: Sequence[Contract], month: Month, format_: Format) -> bytes:
    """Body after body, in the order given. Three queries."""
    network = comparison(contracts, month)
    rows = [
        _row(body, column, body.values[column.key], network.month)
        for body in network.bodies
        for column in network.columns
        if column.key in body.values
    ]
    return write(format_, VALUE_COLUMNS, rows, f"{contracts[0].label}, {month}")


def _row(body: ComparedBody, column: MeasureColumn, value: BodyValue, month: Month) -> Mapping[str, FileCell]:
    share = value.measure if value.definition.accumulates else None
    return {
        "organisme": body.contract.body.code,
        "nom": body.name,
        "mois": month,
        "mesure": column.key,
        "indicateur": column.code,
        "libelle": column.label,
        "unite": value.definition.unit,
        "valeur_a_date": value.value,
        "part_objectif": None if share is None else rounded(share, 2),
        "au_moins": YES if value.is_floor else NO,
        "seuil_a_date": value.seuil,
        "objectif_a_date": value.objectif,
        "score": value.score,
        "statut": value.status.value if value.status else None,
        "compte_autrement": "; ".join(gap.text for gap in _gaps(body, column)) or None,
    }


def _gaps(body: ComparedBody, column: MeasureColumn) -> list[DefinitionGap]:
    return [gap for gap in body.gaps if gap.key in {column.key, ""}]
