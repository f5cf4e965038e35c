"""What the reminders of actions say, in plain French text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from cpg.shared import french
from dashboards.reminders.actions.matters import Asked, Returned, Waiting
from dashboards.reminders.figures import Person, framed


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    body: str


def written(
    person: Person,
    asked: Sequence[Asked],
    returned: Sequence[Returned],
    waiting: Sequence[Waiting],
    today: date,
) -> Written:
    """All of it in one mail."""
    said, parts = [], []
    if asked:
        said.append(_asked_said(asked))
        parts.append(_asked_part(asked, today))
    if returned:
        said.append(f"{_counted(len(returned))} {french.plural(len(returned), 'renvoyée', 'renvoyées')}")
        parts.append(_returned_part(returned))
    if waiting:
        said.append(f"{_counted(len(waiting))} à valider")
        parts.append(_waiting_part(waiting))
    return Written(f"Vos actions\u00a0: {', '.join(said)}", framed(person, *parts))


def _asked_said(asked: Sequence[Asked]) -> str:
    return f"{_counted(len(asked))} {french.plural(len(asked), 'attend', 'attendent')} votre revue"


def _asked_part(asked: Sequence[Asked], today: date) -> str:
    blocks = [f"{french.sentence(_asked_said(asked))}\u00a0:"]
    ordered = sorted(asked, key=lambda each: (each.contract, each.url))
    for (contract, url, until), group in groupby(
        ordered, key=lambda each: (each.contract, each.url, each.until)
    ):
        when = "à soumettre d’ici le" if today <= until else "en retard, attendue le"
        blocks.append(f"- {contract}, {when} {french.day(until)}\n{_names(group)}\n  {url}")
    return "\n\n".join(blocks)


def _names(asked: Iterable[Asked]) -> str:
    lines = []
    for each in asked:
        late = f", en retard de {french.number(each.days_late)}\u00a0j" if each.days_late else ""
        instead = f" (à la place de {each.instead_of})" if each.instead_of else ""
        lines.append(f"  {each.name}{late}{instead}")
    return "\n".join(lines)


def _returned_part(returned: Sequence[Returned]) -> str:
    verb = french.plural(len(returned), "vous est renvoyée", "vous sont renvoyées")
    blocks = [f"{french.sentence(_counted(len(returned)))} {verb}\u00a0:"]
    for each in returned:
        by = f"{each.by}\u00a0: " if each.by else ""
        blocks.append(f"- {each.name}\n  {by}«\u00a0{each.reason}\u00a0»\n  {each.url}")
    return "\n\n".join(blocks)


def _waiting_part(waiting: Sequence[Waiting]) -> str:
    blocks = [f"{french.sentence(_counted(len(waiting)))} à valider\u00a0:"]
    ordered = sorted(waiting, key=lambda each: (each.contract, each.url))
    for (contract, url), group in groupby(ordered, key=lambda each: (each.contract, each.url)):
        names = "\u202f; ".join(each.name for each in group)
        blocks.append(f"- {contract}\u00a0: {names}\n  {url}")
    return "\n\n".join(blocks)


def _counted(count: int) -> str:
    return f"{french.count_word(count, feminine=True)} {french.plural(count, 'échéance', 'échéances')}"
