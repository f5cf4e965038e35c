"""The differences that a filter keeps, as rows of a file."""

from collections.abc import Mapping

from accounts.clock import localdate
from dashboards.exports.columns import ColumnKind, FileCell, FileColumn
from dashboards.models.reconciliation import StepState
from dashboards.reconciliation.differences import Difference, Reconciliation
from dashboards.reconciliation.page import DifferenceRow
from indicators.domain.reconciling import Cause

TEXT = ColumnKind.TEXT
DIFFERENCE_COLUMNS = (
    FileColumn("trimestre", TEXT, "Trimestre du fichier de la Cnav", is_required=True),
    FileColumn("version", ColumnKind.INTEGER, "Version de ce fichier", is_required=True),
    FileColumn("indicateur", TEXT, "Code de l’indicateur", is_required=True),
    FileColumn("libelle", TEXT, "Nom de l’indicateur", is_required=True),
    FileColumn("mois", ColumnKind.MONTH, "Mois", is_required=True),
    FileColumn("notre_chiffre", TEXT, "Ce que nous avons", is_required=True),
    FileColumn("chiffre_cnav", TEXT, "Ce que la Cnav a", is_required=True),
    FileColumn("cause", TEXT, "Pourquoi ils diffèrent", tuple(Cause), is_required=True),
    FileColumn("preuve", TEXT, "Ce qui le montre"),
    FileColumn("autres_causes", TEXT, "Les autres causes possibles"),
    FileColumn("etat", TEXT, "Où en est l’écart", tuple(StepState)),
    FileColumn("a_qui_de_jouer", TEXT, "À qui de jouer, tant qu’un écart inexpliqué n’est pas réglé"),
    FileColumn("commentaire", TEXT, "Le dernier commentaire"),
    FileColumn("par", TEXT, "Qui l’a écrit"),
    FileColumn("le", ColumnKind.DAY, "Quand"),
)


def difference_row(found: Reconciliation, each: Difference) -> Mapping[str, FileCell]:
    row, step = DifferenceRow(each), each.held
    return {
        "trimestre": str(found.quarter),
        "version": found.file.version,
        "indicateur": each.indicator.code,
        "libelle": each.indicator.short_name,
        "mois": each.month,
        "notre_chiffre": row.ours,
        "chiffre_cnav": row.theirs,
        "cause": each.cause.value,
        "preuve": row.evidence,
        "autres_causes": row.others,
        "etat": each.state.value if step or each.is_to_settle else None,
        "a_qui_de_jouer": each.turn.label if each.is_to_settle else None,
        "commentaire": step.comment if step else None,
        "par": str(step.change.actor or "") if step else None,
        "le": localdate(step.change.recorded_at) if step else None,
    }
