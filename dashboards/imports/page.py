"""What the pages of an import show: files sent before, and one file with what it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from commitments.ledger.tables.limits import MOST_SHOWN
from commitments.ledger.tables.rows import Refused
from commitments.models import Contract
from cpg.shared import french
from indicators.imports.reports import Report, Row
from indicators.models import ImportJob, ImportState

SHOWN_BEFORE = 20
WORDS = {
    ImportState.LU: "à confirmer",
    ImportState.EN_COURS: "en cours d’écriture",
    ImportState.ECRIT: "écrit",
    ImportState.REFUSE: "refusé",
    ImportState.ABANDONNE: "abandonné",
}


@dataclass(frozen=True, slots=True)
class SentBefore:
    """One of a person's last imports."""

    pk: int
    name: str
    state: str
    done: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the lists of a preview: `count` rows, of which the first are shown."""

    key: str
    title: str
    reading: str
    rows: Sequence[Row]
    count: int

    @property
    def has_before(self) -> bool:
        return self.key == "changed"

    @property
    def hidden(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import. `written` is how many rows are written so far."""

    job: ImportJob
    report: Report
    written: int

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
    def is_refused(self) -> bool:
        return self.state is ImportState.REFUSE

    @property
    def note(self) -> str:
        return str(self.job.report.get("note", ""))

    @property
    def names_bodies(self) -> bool:
        return len(self.report.bodies) > 1

    @property
    def refused(self) -> Sequence[Refused]:
        return self.report.refused[:MOST_SHOWN]

    @property
    def refused_hidden(self) -> int:
        return len(self.report.refused) - len(self.refused)

    @property
    def title(self) -> str:
        """The page in a sentence."""
        total = self.job.total
        match self.state:
            case ImportState.LU:
                return f"Ce fichier écrirait {_values(total)}"
            case ImportState.EN_COURS:
                return f"{_values(total)} en cours d’écriture"
            case ImportState.ECRIT if self.job.done:
                return (
                    f"{_values(self.job.done)} {french.plural(self.job.done, 'est écrite', 'sont écrites')}"
                )
            case ImportState.ECRIT:
                return "Ce fichier ne change rien"
            case ImportState.REFUSE:
                return "Rien n’est écrit de ce fichier"
            case ImportState.ABANDONNE:
                return "Cet import est abandonné"

    @property
    def finding(self) -> str:
        match self.state:
            case ImportState.LU:
                return "Rien n’est encore écrit : relisez ce qui change, puis confirmez ou abandonnez."
            case ImportState.EN_COURS:
                return (
                    "Vous pouvez fermer cette page : l’écriture continue, et tout est écrit ou rien ne l’est."
                )
            case ImportState.ECRIT if self.job.done:
                return "Chaque valeur est dans le journal de son indicateur, avec le nom du fichier."
            case ImportState.ECRIT:
                nothing_said = "Il ne dit rien d’aucun mois\u00a0: remplissez-le, puis envoyez-le à nouveau."
                return (
                    "Tout ce qu’il contient est déjà enregistré." if self.report.unchanged else nothing_said
                )
            case ImportState.REFUSE:
                return (
                    "Un fichier est pris en entier ou pas du tout : corrigez-le, puis envoyez-le à nouveau."
                )
            case ImportState.ABANDONNE:
                return "Rien n’en a été écrit."

    @property
    def lists(self) -> tuple[Listed, ...]:
        """Those that hold something, what changes first."""
        named = (
            (
                "changed",
                "Changés",
                "La valeur qui est enregistrée sera remplacée ; elle reste dans le journal.",
            ),
            ("new", "Nouveaux", "Rien n’est enregistré pour ces mois."),
            ("unchanged", "Inchangés", "Le fichier dit ce qui est déjà enregistré."),
        )
        found = ((key, title, reading, getattr(self.report, key)) for key, title, reading in named)
        return tuple(
            Listed(key, title, reading, rows[:MOST_SHOWN], len(rows))
            for key, title, reading, rows in found
            if rows
        )


def import_page(job: ImportJob, written: int) -> ImportPage:
    return ImportPage(job, Report.of_json(job.report), written)


def sent_before(user: User, contract: Contract) -> list[SentBefore]:
    """The person's last imports in that contract, the latest first."""
    names = ("pk", "name", "state", "done", "created_at", "report__contract")
    latest = ImportJob.objects.filter(user=user).order_by("-pk").values_list(*names)[:SHOWN_BEFORE]
    return [
        SentBefore(pk, name, WORDS[ImportState(state)], done, created_at)
        for pk, name, state, done, created_at, contract_pk in latest
        if contract_pk == contract.pk
    ]


def _values(count: int) -> str:
    return f"{french.number(count)} {french.plural(count, 'valeur', 'valeurs')}"
