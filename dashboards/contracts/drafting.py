"""What is written of a draft: its document, its facts once read, each decision, and its end."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import Body, User
from dashboards.contracts.identities import with_known_measures
from dashboards.models.contract_draft import ContractDraft, Decision, DraftFact, DraftState
from indicators.reading import Fact, excerpt_of, facts_of, proposal_of, source_of
from indicators.reading.facts import FactKind
from indicators.reading.source import Source, UnreadableDocumentError

MOST_TRIES = 2
# Longer than any document takes: whoever holds one beyond that is gone.
HOLD = timedelta(minutes=5)
DAYS_KEPT = 180
GIVEN_UP = "La lecture de ce document a été interrompue deux fois\u00a0: enregistrez-le à nouveau, ou collez son texte."
RETAINED = "Lecture de la fiche, retenue à la relecture du document."
STALE = "Ce fait vient d’être changé par une autre personne\u00a0: relisez-le."


class StaleFactError(Exception):
    """Somebody else decided on the fact meanwhile."""


def start(
    user: User,
    *,
    name: str,
    content: bytes,
    body: Body | None,
    body_data: Mapping[str, Any],
    contract_data: Mapping[str, Any],
) -> ContractDraft:
    now = timezone.now()
    return ContractDraft.objects.create(
        body=body,
        body_data=dict(body_data),
        contract_data=dict(contract_data),
        name=name,
        content=content,
        sha256=sha256(content).hexdigest(),
        state=DraftState.READING,
        created_by=user,
        created_at=now,
        touched_at=now,
    )


def _free() -> QuerySet[ContractDraft]:
    reading = ContractDraft.objects.filter(state=DraftState.READING)
    return reading.filter(Q(held_until=None) | Q(held_until__lt=timezone.now()))


def waiting() -> list[int]:
    return list(_free().order_by("pk").values_list("pk", flat=True))


def read(draft_pk: int) -> None:
    """Read the document, unless somebody else does; one that cannot be read says why."""
    taken = _free().filter(pk=draft_pk).update(tries=F("tries") + 1, held_until=timezone.now() + HOLD)
    if not taken:
        return
    draft = ContractDraft.objects.get(pk=draft_pk)
    if draft.tries > MOST_TRIES:
        _fail(draft, GIVEN_UP)
        return
    try:
        source = source_of(bytes(draft.content))
        facts = with_known_measures(facts_of(proposal_of(source)))
    except UnreadableDocumentError as error:
        _fail(draft, str(error))
        return
    _keep(draft, source, facts)


def _fail(draft: ContractDraft, note: str) -> None:
    ContractDraft.objects.filter(pk=draft.pk).update(state=DraftState.FAILED, note=note, held_until=None)


@transaction.atomic
def _keep(draft: ContractDraft, source: Source, facts: Iterable[Fact]) -> None:
    DraftFact.objects.bulk_create(
        DraftFact(
            draft=draft,
            rank=rank,
            key=fact.key,
            kind=fact.kind.value,
            group=fact.group,
            title=fact.title[:300],
            value=fact.value,
            proposed=fact.value,
            place=str(fact.place),
            page=fact.place.page,
            box=list(fact.place.box) if fact.place.box else None,
            excerpt=[] if fact.place.page else excerpt_of(source, fact.place),
            doubts=[doubt.sentence for doubt in fact.doubts],
            read=fact.read,
            flagged=fact.flagged,
            other=fact.other,
            register=fact.register,
        )
        for rank, fact in enumerate(facts, start=1)
    )
    ContractDraft.objects.filter(pk=draft.pk).update(state=DraftState.READY, note="", held_until=None)


@transaction.atomic
def decide(
    draft: ContractDraft,
    key: str,
    *,
    version: int,
    user: User,
    decision: Decision,
    value: Mapping[str, Any] | None = None,
    settles: str = "",
    is_other: bool = False,
    rows: tuple[int, list[str]] | None = None,
) -> None:
    """`settles` is the entry of the register that goes with the fact: its first reading is retained where `is_other`.
    `rows` gives a theme the indicators of these codes.
    """
    now = timezone.now()
    changed: dict[str, Any] = {} if value is None else {"value": dict(value)}
    decided = DraftFact.objects.filter(draft=draft, key=key, version=version).update(
        decision=decision.value,
        version=F("version") + 1,
        decided_by=None if decision is Decision.OPEN else user,
        decided_at=None if decision is Decision.OPEN else now,
        **changed,
    )
    if not decided:
        raise StaleFactError(STALE)
    if settles:
        _settle(draft, settles, user, now, is_other=is_other)
    if rows:
        _give_rows(draft, *rows)
    ContractDraft.objects.filter(pk=draft.pk).update(touched_at=now)


def _settle(draft: ContractDraft, key: str, user: User, now: datetime, *, is_other: bool) -> None:
    """The entry that says the two readings again: what was retained of the fact is retained there."""
    entry = DraftFact.objects.select_for_update().filter(draft=draft, key=key, decision=Decision.OPEN).first()
    if entry is None:
        return
    entry.decision, entry.decided_by, entry.decided_at = Decision.ACCEPTED.value, user, now
    if is_other:
        reading = entry.value["lecture_a"].partition("\u00a0: ")[2].removesuffix(".")
        entry.value |= {"retenu": reading, "motif": RETAINED}
        entry.decision = Decision.CORRECTED.value
    entry.version += 1
    entry.save()


def _give_rows(draft: ContractDraft, theme: int, codes: list[str]) -> None:
    """A row that is taken from the theme goes to the next one, or to the one before the last."""
    facts = DraftFact.objects.select_for_update().filter(draft=draft)
    ranks = sorted(int(fact.value["rang"]) for fact in facts.filter(kind=FactKind.THEME.value))
    after = [rank for rank in ranks if rank > theme] or [rank for rank in reversed(ranks) if rank < theme]
    for fact in facts.filter(kind=FactKind.INDICATOR.value):
        is_named, is_there = fact.value["code"] in codes, fact.value["theme"] == theme
        if is_named == is_there or (is_there and not after):
            continue
        fact.value["theme"] = theme if is_named else after[0]
        fact.version += 1
        fact.save(update_fields=["value", "version"])


@transaction.atomic
def accept_all(draft: ContractDraft, seen: Iterable[tuple[str, int]], user: User) -> int:
    """Accept what was shown and is still as it was shown, without any doubt; returns how many."""
    now = timezone.now()
    accepted = 0
    for key, version in seen:
        facts = DraftFact.objects.filter(
            draft=draft, key=key, version=version, decision=Decision.OPEN, flagged=0
        )
        accepted += facts.update(
            decision=Decision.ACCEPTED, version=F("version") + 1, decided_by=user, decided_at=now
        )
    ContractDraft.objects.filter(pk=draft.pk).update(touched_at=now)
    return accepted


@transaction.atomic
def add(draft: ContractDraft, fact: Fact, user: User) -> DraftFact:
    now = timezone.now()
    last = DraftFact.objects.filter(draft=draft).order_by("-rank").values_list("rank", flat=True).first() or 0
    ContractDraft.objects.filter(pk=draft.pk).update(touched_at=now)
    return DraftFact.objects.create(
        draft=draft,
        rank=last + 1,
        key=fact.key,
        kind=fact.kind.value,
        group=fact.group,
        title=fact.title,
        value=fact.value,
        decision=Decision.ADDED,
        decided_by=user,
        decided_at=now,
    )


def note_file(draft: ContractDraft, content: bytes) -> None:
    """The file that is about to be loaded: the draft goes with its loading."""
    ContractDraft.objects.filter(pk=draft.pk).update(loaded_sha256=sha256(content).hexdigest())


def end(user: User, content: bytes) -> None:
    loaded = sha256(content).hexdigest()
    ContractDraft.objects.all().visible_to(user).filter(loaded_sha256=loaded).delete()


def throw_away(draft: ContractDraft) -> None:
    ContractDraft.objects.filter(pk=draft.pk).delete()


def forget(now: datetime) -> int:
    """Drafts that nobody has touched for long."""
    old = ContractDraft.objects.filter(touched_at__lt=now - timedelta(days=DAYS_KEPT))
    count = old.count()
    old.delete()
    return count


def values_of(draft: ContractDraft) -> list[tuple[FactKind, dict[str, Any]]]:
    """The facts that make the file: all that were not refused, in the order of the contract."""
    facts = DraftFact.objects.filter(draft=draft).exclude(decision=Decision.REFUSED)
    return [(FactKind(fact.kind), fact.value) for fact in facts]
