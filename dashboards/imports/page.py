"""What the pages of an import compute: the sentences that say where one is, and the lists of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from accounts.models import User
from commitments.ledger.tables.finding import HIDDEN_ROWS, SHEET_TO_CHOOSE
from commitments.ledger.tables.limits import MOST_SHOWN
from commitments.ledger.tables.readings import sentences_of
from commitments.ledger.tables.reports import Report
from commitments.ledger.tables.rows import Refused
from commitments.models import Contract
from cpg.shared import french
from indicators.models import ImportJob, ImportState, SourceArrival

SHOWN_BEFORE = 20
NOTHING_WRITTEN = "Rien n’est écrit de ce fichier"
ANSWER = "répondez à ce qui suit, et le fichier est lu à nouveau."
CONFIRM = "relisez ce qui change, puis confirmez ou abandonnez."
SEND_AGAIN = "corrigez-le, puis envoyez-le à nouveau."
FILL_IN = "\u00a0: remplissez-le, puis envoyez-le à nouveau."
CORRECT = "corrigez-le là d’où il vient, et la source lira le fichier corrigé."
WAITS_FOR_ANSWERS = "Ce fichier attend vos réponses"
NOTHING_CHANGES = "Ce fichier ne change rien"


@dataclass(frozen=True, slots=True)
class RowList:
    """One of the lists of a preview, of which the first rows are shown."""

    key: str
    title: str
    every: Sequence[object]
    reading: str = ""

    @property
    def rows(self) -> Sequence[object]:
        return self.every[:MOST_SHOWN]

    @property
    def hidden(self) -> int:
        return max(0, len(self.every) - MOST_SHOWN)


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import. `written` is how many rows are written so far; `arrival` is the file of a source that it reads, None
    for one that a person sent.
    """

    job: ImportJob
    report: Report
    written: int
    arrival: SourceArrival | None = None

    @property
    def state(self) -> ImportState:
        return ImportState(self.job.state)

    @property
    def is_waiting(self) -> bool:
        return self.state is ImportState.LU

    @property
    def is_running(self) -> bool:
        return self.state is ImportState.EN_COURS

    @property
    def is_written(self) -> bool:
        return self.state is ImportState.ECRIT

    @property
    def year_to_submit(self) -> str:
        """The last year of what was written; nothing when nothing was."""
        rows = [*self.report.new, *self.report.changed] if self.is_written and self.job.done else []
        return max((row.place[-1][:4] for row in rows), default="")

    @property
    def is_refused(self) -> bool:
        return self.state is ImportState.REFUSE

    @property
    def asks(self) -> bool:
        """Whether the person must say something of the file before anything can be written."""
        return self.is_waiting and bool(self.report.reading.asks or self.report.unexplained)

    @property
    def may_be_confirmed(self) -> bool:
        return self.is_waiting and not self.asks and not self.report.refused

    @property
    def said_of_reading(self) -> list[str]:
        return sentences_of(self.report.reading)

    @property
    def note(self) -> str:
        return str(self.job.report.get("note", ""))

    @property
    def names_bodies(self) -> bool:
        return len(self.report.bodies) > 1

    @property
    def refused(self) -> RowList:
        """Without what is asked above."""
        return RowList("refuses", "Refusés", without_questions(self.report.refused))

    @property
    def refused_lines(self) -> int:
        return len({each.line for each in self.refused.every if isinstance(each, Refused)})

    @property
    def title(self) -> str:
        """The page in a sentence."""
        match self.state:
            case ImportState.LU:
                would = f"Ce fichier écrirait {_values(self.job.total)}"
                return WAITS_FOR_ANSWERS if self.asks else would
            case ImportState.EN_COURS:
                return f"{_values(self.job.total)} en cours d’écriture"
            case ImportState.ECRIT if self.job.done:
                return (
                    f"{_values(self.job.done)} {french.plural(self.job.done, 'est écrite', 'sont écrites')}"
                )
            case ImportState.ECRIT:
                return NOTHING_CHANGES
            case ImportState.REFUSE:
                return NOTHING_WRITTEN
            case ImportState.ABANDONNE:
                return "Cet import est abandonné"

    @property
    def finding(self) -> str:
        match self.state:
            case ImportState.LU:
                return f"Rien n’est encore écrit\u00a0: {ANSWER if self.asks else CONFIRM}"
            case ImportState.EN_COURS:
                return "Vous pouvez fermer cette page\u00a0: l’écriture continue, et tout est écrit ou rien ne l’est."
            case ImportState.ECRIT if self.job.done:
                return "Chaque valeur est dans le journal de son indicateur, avec le nom du fichier."
            case ImportState.ECRIT:
                nothing = f"Il ne dit rien d’aucun mois{'.' if self.arrival else FILL_IN}"
                return "Tout ce qu’il contient est déjà enregistré." if self.report.unchanged else nothing
            case ImportState.REFUSE:
                return f"Un fichier est pris en entier ou pas du tout\u00a0: {CORRECT if self.arrival else SEND_AGAIN}"
            case ImportState.ABANDONNE:
                return "Rien n’en a été écrit."

    @property
    def lists(self) -> tuple[RowList, ...]:
        """Those that hold something, what changes first."""
        when = (
            ("ont été écrites", "a été remplacée", "Rien n’était")
            if self.is_written
            else ("seront écrites", "sera remplacée", "Rien n’est")
        )
        doubtful = (
            f"Ces valeurs sortent de l’ordinaire, comme la grille le dirait. Elles {when[0]}\u202f; un commentaire "
            "leur sera demandé à la soumission."
        )
        changed = f"La valeur enregistrée {when[1]}\u202f; elle reste dans le journal."
        lists = (
            RowList("doubtful", "À vérifier", self.report.doubtful, doubtful),
            RowList("changed", "Changés", self.report.changed, changed),
            RowList("new", "Nouveaux", self.report.new, f"{when[2]} enregistré pour ces mois."),
            RowList(
                "unchanged", "Inchangés", self.report.unchanged, "Le fichier dit ce qui est déjà enregistré."
            ),
        )
        return tuple(each for each in lists if each.every)


def without_questions(refused: Sequence[Refused]) -> list[Refused]:
    """The refusals that no answer of the person lifts."""
    return [each for each in refused if each.code not in {SHEET_TO_CHOOSE, HIDDEN_ROWS}]


def sent_before(user: User, contract: Contract) -> list[ImportJob]:
    """The person's last imports in that contract, the latest first, each with the source that it came from, if any."""
    # Files and reports may be large, and there are twenty: of the report only its contract is read.
    latest = ImportJob.objects.filter(user=user).annotate(contract_pk=F("report__contract"))
    named = latest.select_related("arrival__source").defer("content", "report", "arrival__content")
    jobs = named.order_by("-pk")[:SHOWN_BEFORE]
    return [each for each in jobs if each.contract_pk == contract.pk]


def _values(count: int) -> str:
    return f"{french.number(count)} {french.plural(count, 'valeur', 'valeurs')}"
