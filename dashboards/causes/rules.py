"""Which rule of a new edition changed a cell of a quarter's file, in words (docs/regles-de-calcul.md).

The file as it was sent is compared with what the rules of today make of the facts of then: what differs there is the
work of a rule, and what differs from there on is that of data which changed since (decision 47).
"""

from decimal import Decimal

from dashboards.causes.cells import Row
from dashboards.models.closing import EDITIONS, RULES_EDITION
from indicators.domain.model import Aggregation, Definition, Status

TARGETS = {"seuil_a_date", "objectif_a_date"}
AHEAD = {"projection_annuelle", "rythme_requis"}
JUDGED = {"score", "statut", "ecart_objectif"}


def rule_of(definition: Definition, column: str, before: Row, after: Row) -> str:
    """`règles, 2e édition : ...`. `before` is the row as sent, `after` that of the same facts by today's rules."""
    return f"règles, {EDITIONS[RULES_EDITION]}\u00a0: {_words(definition, column, before, after)}"


def _words(definition: Definition, column: str, before: Row, after: Row) -> str:
    if column in TARGETS:
        return _of_target(definition, before.get(column, ""), after.get(column, ""))
    if column in JUDGED:
        return _of_judgement(definition, before, after)
    if column in AHEAD:
        return _of_projection(definition, before, after)
    if column == "motif":
        return "une valeur à laquelle il manque des mois se dit «\u00a0au moins\u00a0»"
    if column == "validation":
        return "un mois neutralisé ne rend rien provisoire, un mois dû qui manque en décembre si"
    return _of_value(definition)


def _of_value(definition: Definition) -> str:
    if definition.aggregation is Aggregation.ETAT:
        return "un niveau vaut jusqu’au suivant"
    return "le compte des mois dus suit la version de leur date"


def _of_target(definition: Definition, before: str, after: str) -> str:
    if definition.aggregation is Aggregation.ETAT:
        return "la cible d’un niveau part de celle de l’année précédente"
    if _is_only_rounded(definition, before, after):
        return "une cible de ce qui se compte à l’unité est entière"
    if definition.aggregation is Aggregation.CUMUL_CONTRAT:
        return "l’allègement d’un cumul vaut dès la signature de la version"
    return "la cible à date suit les mois non neutralisés de la version"


def _is_only_rounded(definition: Definition, before: str, after: str) -> bool:
    if not definition.is_counted_one_by_one or not before or not after:
        return False
    change = Decimal(after) - Decimal(before)
    return -1 < change <= 0 if definition.rises else 0 <= change < 1


def _of_judgement(definition: Definition, before: Row, after: Row) -> str:
    by_status = {
        Status.SANS_OBJET: "ce qui est sans objet n’est pas jugé et n’est pas «\u00a0pas encore dû\u00a0»",
        Status.NON_ECHU: "ce dont rien n’est encore dû n’est pas jugé",
        Status.INCOMPLET: _incomplete(definition),
    }
    status = after.get("statut", "")
    if status in by_status and before.get("statut") != status:
        return by_status[Status(status)]
    if "au moins" in after.get("motif", ""):
        return "une valeur à laquelle il manque des mois a un score, «\u00a0au moins\u00a0»"
    for column in sorted(TARGETS):
        if before.get(column, "") != after.get(column, ""):
            return _of_target(definition, before.get(column, ""), after.get(column, ""))
    return _of_value(definition)


def _incomplete(definition: Definition) -> str:
    if definition.aggregation.takes_pair:
        return "un taux se juge sur les trois quarts de ses mois dus au moins"
    if definition.aggregation.is_last_value:
        return "une dernière valeur se juge si la dernière qui est due est là"
    return "une valeur à laquelle il manque des mois a un score, «\u00a0au moins\u00a0»"


def _of_projection(definition: Definition, before: Row, after: Row) -> str:
    if before.get("statut") != after.get("statut"):
        return _of_judgement(definition, before, after)
    return {
        Aggregation.SOMME: "une somme se projette selon ses années passées",
        Aggregation.CUMUL_CONTRAT: "un cumul se projette selon ses derniers mois non neutralisés",
        Aggregation.EVOLUTION: "une évolution se projette sur les mois mêmes de l’année de référence",
        Aggregation.RATIO: "un taux se projette sur les mois qui restent et ne sont pas renseignés",
    }.get(definition.aggregation, "un niveau vaut jusqu’au suivant")
