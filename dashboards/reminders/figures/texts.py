"""What reminders say, in plain French text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.conf import settings
from django.urls import reverse

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.reminders.figures.matters import Missing, Person, Returned, Waiting


@dataclass(frozen=True, slots=True)
class Written:
    subject: str
    body: str


def reminder(person: Person, missing: Sequence[Missing], today: date) -> Written:
    said = _missing_said(missing, today)
    return Written(french.sentence(said), framed(person, _missing_part(missing, today)))


def returned(person: Person, found: Sequence[Returned]) -> Written:
    return Written(french.sentence(_returned_said(found)), framed(person, _returned_part(found)))


def validation(person: Person, found: Sequence[Waiting]) -> Written:
    return Written(french.sentence(_waiting_said(found)), framed(person, _waiting_part(found)))


def digest(
    person: Person,
    missing: Sequence[Missing],
    given_back: Sequence[Returned],
    waiting: Sequence[Waiting],
    today: date,
) -> Written:
    """The three in one."""
    said, parts = [], []
    if missing:
        said.append(_missing_said(missing, today))
        parts.append(_missing_part(missing, today))
    if given_back:
        said.append(_returned_said(given_back))
        parts.append(_returned_part(given_back))
    if waiting:
        said.append(_waiting_said(waiting))
        parts.append(_waiting_part(waiting))
    return Written(f"Votre semaine\u00a0: {', '.join(said)}", framed(person, *parts))


def nudge(person: Person, missing: Sequence[Missing], by: str, today: date) -> Written:
    """Asked for by a controller, in their name."""
    said = _missing_said(missing, today)
    opening = f"{by} vous rappelle ce qui manque encore."
    return Written(f"Rappel de {by}\u00a0: {said}", framed(person, opening, _missing_part(missing, today)))


def _missing_said(missing: Sequence[Missing], today: date) -> str:
    count, late = len(missing), sum(each.is_late_on(today) for each in missing)
    said = f"{_counted(count, 'valeur')} à saisir"
    if not late:
        return said
    if late == count:
        return f"{said}, en retard"
    return f"{said}, dont {french.count_word(late, feminine=True)} en retard"


def _missing_part(missing: Sequence[Missing], today: date) -> str:
    blocks = [f"{french.sentence(_missing_said(missing, today))}\u00a0:"]
    for found in _by_indicator(missing):
        months = ", ".join(_month_due(each, today) for each in found)
        instead = f" (à la place de {found[0].instead_of})" if found[0].instead_of else ""
        blocks.append(f"- {found[0].code}, {found[0].label}{instead}\n  {months}\n  {found[0].url}")
    return "\n\n".join(blocks)


def _by_indicator(missing: Sequence[Missing]) -> Iterable[list[Missing]]:
    """In the order given, which is that of deadlines. Codes are unique in a contract only: addresses name it."""
    found: dict[str, list[Missing]] = {}
    for each in missing:
        found.setdefault(each.url.rstrip("/").rpartition("/")[0], []).append(each)
    return found.values()


def _month_due(each: Missing, today: date) -> str:
    if each.is_late_on(today):
        return f"{_name(each.month)} (attendu le {french.day(each.until)}, en retard)"
    return f"{_name(each.month)} (jusqu’au {french.day(each.until)})"


def _returned_said(found: Sequence[Returned]) -> str:
    return french.plural(
        len(found), "un mois vous revient", f"{french.count_word(len(found))} mois vous reviennent"
    )


def _returned_part(found: Sequence[Returned]) -> str:
    blocks = [f"{french.sentence(_returned_said(found))}\u00a0:"]
    for each in found:
        instead = f" (à la place de {each.instead_of})" if each.instead_of else ""
        by = f"{each.by}\u00a0: " if each.by else ""
        blocks.append(
            f"- {each.code}, {each.label}, {_name(each.month)}{instead}\n"
            f"  {by}«\u00a0{each.reason}\u00a0»\n  {each.url}"
        )
    return "\n\n".join(blocks)


def _waiting_said(found: Sequence[Waiting]) -> str:
    return f"{french.count_word(len(found))} mois à valider"


def _waiting_part(found: Sequence[Waiting]) -> str:
    blocks = [f"{french.sentence(_waiting_said(found))}\u00a0:"]
    ordered = sorted(found, key=lambda each: (each.contract, each.url))
    for (contract, url), group in groupby(ordered, key=lambda each: (each.contract, each.url)):
        blocks.append(f"- {contract}\u00a0: {_by_month(group)}\n  {url}")
    return "\n\n".join(blocks)


def _by_month(found: Iterable[Waiting]) -> str:
    """The indicators of each month, the latest month first."""
    codes: dict[Month, list[str]] = {}
    for each in found:
        codes.setdefault(each.month, []).append(each.code)
    return "\u202f; ".join(
        f"{_name(month)} ({french.listing(codes[month])})" for month in sorted(codes, reverse=True)
    )


def _counted(count: int, one: str) -> str:
    return f"{french.count_word(count, feminine=True)} {french.plural(count, one, f'{one}s')}"


def _name(month: Month) -> str:
    return french.month_name(month.year, month.number)


def framed(person: Person, *parts: str) -> str:
    """A mail from its first word to its last: who is told, what, and how to hear less of it."""
    account = f"{settings.PUBLIC_URL}{reverse('account')}"
    closing = (
        "Une absence, ou un seul courriel par semaine\u202f? C’est dans votre compte\u00a0:\n"
        f"{account}\n\nCe courriel est envoyé par le suivi du contrat, ne lui répondez pas."
    )
    return "\n\n".join([f"Bonjour {person.name},", *parts, closing]) + "\n"
