"""One row of a file of states: the échéance that it names, its update, and every reason to refuse it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from accounts.rights import Verb, may
from commitments.calendar import ActionStatus, Declared
from commitments.imports import columns
from commitments.ledger.tables.columns import plain_name
from commitments.ledger.tables.dates import read_day
from commitments.ledger.tables.rows import Refused, TableRow, is_kept
from commitments.recording import Update, incoherences
from commitments.selectors import Item
from cpg.shared.spreadsheet import as_typed

type Place = tuple[str, str, str, str, str]

WORDS = {plain_name(each.label).replace(" ", "_"): each for each in ActionStatus}
DECLARED = {
    ActionStatus.A_VENIR: Declared.RIEN,
    ActionStatus.EN_COURS: Declared.EN_COURS,
    ActionStatus.REALISE: Declared.REALISE,
    ActionStatus.ABANDONNE: Declared.ABANDONNE,
}
COLUMN_OF_CODE = {
    "not_a_share": columns.PROGRESS,
    "not_begun": columns.PROGRESS,
    "reason_missing": columns.REASON,
    "decided_by_missing": columns.DECIDED_BY,
    "decided_by_too_long": columns.DECIDED_BY,
    "proof_missing": columns.STATUS,
}


def place_of(item: Item) -> Place:
    deliverable = item.planned.deliverable
    number = str(deliverable.number if deliverable else "")
    return item.contract.body.code, str(item.fiche), item.action.code, number, str(item.year)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """`body` is the one of rows that name none, "" where several are open."""

    row: TableRow
    body: str

    @property
    def is_blank(self) -> bool:
        return self.row.is_blank(columns.FOLLOW_UP)

    def item(self, items: Mapping[Place, Item], bodies: frozenset[str], actor: User | None) -> Item | Refused:
        """The échéance that the row names, which the person may write; else why it is refused."""
        body = self.row.text(columns.BODY) or self.body
        if not body:
            reason = "Nommez l’organisme\u00a0: plusieurs vous sont ouverts."
            return self.row.refused(columns.BODY, reason, "body_missing")
        if body not in bodies:
            reason = "Cet organisme n’est pas celui de ce contrat, ou ne vous est pas ouvert."
            return self.row.refused(columns.BODY, reason, "unknown_body")
        fiche, action, number, year = (
            self.row.text(each) for each in (columns.FICHE, columns.ACTION, columns.DELIVERABLE, columns.YEAR)
        )
        item = items.get((body, fiche, action.upper(), number, year))
        if item is None:
            reason = "Aucune année prévue n’a cette fiche, cette action, ce livrable et cette année."
            return self.row.refused(columns.ACTION, reason, "unknown_action")
        if actor is not None and not may(actor, Verb.RECORD, item):
            return self.row.refused(columns.ACTION, "Cette action ne vous est pas attribuée.", "not_allowed")
        return item

    def problems(self, item: Item) -> Iterator[Refused]:
        yield from self.row.faults
        unread = list(self._unread())
        yield from unread
        if not unread:
            for each in incoherences(self.update(item), item):
                yield self.row.refused(COLUMN_OF_CODE[each.code], each.message, each.code)

    def _unread(self) -> Iterator[Refused]:
        if self.row.text(columns.STATUS) and self._status() is None:
            words = ", ".join(each.value for each in ActionStatus)
            yield self.row.refused(
                columns.STATUS, f"Écrivez l’un de ces mots\u00a0: {words}.", "unknown_status"
            )
        if self.row.text(columns.PROGRESS) and self._progress() is None:
            reason = "L’avancement est un nombre entier, de 0 à 100."
            yield self.row.refused(columns.PROGRESS, reason, "not_a_share")
        if self.row.text(columns.FORECAST) and self._forecast() is None:
            reason = "Écrivez une date comme 2025-11-30 ou 30/11/2025."
            yield self.row.refused(columns.FORECAST, reason, "not_a_day")

    def update(self, item: Item) -> Update:
        """An empty cell keeps what is recorded; "en retard" follows from the calendar, and changes nothing."""
        record = item.record
        progress, status = self._progress(), self._status()
        declared = item.declared if status is None else DECLARED.get(status, item.declared)
        if status is ActionStatus.EN_RETARD and declared is Declared.RIEN and progress:
            declared = Declared.EN_COURS
        if declared is Declared.REALISE:
            progress = 100
        return Update(
            planned=item.planned,
            declared=declared,
            progress=item.progress if progress is None else progress,
            forecast=self._forecast() or (record.forecast if record else None),
            comment=self._text(columns.COMMENT, record.comment if record else ""),
            reason=self._text(columns.REASON, record.reason if record else ""),
            decided_by=self._text(columns.DECIDED_BY, record.decided_by if record else ""),
            expected_version=item.version,
        )

    def _text(self, column: str, before: str) -> str:
        text = as_typed(self.row.text(column))
        return before if is_kept(text, before) else text

    def _status(self) -> ActionStatus | None:
        return WORDS.get(plain_name(self.row.text(columns.STATUS)).replace(" ", "_"))

    def _progress(self) -> int | None:
        text = self.row.text(columns.PROGRESS).removesuffix("%").strip()
        if not (text.isascii() and text.isdecimal() and len(text) < 4):
            return None
        return int(text) if int(text) <= 100 else None

    def _forecast(self) -> date | None:
        return read_day(self.row.text(columns.FORECAST))
