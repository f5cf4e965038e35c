"""The points of a checklist in words: a line for each kind, what is ready as well as what is not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from commitments.models import Fiche
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.models.checklist import POINT_WORDS, PointKind
from dashboards.quarters.checklist import Checklist, Row
from dashboards.quarters.points import Point
from dashboards.reminders.figures import holders_of
from indicators.domain.model import Status

# As many points are named one by one; beyond, they are counted by month and named in a list that opens.
NAMED_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class Sign:
    """The state of a line: a word, a shape of the sprite, a class of the stylesheet."""

    word: str
    shape: str
    tone: str


BLOCKS = Sign("bloque", "f-refus", "t-sous")
TO_EXPLAIN = Sign("à expliquer", "f-alerte", "t-entre")
WAIVED = Sign("levé", "f-ok", "t-main")
READY = Sign("prêt", "f-ok", "t-atteint")


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind of point is called: none of them, one, several; why it may be waived; whose turn it is."""

    sign: Sign
    none: str
    one: str
    many: str
    question: str
    turn: str


WORDS: Mapping[PointKind, Words] = {
    PointKind.MISSING: Words(
        BLOCKS,
        "Aucune valeur ne manque",
        "valeur manque",
        "valeurs manquent",
        "Pourquoi clore sans ce qui est coché\u00a0?",
        "à saisir par",
    ),
    PointKind.RETURNED: Words(
        BLOCKS,
        "Aucun mois n’est renvoyé",
        "mois est renvoyé",
        "mois sont renvoyés",
        "Pourquoi clore sans attendre la reprise\u00a0?",
        "à reprendre par",
    ),
    PointKind.UNVALIDATED: Words(
        BLOCKS,
        "Tous les mois sont validés",
        "mois n’est pas validé",
        "mois ne sont pas validés",
        "Pourquoi clore sans validation\u00a0?",
        "à soumettre par",
    ),
    PointKind.DOUBTFUL: Words(
        TO_EXPLAIN,
        "Aucune valeur inhabituelle n’est sans commentaire",
        "valeur est inhabituelle, sans commentaire",
        "valeurs sont inhabituelles, sans commentaire",
        "Pourquoi clore sans commentaire\u00a0?",
        "à expliquer par",
    ),
    PointKind.UNCOMMENTED: Words(
        TO_EXPLAIN,
        "Aucun commentaire dû ne manque",
        "commentaire dû manque, pour un seuil non tenu",
        "commentaires dus manquent, pour un seuil non tenu",
        "Pourquoi clore sans ce commentaire\u00a0?",
        "à expliquer par",
    ),
    PointKind.UNRECONCILED: Words(
        TO_EXPLAIN,
        "Aucun écart avec la Cnav n’est inexpliqué",
        "écart avec la Cnav est inexpliqué",
        "écarts avec la Cnav sont inexpliqués",
        "Pourquoi clore sans régler cet écart\u00a0?",
        "à régler avec la Cnav par",
    ),
}


@dataclass(frozen=True)
class Line:
    """All the points of a kind."""

    kind: PointKind
    points: Sequence[Point]

    @property
    def words(self) -> Words:
        return WORDS[self.kind]

    @property
    def name(self) -> str:
        """Whatever their number: `valeur manquante`."""
        return POINT_WORDS[self.kind]

    @cached_property
    def open_points(self) -> list[Point]:
        return [point for point in self.points if point.is_open]

    @cached_property
    def waived_points(self) -> list[Point]:
        return [point for point in self.points if not point.is_open]

    @property
    def sign(self) -> Sign:
        if self.open_points:
            return self.words.sign
        return WAIVED if self.points else READY

    @property
    def title(self) -> str:
        count = len(self.points)
        if not count:
            return self.words.none
        return f"{french.number(count)} {french.plural(count, self.words.one, self.words.many)}"

    @property
    def waived_text(self) -> str:
        count = len(self.waived_points)
        if not count or not self.open_points:
            return ""
        return f"dont {french.number(count)} {french.plural(count, 'levé', 'levés')} avec un motif"

    @property
    def is_long(self) -> bool:
        return len(self.points) > NAMED_AT_MOST

    @property
    def by_month(self) -> str:
        """`août 2026 : 7 ; septembre 2026 : 11`."""
        counts: dict[Month, int] = {}
        for point in self.points:
            counts[point.month] = counts.get(point.month, 0) + 1
        return f"{french.NARROW}; ".join(
            f"{french.month_name(month.year, month.number)}\u00a0: {counts[month]}"
            for month in sorted(counts)
        )

    @property
    def submitted(self) -> list[Point]:
        """Those that wait in the queue of the contrôle de gestion."""
        waiting = self.kind is PointKind.UNVALIDATED
        return [point for point in self.open_points if waiting and point.is_submitted]

    @property
    def turn(self) -> str:
        """Whose turn it is beside the contrôle de gestion: `à saisir par Camille et Maud`."""
        points = [point for point in self.open_points if point not in self.submitted]
        if points and self.kind is PointKind.UNRECONCILED:
            return f"{self.words.turn} le contrôle de gestion"
        return f"{self.words.turn} {people_of(points)}" if points else ""


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """Something that holds nothing back, and what it is about."""

    title: str
    detail: str

    @property
    def sign(self) -> Sign:
        return READY


