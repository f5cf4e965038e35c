"""What a file would change of the states, and everything that it is refused for."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.rights import Verb, may
from commitments.calendar import Declared, Status
from commitments.followup.imports import columns
from commitments.followup.reading import Item, items_of
from commitments.followup.recording import Update
from commitments.models import Contract
from cpg.shared.spreadsheet import as_typed
from indicators.imports.columns import plain_name
from indicators.imports.lines import Line
from indicators.imports.preparing import Refused
from indicators.selectors import today_in_paris

WORDS = {plain_name(each.label).replace(" ", "_"): each for each in Status}
DECLARED = {
    Status.A_VENIR: Declared.RIEN,
    Status.EN_COURS: Declared.EN_COURS,
    Status.REALISE: Declared.REALISE,
    Status.ABANDONNE: Declared.ABANDONNE,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """One échéance to write, beside what stands."""

    line: int
    item: Item
    update: Update

    @property
    def is_changed(self) -> bool:
        record, update = self.item.record, self.update
        stands = (record.declared, record.progress, record.comment) if record else (Declared.RIEN, 0, "")
        return stands != (update.declared, update.progress, update.comment)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. With one row refused, nothing is taken. `blank` counts the rows that say nothing."""

    new: tuple[Planned, ...] = ()
    changed: tuple[Planned, ...] = ()
    unchanged: tuple[Planned, ...] = ()
    refused: tuple[Refused, ...] = ()
    blank: int = 0

    @property
    def updates(self) -> tuple[Update, ...]:
        return tuple(each.update for each in (*self.new, *self.changed))

    @property
    def refused_lines(self) -> int:
        return len({each.line for each in self.refused})


def plan_of(preview: Preview) -> str:
    """A fingerprint of all that would be written, and of the versions that it would replace."""
    planned = [
        (each.planned.pk, each.declared.value, each.progress, each.comment, each.expected_version)
        for each in preview.updates
    ]
    return hashlib.sha256(repr(planned).encode()).hexdigest()


def prepare(lines: Sequence[Line], contract: Contract, actor: User) -> Preview:
    """Compare a file with what stands of a contract that the person sees. Four queries."""
    header, *rows = lines
    if problems := columns.header_problems(header.cells):
        return Preview(
            refused=tuple(Refused(header.number, text, text, reason, "header") for text, reason in problems)
        )
    names = [plain_name(name) for name in header.cells]
    items = {_key(item): item for item in items_of(contract, today_in_paris())}
    planned: list[Planned] = []
    refused: list[Refused] = []
    seen: dict[int, int] = {}
    blank = 0
    for line in rows:
        row = _Row(line, names, contract)
        item = row.item(items, actor)
        if isinstance(item, Refused):
            refused.append(item)
            continue
        if item.planned.pk in seen:
            reason = f"{item.name} est déjà à la ligne {seen[item.planned.pk]}."
            refused.append(row.refused(columns.ACTION, reason, "twice_in_the_file"))
        seen.setdefault(item.planned.pk, line.number)
        if row.is_blank:
            blank += 1
            continue
        found = list(row.problems(item))
        refused += found
        if not found:
            planned.append(Planned(line.number, item, row.update(item)))
    return Preview(
        new=tuple(each for each in planned if each.is_changed and each.item.record is None),
        changed=tuple(each for each in planned if each.is_changed and each.item.record is not None),
        unchanged=tuple(each for each in planned if not each.is_changed),
        refused=tuple(sorted(refused, key=lambda each: each.line)),
        blank=blank,
    )


def _key(item: Item) -> tuple[str, str, str, str]:
    deliverable = item.planned.deliverable
    return str(item.fiche), item.action.code, str(deliverable.number if deliverable else ""), str(item.year)


class _Row:
    """What one row names and says."""

    def __init__(self, line: Line, names: Sequence[str], contract: Contract) -> None:
        padded = [*line.cells, *[""] * len(names)]
        self.line = line
        self.contract = contract
        self.cells: Mapping[str, str] = dict.fromkeys(columns.COLUMNS, "") | {
            name: cell.strip() for name, cell in zip(names, padded, strict=False)
        }

    @property
    def is_blank(self) -> bool:
        return not any(self.cells[column] for column in columns.SAYING)

    def refused(self, column: str, reason: str, code: str) -> Refused:
        return Refused(self.line.number, column, self.cells[column], reason, code)

    def item(self, items: Mapping[tuple[str, str, str, str], Item], actor: User) -> Item | Refused:
        """The échéance that the row names, which the person may write; else why it is refused."""
        cells = self.cells
        if cells[columns.BODY] not in {"", self.contract.body.code}:
            return self.refused(columns.BODY, "Cet organisme n’est pas celui de ce contrat.", "unknown_body")
        named = tuple(
            cells[each] for each in (columns.FICHE, columns.ACTION, columns.DELIVERABLE, columns.YEAR)
        )
        found = items.get((named[0], named[1].upper(), named[2], named[3]))
        if found is None:
            reason = "Aucune année prévue n’a cette fiche, cette action, ce livrable et cette année."
            return self.refused(columns.ACTION, reason, "unknown_action")
        if not may(actor, Verb.RECORD, found):
            return self.refused(columns.ACTION, "Cette action ne vous est pas attribuée.", "not_allowed")
        return found

    def problems(self, item: Item) -> Iterator[Refused]:
        status = self._status()
        if self.cells[columns.STATUS] and status is None:
            words = ", ".join(each.value for each in Status)
            yield self.refused(columns.STATUS, f"Écrivez l’un de ces mots\u00a0: {words}.", "unknown_status")
        if self.cells[columns.PROGRESS] and self._progress() is None:
            yield self.refused(
                columns.PROGRESS, "L’avancement est un nombre entier, de 0 à 100.", "not_a_share"
            )
            return
        update = self.update(item)
        if update.declared is Declared.RIEN and update.progress:
            yield self.refused(columns.PROGRESS, "Un avancement se dit de ce qui est en cours.", "not_begun")
        if update.declared is Declared.REALISE and item.lacks_proof:
            yield self.refused(
                columns.STATUS, "Joignez d’abord une preuve sur la page de l’action.", "proof_missing"
            )
        if update.declared is Declared.ABANDONNE and item.declared is not Declared.ABANDONNE:
            yield self.refused(
                columns.STATUS,
                "Un abandon se dit sur la page de l’action, avec son motif et qui l’a décidé.",
                "abandoned_without_reason",
            )

    def update(self, item: Item) -> Update:
        """What is not said stays as it is; that it is late follows from the calendar, and says nothing."""
        record = item.record
        progress = self._progress()
        progress = item.progress if progress is None else progress
        status = self._status()
        declared = item.declared if status is None else DECLARED.get(status, item.declared)
        if status is Status.EN_RETARD and declared is Declared.RIEN and progress:
            declared = Declared.EN_COURS
        said = as_typed(self.cells[columns.COMMENT])
        before = record.comment if record else ""
        return Update(
            planned=item.planned,
            declared=declared,
            progress=100 if declared is Declared.REALISE else progress,
            forecast=record.forecast if record else None,
            comment=before if not said or said.split() == before.split() else said,
            reason=record.reason if record else "",
            decided_by=record.decided_by if record else "",
            expected_version=item.version,
        )

    def _status(self) -> Status | None:
        return WORDS.get(plain_name(self.cells[columns.STATUS]).replace(" ", "_"))

    def _progress(self) -> int | None:
        text = self.cells[columns.PROGRESS].removesuffix("%").strip()
        if not (text.isascii() and text.isdecimal() and len(text) < 4):
            return None
        return int(text) if int(text) <= 100 else None
