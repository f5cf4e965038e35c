"""What people decide of sources: the connection, the description, the trust; each verb under the lock of its row, with
the right that it asks for, and a line of the source's story.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, not_allowed, require
from commitments.ledger.tables.readings import Choices
from commitments.models import Contract
from indicators.imports.answers import Answers
from indicators.imports.arriving import note
from indicators.models import (
    ImportJob,
    ImportState,
    Indicator,
    Source,
    SourceArrival,
    SourceConnection,
    SourceEventKind,
    SourceKind,
)
from indicators.sources.arrived import ArrivedFile
from indicators.sources.secrets import reason_to_refuse
from indicators.sources.taking import take

OWNER_AWAY = (
    "Le compte du responsable est fermé\u00a0: qui saisit ces indicateurs, ou le contrôle de gestion, reprend la "
    "source en la décrivant à nouveau."
)


@dataclass(frozen=True, slots=True)
class Wiring:
    """What an administrator writes of a connection."""

    kind: SourceKind
    name: str
    settings: Mapping[str, str]
    reference: str


@dataclass(frozen=True, slots=True)
class Description:
    """What an owner writes of a source: where it arrives, what it is about, how it is read, when it is expected."""

    connection: SourceConnection
    name: str
    indicators: Collection[Indicator]
    choices: Choices
    expected_days: int | None


@transaction.atomic
def connect(
    *, contract: Contract, wiring: Wiring, actor: User, connection: SourceConnection | None = None
) -> SourceConnection:
    """A connection of the contract's body, new or written again: its sources are then confirmed and trusted anew, for
    what arrives is no longer what their owner saw.
    """
    require(actor, Verb.ADMINISTER, contract)
    if wiring.reference and (reason := reason_to_refuse(wiring.reference, contract.body.code)):
        raise Refusal(reason, "secret_refused")
    named = SourceConnection.objects.filter(body=contract.body_id, name=wiring.name).first()
    if named is not None and named != connection:
        raise Refusal("Une connexion de l’organisme porte déjà ce nom.", "name_taken")
    columns: dict[str, Any] = {
        "kind": wiring.kind.value,
        "name": wiring.name,
        "settings": dict(wiring.settings),
        "reference": wiring.reference,
        "written_by": actor,
        "written_at": timezone.now(),
    }
    if connection is None:
        return SourceConnection.objects.create(body=contract.body, **columns)
    locked = SourceConnection.objects.select_for_update().get(pk=connection.pk)
    for name, value in columns.items():
        setattr(locked, name, value)
    locked.save()
    for source in Source.objects.select_for_update().filter(connection=locked, ended_at=None):
        _forget_shape(source, actor, "La connexion a changé.")
        source.save()
    return locked


@transaction.atomic
def describe(
    *, contract: Contract, description: Description, actor: User, source: Source | None = None
) -> Source:
    """Map a source, or map it again. It is read once it is started, again where it was in service."""
    for each in description.indicators:
        require(actor, Verb.RECORD, each)
    if description.connection.body_id != contract.body_id:
        raise not_allowed()
    if not description.indicators:
        raise Refusal("Cochez au moins un indicateur.", "no_indicator")
    named = Source.objects.filter(contract=contract, name=description.name).first()
    if named is not None and named != source:
        raise Refusal("Une source du contrat porte déjà ce nom.", "name_taken")
    if source is None:
        written = Source(contract=contract, owner=actor)
    else:
        written = _locked(source)
        _require_owner(written, actor)
        _forget_shape(written, actor, "La description a changé.")
    written.connection, written.name = description.connection, description.name
    written.answers = Answers(description.choices).as_json()
    written.expected_days = description.expected_days
    # What kept it from being read was told of the old one.
    written.owner, written.started_at, written.trouble = actor, None, ""
    written.save()
    written.indicators.set(description.indicators)
    # What waits is confirmed by the owner alone: by the one who takes the source over.
    ImportJob.objects.filter(arrival__source=written, state=ImportState.LU).update(user=actor)
    _note_act(written, SourceEventKind.MAPPED, actor)
    return written


@transaction.atomic
def start(*, source: Source, headings: Collection[str], actor: User) -> None:
    """Read it from now on. `headings` are those that the owner saw in a trial, none where no file was there yet."""
    locked = _locked(source)
    _require_owner(locked, actor)
    if locked.is_running:
        raise Refusal("Cette source est déjà en service.", "already_started")
    locked.headings, locked.started_at, locked.ended_at = list(headings), timezone.now(), None
    locked.save()
    _note_act(locked, SourceEventKind.STARTED, actor)


@transaction.atomic
def end(*, source: Source, actor: User) -> None:
    """No longer read; what arrived stays. Its owner, or who runs the body’s sources."""
    locked = _locked(source)
    if not any(may(actor, verb, locked.contract) for verb in (Verb.ADMINISTER, Verb.TRUST)):
        _require_owner(locked, actor)
    if not locked.is_running:
        raise Refusal("Cette source n’est pas en service.", "not_started")
    locked.ended_at = timezone.now()
    locked.trouble, locked.trusted_by = "", None
    locked.save()
    _note_act(locked, SourceEventKind.ENDED, actor)


@transaction.atomic
def trust(*, source: Source, is_trusted: bool, actor: User) -> None:
    """Let it record up to *saisi* what is new and raises no doubt, or no longer."""
    locked = _locked(source)
    require(actor, Verb.TRUST, locked.contract)
    if locked.is_trusted == is_trusted:
        raise Refusal("C’est déjà ainsi\u00a0: relisez la page.", "same_trust")
    if is_trusted and not locked.headings:
        raise Refusal(
            "Rien n’a encore été lu de cette source\u00a0: son responsable l’essaie ou confirme un fichier d’abord.",
            "nothing_read_yet",
        )
    locked.trusted_by = actor if is_trusted else None
    locked.save()
    _note_act(locked, SourceEventKind.TRUSTED if is_trusted else SourceEventKind.DISTRUSTED, actor)


def deliver(*, source: Source, name: str, content: bytes, actor: User) -> SourceArrival | None:
    """A file that the owner sends by hand; None where the same one arrived before. Raises SourceTrouble."""
    _require_owner(source, actor)
    if source.connection.kind != SourceKind.UPLOAD or not source.is_running:
        raise Refusal("Cette source ne prend pas de fichier envoyé.", "not_an_upload")
    if not source.owner.is_active:
        raise Refusal(OWNER_AWAY, "owner_away")
    return take(source.pk, ArrivedFile(name, content, hashlib.sha256(content).hexdigest()))


def may_map(user: User, source: Source) -> bool:
    """Who enters all its indicators: its owner, and whoever could own it."""
    indicators = source.indicators.prefetch_related("assignments").select_related("contract")
    return all(may(user, Verb.RECORD, each) for each in indicators)


def _require_owner(source: Source, actor: User) -> None:
    if not may_map(actor, source):
        raise not_allowed()


def _locked(source: Source) -> Source:
    sources = Source.objects.select_for_update(of=("self",)).select_related("contract__body", "connection")
    return sources.get(pk=source.pk)


def _forget_shape(source: Source, actor: User, why: str) -> None:
    """Whoever trusted it, or knew its shape, did so of something else."""
    source.headings = []
    if source.is_trusted:
        source.trusted_by = None
        _note_act(source, SourceEventKind.DISTRUSTED, actor, why)


def _note_act(source: Source, kind: SourceEventKind, actor: User, text: str = "") -> None:
    note(source, kind, f"{kind}/{timezone.now().isoformat()}", text, actor=actor)