@dataclass(frozen=True, slots=True)
class FicheRows:
    """The rows of a fiche, which are confirmed together."""

    fiche: Fiche
    rows: Sequence[Row]

    @property
    def unread(self) -> list[Row]:
        return [row for row in self.rows if not row.is_read]


def fiches_of(checklist: Checklist) -> list[FicheRows]:
    """In the order of the contract."""
    by_fiche: dict[int, list[Row]] = {}
    for row in checklist.rows:
        by_fiche.setdefault(row.fiche.pk, []).append(row)
    return [FicheRows(rows[0].fiche, rows) for rows in by_fiche.values()]


def lines_of(checklist: Checklist) -> list[Line]:
    """Nothing is said of differences where there is nothing to compare with: a line that is ready says so."""
    return [
        Line(kind, [point for point in checklist.points if point.kind is kind])
        for kind in PointKind
        if kind is not PointKind.UNRECONCILED or checklist.reconciliation
    ]


NOTHING_RECEIVED = ReadyLine(
    "Aucun chiffre de la Cnav reçu",
    "pour ce trimestre\u00a0: il n’y a rien à rapprocher, et cela ne retient rien.",
)


def ready_lines(checklist: Checklist) -> list[ReadyLine]:
    """Absences with their reason, comments given for a seuil that is not held, decisions of the quarter."""
    return [
        _absences(checklist),
        *_comments(checklist),
        *_decisions(checklist),
        *([] if checklist.reconciliation else [NOTHING_RECEIVED]),
    ]


def _absences(checklist: Checklist) -> ReadyLine:
    found = [
        f"{row.indicator.short_name}, {_month(each.month)}"
        for row in checklist.rows
        for each in row.facts.absences
    ]
    if not found:
        return ReadyLine("Aucune absence motivée", "")
    title = french.plural(len(found), "absence motivée", "absences motivées")
    return ReadyLine(
        f"{len(found)} {title}", f"{french.listing(found)}\u00a0: le motif est donné, rien n’est à saisir."
    )


def _comments(checklist: Checklist) -> list[ReadyLine]:
    below = [row for row in checklist.rows if row.facts.attained.status is Status.SOUS_SEUIL]
    owed = {point.indicator.pk for point in checklist.points if point.kind is PointKind.UNCOMMENTED}
    given = [row.indicator.short_name for row in below if row.indicator.pk not in owed]
    if not given:
        return []
    title = french.plural(len(given), "seuil non tenu est commenté", "seuils non tenus sont commentés")
    return [ReadyLine(f"{len(given)} {title}", f"{french.listing(given)}.")]


def _decisions(checklist: Checklist) -> list[ReadyLine]:
    neutralised, versions = checklist.neutralised, checklist.versions
    if not neutralised and not versions:
        return [ReadyLine("Aucune neutralisation, aucun avenant", "ce trimestre.")]
    lines = []
    if neutralised:
        title = french.plural(len(neutralised), "mois est neutralisé", "mois sont neutralisés")
        names = [
            f"{each.indicator.short_name}, {_month(Month.of(each.month))} («\u00a0{each.reason}\u00a0»)"
            for each in neutralised
        ]
        lines.append(ReadyLine(f"{len(neutralised)} {title}", f"{french.listing(names)}."))
    lines += [
        ReadyLine(
            f"{french.sentence(version.label)} prend effet",
            f"le {french.day(version.effective_from)}\u00a0: {version.source}",
        )
        for version in versions
    ]
    return lines


def _month(month: Month) -> str:
    return french.month_name(month.year, month.number)


def people_of(points: Iterable[Point]) -> str:
    """The holders of the indicators, each once; `personne n’en est responsable` counts where there is none."""
    names = dict.fromkeys(_name(point) for point in points)
    return french.listing(list(names))


def _name(point: Point) -> str:
    holders = holders_of(point.indicator)
    return str(holders[0]) if holders else f"le responsable de {point.indicator.short_name}, à désigner"


def checklist_finding(checklist: Checklist, name: str) -> str:
    """The heading of a quarter that is to be closed."""
    kinds = _kinds(checklist)
    if kinds:
        word = french.count_word(kinds)
        verb = french.plural(kinds, "point le retient", "points le retiennent")
        return f"Le {name} n’est pas prêt\u00a0: {word} {verb}."
    unread = len(checklist.unread)
    if unread:
        lines = french.plural(unread, "ligne reste à relire", "lignes restent à relire")
        return f"Rien ne retient le {name}\u00a0: {french.count_word(unread, feminine=True)} {lines}."
    return f"Le {name} est prêt à clore."


def _kinds(checklist: Checklist) -> int:
    """How many lines hold the quarter back."""
    return len({point.kind for point in checklist.open_points})


def why_not_yet(checklist: Checklist) -> str:
    """Why the button is off; "" where the quarter may be closed."""
    kinds, unread = _kinds(checklist), len(checklist.unread)
    reasons = []
    if kinds:
        verb = french.plural(kinds, "point retient", "points retiennent")
        reasons.append(f"{french.count_word(kinds)} {verb} le trimestre")
    if unread:
        verb = french.plural(unread, "ligne n’est pas relue", "lignes ne sont pas relues")
        reasons.append(f"{french.count_word(unread, feminine=True)} {verb}")
    return f"Pas encore possible\u00a0: {french.listing(reasons)}." if reasons else ""
