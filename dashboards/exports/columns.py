"""The columns of the files, in order: what the writers, the Table Schema and the documentation agree on."""

import json
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from commitments.calendar import ActionStatus
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Direction, Status

type Cell = str | int | Decimal | Month | None


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONTH = "month"
    PACE = "pace"  # a number, or the word `hors_atteinte`


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind
    description: str
    values: tuple[str, ...] = ()
    is_required: bool = False


OUT_OF_REACH = "hors_atteinte"
PROVISIONAL, VALIDATED = "provisoire", "valide"

QUARTER_COLUMNS = (
    Column("organisme", Kind.TEXT, "Code de l’organisme", is_required=True),
    Column("contrat", Kind.TEXT, "Libellé du contrat", is_required=True),
    Column("annee", Kind.INTEGER, "Exercice", is_required=True),
    Column("trimestre", Kind.TEXT, "Trimestre", ("T1", "T2", "T3", "T4"), is_required=True),
    Column("arrete_au", Kind.MONTH, "Dernier mois du trimestre", is_required=True),
    Column("fiche", Kind.INTEGER, "Numéro de la fiche", is_required=True),
    Column("theme", Kind.TEXT, "Thème de l’annexe 3", is_required=True),
    Column("indicateur", Kind.TEXT, "Code de l’indicateur", is_required=True),
    Column("libelle", Kind.TEXT, "Libellé de l’annexe 3", is_required=True),
    Column("unite", Kind.TEXT, "Unité de la valeur", is_required=True),
    Column("sens", Kind.TEXT, "Sens favorable", tuple(Direction), is_required=True),
    Column("agregation", Kind.TEXT, "Mode de calcul", tuple(Aggregation), is_required=True),
    Column("valeur_trimestre", Kind.NUMBER, "Valeur publiée du trimestre"),
    Column("valeur_a_date", Kind.NUMBER, "Valeur publiée à date"),
    Column("numerateur_a_date", Kind.NUMBER, "Somme des numérateurs à date"),
    Column("denominateur_a_date", Kind.NUMBER, "Somme des dénominateurs à date"),
    Column("mois_dus", Kind.INTEGER, "Mois dus de la période", is_required=True),
    Column("mois_renseignes", Kind.INTEGER, "Mois renseignés de la période", is_required=True),
    Column("seuil_annuel", Kind.NUMBER, "Seuil de l’année, tel que signé"),
    Column("objectif_annuel", Kind.NUMBER, "Objectif de l’année, tel que signé"),
    Column("seuil_a_date", Kind.NUMBER, "Seuil à date"),
    Column("objectif_a_date", Kind.NUMBER, "Objectif à date"),
    Column("ecart_objectif", Kind.NUMBER, "Valeur moins objectif à date, en points pour les %"),
    Column("score", Kind.NUMBER, "Score de 0 à 100"),
    Column("statut", Kind.TEXT, "Statut", tuple(Status), is_required=True),
    Column("projection_annuelle", Kind.NUMBER, "Valeur projetée à fin décembre"),
    Column("rythme_requis", Kind.PACE, "Rythme requis d’ici décembre, ou hors_atteinte"),
    Column("motif", Kind.TEXT, "Absence motivée, aucun cas, couverture ou mois manquants"),
    Column("commentaire", Kind.TEXT, "Commentaires du trimestre"),
    Column("version_cible", Kind.TEXT, "Version des cibles employée"),
    Column("validation", Kind.TEXT, "État des valeurs", (PROVISIONAL, VALIDATED), is_required=True),
)

COMMITMENT_COLUMNS = (
    Column("organisme", Kind.TEXT, "Code de l’organisme", is_required=True),
    Column("fiche", Kind.INTEGER, "Numéro de la fiche", is_required=True),
    Column("engagement", Kind.TEXT, "Code de l’engagement", is_required=True),
    Column("action", Kind.TEXT, "Code de l’action", is_required=True),
    Column("livrable", Kind.INTEGER, "Numéro du livrable, vide sans livrable"),
    Column("libelle_engagement", Kind.TEXT, "Libellé de l’engagement", is_required=True),
    Column("libelle_action", Kind.TEXT, "Libellé de l’action", is_required=True),
    Column("libelle_livrable", Kind.TEXT, "Libellé du livrable"),
    Column("evaluation", Kind.TEXT, "Ce qui prouve que l’action est faite"),
    Column("annee", Kind.INTEGER, "Exercice prévu", is_required=True),
    Column("statut", Kind.TEXT, "État à ce jour", tuple(ActionStatus), is_required=True),
    Column("avancement", Kind.INTEGER, "Avancement en %, vide tant que rien n’est dit"),
    Column("responsable", Kind.TEXT, "Responsable"),
    Column("preuves", Kind.TEXT, "Preuves jointes, par leur nom"),
    Column("commentaire", Kind.TEXT, "Commentaire"),
)


def table_schema(columns: tuple[Column, ...], key: tuple[str, ...]) -> dict[str, Any]:
    """The Table Schema that validates the open-data profile of these columns."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "fields": [_field(column) for column in columns],
        "primaryKey": list(key),
        "missingValues": [""],
    }


def schema_text(columns: tuple[Column, ...], key: tuple[str, ...]) -> str:
    """The same as the text of a file."""
    return json.dumps(table_schema(columns, key), ensure_ascii=False, indent=2) + "\n"


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.values:
        constraints["enum"] = [str(value) for value in column.values]
    field: dict[str, Any] = {"name": column.name, "title": column.description}
    match column.kind:
        case Kind.INTEGER:
            field["type"] = "integer"
        case Kind.NUMBER:
            field |= {"type": "number", "decimalChar": "."}
        case Kind.MONTH:
            field |= {"type": "date", "format": "%Y-%m-%d"}
        case Kind.PACE:
            field["type"] = "string"
            constraints["pattern"] = rf"{OUT_OF_REACH}|-?[0-9]+(\.[0-9]+)?"
        case Kind.TEXT:
            field["type"] = "string"
    return field | ({"constraints": constraints} if constraints else {})


QUARTER_KEY = ("organisme", "contrat", "annee", "trimestre", "indicateur")
COMMITMENT_KEY = ("organisme", "fiche", "action", "livrable", "annee")
