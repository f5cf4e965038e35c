"""The columns of the files, in order: what the writers, the Table Schema and the documentation agree on."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from commitments.calendar import ActionStatus
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Direction, Status
from indicators.domain.provisional import Firmness

type FileCell = str | int | Decimal | Month | date | None


class ColumnKind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONTH = "month"
    DAY = "day"
    PACE = "pace"  # a number, or the word `hors_atteinte`


@dataclass(frozen=True, slots=True)
class FileColumn:
    name: str
    kind: ColumnKind
    description: str
    values: tuple[str, ...] = ()
    is_required: bool = False


OUT_OF_REACH = "hors_atteinte"

QUARTER_COLUMNS = (
    FileColumn("organisme", ColumnKind.TEXT, "Code de l’organisme", is_required=True),
    FileColumn("contrat", ColumnKind.TEXT, "Libellé du contrat", is_required=True),
    FileColumn("annee", ColumnKind.INTEGER, "Exercice", is_required=True),
    FileColumn("trimestre", ColumnKind.TEXT, "Trimestre", ("T1", "T2", "T3", "T4"), is_required=True),
    FileColumn("arrete_au", ColumnKind.MONTH, "Dernier mois du trimestre", is_required=True),
    FileColumn("fiche", ColumnKind.INTEGER, "Numéro de la fiche", is_required=True),
    FileColumn("theme", ColumnKind.TEXT, "Thème de l’annexe 3", is_required=True),
    FileColumn("indicateur", ColumnKind.TEXT, "Code de l’indicateur", is_required=True),
    FileColumn("libelle", ColumnKind.TEXT, "Libellé de l’annexe 3", is_required=True),
    FileColumn("unite", ColumnKind.TEXT, "Unité de la valeur", is_required=True),
    FileColumn("sens", ColumnKind.TEXT, "Sens favorable", tuple(Direction), is_required=True),
    FileColumn("agregation", ColumnKind.TEXT, "Mode de calcul", tuple(Aggregation), is_required=True),
    FileColumn("valeur_trimestre", ColumnKind.NUMBER, "Valeur publiée du trimestre"),
    FileColumn("valeur_a_date", ColumnKind.NUMBER, "Valeur publiée à date"),
    FileColumn("numerateur_a_date", ColumnKind.NUMBER, "Somme des numérateurs à date"),
    FileColumn("denominateur_a_date", ColumnKind.NUMBER, "Somme des dénominateurs à date"),
    FileColumn("mois_dus", ColumnKind.INTEGER, "Mois dus de la période", is_required=True),
    FileColumn("mois_renseignes", ColumnKind.INTEGER, "Mois renseignés de la période", is_required=True),
    FileColumn("seuil_annuel", ColumnKind.NUMBER, "Seuil de l’année, tel que signé"),
    FileColumn("objectif_annuel", ColumnKind.NUMBER, "Objectif de l’année, tel que signé"),
    FileColumn("seuil_a_date", ColumnKind.NUMBER, "Seuil à date"),
    FileColumn("objectif_a_date", ColumnKind.NUMBER, "Objectif à date"),
    FileColumn("ecart_objectif", ColumnKind.NUMBER, "Valeur moins objectif à date, en points pour les %"),
    FileColumn("score", ColumnKind.NUMBER, "Score de 0 à 100"),
    FileColumn("statut", ColumnKind.TEXT, "Statut", tuple(Status), is_required=True),
    FileColumn("projection_annuelle", ColumnKind.NUMBER, "Valeur projetée à fin décembre"),
    FileColumn("rythme_requis", ColumnKind.PACE, "Rythme requis d’ici décembre, ou hors_atteinte"),
    FileColumn("motif", ColumnKind.TEXT, "Absence motivée, aucun cas, couverture ou mois manquants"),
    FileColumn("commentaire", ColumnKind.TEXT, "Commentaires du trimestre"),
    FileColumn("version_cible", ColumnKind.TEXT, "Version des cibles employée"),
    FileColumn("validation", ColumnKind.TEXT, "État des valeurs", tuple(Firmness), is_required=True),
)

COMMITMENT_COLUMNS = (
    FileColumn("organisme", ColumnKind.TEXT, "Code de l’organisme", is_required=True),
    FileColumn("fiche", ColumnKind.INTEGER, "Numéro de la fiche", is_required=True),
    FileColumn("engagement", ColumnKind.TEXT, "Code de l’engagement", is_required=True),
    FileColumn("action", ColumnKind.TEXT, "Code de l’action", is_required=True),
    FileColumn("livrable", ColumnKind.INTEGER, "Numéro du livrable, vide sans livrable"),
    FileColumn("libelle_engagement", ColumnKind.TEXT, "Libellé de l’engagement", is_required=True),
    FileColumn("libelle_action", ColumnKind.TEXT, "Libellé de l’action", is_required=True),
    FileColumn("libelle_livrable", ColumnKind.TEXT, "Libellé du livrable"),
    FileColumn("evaluation", ColumnKind.TEXT, "Ce qui prouve que l’action est faite"),
    FileColumn("annee", ColumnKind.INTEGER, "Exercice prévu", is_required=True),
    FileColumn("statut", ColumnKind.TEXT, "État à ce jour", tuple(ActionStatus), is_required=True),
    FileColumn("avancement", ColumnKind.INTEGER, "Avancement en %, vide tant que rien n’est dit"),
    FileColumn("responsable", ColumnKind.TEXT, "Responsable"),
    FileColumn("preuves", ColumnKind.TEXT, "Preuves jointes, par leur nom"),
    FileColumn("commentaire", ColumnKind.TEXT, "Commentaire"),
    FileColumn(
        "date_prevue",
        ColumnKind.DAY,
        "Jour promis par le responsable, vide sans promesse ou une fois réalisé",
    ),
)


def table_schema(columns: tuple[FileColumn, ...], key: tuple[str, ...]) -> dict[str, Any]:
    """The Table Schema that validates the open-data profile of these columns."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "fields": [_field(column) for column in columns],
        "primaryKey": list(key),
        "missingValues": [""],
    }


def schema_text(columns: tuple[FileColumn, ...], key: tuple[str, ...]) -> str:
    """The same as the text of a file."""
    return json.dumps(table_schema(columns, key), ensure_ascii=False, indent=2) + "\n"


def _field(column: FileColumn) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.values:
        constraints["enum"] = [str(value) for value in column.values]
    field: dict[str, Any] = {"name": column.name, "title": column.description}
    match column.kind:
        case ColumnKind.INTEGER:
            field["type"] = "integer"
        case ColumnKind.NUMBER:
            field |= {"type": "number", "decimalChar": "."}
        case ColumnKind.MONTH | ColumnKind.DAY:
            field |= {"type": "date", "format": "%Y-%m-%d"}
        case ColumnKind.PACE:
            field["type"] = "string"
            constraints["pattern"] = rf"{OUT_OF_REACH}|-?[0-9]+(\.[0-9]+)?"
        case ColumnKind.TEXT:
            field["type"] = "string"
    return field | ({"constraints": constraints} if constraints else {})


QUARTER_KEY = ("organisme", "contrat", "annee", "trimestre", "indicateur")
COMMITMENT_KEY = ("organisme", "fiche", "action", "livrable", "annee")
