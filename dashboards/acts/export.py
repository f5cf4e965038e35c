"""The acts that a filter keeps as rows of a file: one for each line of an act, or for each year of its targets."""

from collections.abc import Iterator, Mapping

from django.utils import timezone

from commitments.models import Action, Change, Origin
from cpg.shared.periods import Month
from dashboards.acts.kinds import VERBS, ActKind
from dashboards.acts.page import Act, with_lines
from dashboards.acts.places import subject_name
from dashboards.acts.search import Search
from dashboards.exports.columns import ColumnKind, FileCell, FileColumn
from dashboards.journal.lines import JournalLine, TargetChange
from dashboards.models.resolution import Resolution
from dashboards.models.review import Review
from indicators.models import Indicator

TEXT = ColumnKind.TEXT
ACT_COLUMNS = (
    FileColumn("numero", ColumnKind.INTEGER, "Numéro de l’acte dans le contrat", is_required=True),
    FileColumn("jour", ColumnKind.DAY, "Jour de l’acte", is_required=True),
    FileColumn("heure", TEXT, "Heure de l’acte, à Paris", is_required=True),
    FileColumn("auteur", TEXT, "Qui a fait l’acte, vide pour une commande"),
    FileColumn("origine", TEXT, "Par où l’acte est venu", tuple(Origin), is_required=True),
    FileColumn("nature", TEXT, "Sorte d’acte", tuple(ActKind)),
    FileColumn("acte", TEXT, "Ce que l’acte a fait", is_required=True),
    FileColumn("motif", TEXT, "Pourquoi"),
    FileColumn("objet", TEXT, "Code de l’indicateur ou de l’action, vide pour le contrat entier"),
    FileColumn("libelle", TEXT, "Nom de l’indicateur, de l’action ou du bilan"),
    FileColumn("mois", ColumnKind.MONTH, "Mois dont il s’agit"),
    FileColumn("detail", TEXT, "Ce qui a changé"),
    FileColumn("avant", TEXT, "Ce qui valait avant"),
    FileColumn("apres", TEXT, "Ce qui vaut après"),
    FileColumn("valeur", TEXT, "Ce que l’acte laisse tel quel, ou précise"),
    FileColumn("commentaire", TEXT, "Commentaire"),
    FileColumn("appreciation", TEXT, "Appréciation"),
    FileColumn("reponse", TEXT, "Réponse à un renvoi"),
)
BATCH = 500

type Row = Mapping[str, FileCell]


def act_rows(search: Search) -> list[Row]:
    """The latest act first. A number of queries that grows by one set for each `BATCH` acts, and not by lines."""
    changes = list(search.acts())
    parts = (changes[start : start + BATCH] for start in range(0, len(changes), BATCH))
    return [row for part in parts for act in with_lines(search, part) for row in _rows(act)]


def _rows(act: Act) -> Iterator[Row]:
    if not act.lines:
        yield _act_row(act.change) | _line_row(act, None)
    for line in act.lines:
        for target in line.targets or (None,):
            yield _act_row(act.change) | _line_row(act, line) | _target_row(line, target)


def _act_row(change: Change) -> dict[str, FileCell]:
    at = timezone.localtime(change.recorded_at)
    found = VERBS.get(change.verb)
    return {
        "numero": change.sequence,
        "jour": at.date(),
        "heure": f"{at:%H:%M:%S}",
        "auteur": str(change.actor) if change.actor else None,
        "origine": change.origin,
        "nature": found.kind.value if found else None,
    }


def _line_row(act: Act, line: JournalLine | None) -> dict[str, FileCell]:
    blank: dict[str, FileCell] = dict.fromkeys(column.name for column in ACT_COLUMNS[7:])
    blank |= {"acte": act.words, "motif": act.change.reason or None}
    if line is None:
        return blank
    return blank | {
        "motif": line.reason or act.change.reason or None,
        "objet": _code(line),
        "libelle": _label(line) or None,
        "mois": line.place if isinstance(line.place, Month) else None,
        "detail": line.title,
        "avant": line.before or None,
        "apres": line.after or None,
        "valeur": line.value or None,
        "commentaire": line.comment or None,
        "appreciation": line.appreciation or None,
        "reponse": line.answer or None,
    }


def _target_row(line: JournalLine, target: TargetChange | None) -> dict[str, FileCell]:
    if target is None:
        return {}
    return {
        "detail": f"{line.title}, {target.year}",
        "avant": target.before or None,
        "apres": target.after,
    }


def _code(line: JournalLine) -> str | None:
    match line.about:
        case Indicator():
            return line.about.code
        case Action():
            return line.about.full_code
        case _:
            return None


def _label(line: JournalLine) -> str:
    match line.about:
        case Indicator():
            return line.about.label
        case Action():
            return line.about.wording
        case Review():
            return line.about.title
        case Resolution() | None:
            return subject_name(line)
