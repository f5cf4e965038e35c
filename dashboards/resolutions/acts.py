"""What is recorded of a decision of the committee: that it was taken, and each move until it is done or abandoned."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, StaleVersion, require
from commitments.models import Action, Contract, Origin, lock_contract, open_change
from cpg.shared import french
from dashboards.models.resolution import Resolution, ResolutionRevision, ResolutionState
from indicators.models import Indicator

STALE = "Cette décision a changé depuis que la page est affichée\u00a0: relisez-la, puis recommencez."
NO_TEXT = "Écrivez ce que le comité décide."
NO_REASON = "Dites pourquoi\u00a0: le motif reste au suivi de la décision."
NOT_OPEN = "Cette décision n’est plus à faire\u00a0: rouvrez-la d’abord."
STILL_OPEN = "Cette décision est encore à faire\u00a0: il n’y a rien à rouvrir."
UNCHANGED = "Rien ne change\u00a0: même responsable, même échéance."
TAKEN_ALREADY = "Cette décision est déjà inscrite pour ce comité."
NOTHING_NEW = "Cette étape ne change ni le responsable ni l’échéance\u00a0: redonnez la décision pour cela."
NOT_A_MEMBER = "Choisissez une personne de cet organisme."


@dataclass(frozen=True, slots=True)
class Decided:
    """What a committee decided, who does it and by when; about an indicator or an action, if about one."""

    text: str
    taken_on: date
    owner: User
    due: date
    indicator: Indicator | None = None
    action: Action | None = None


@transaction.atomic
def take(*, contract: Contract, decided: Decided, actor: User | None, origin: Origin) -> Resolution:
    """Record a decision, open, under the next number of the contract."""
    locked = lock_contract(contract.pk)
    require(actor, Verb.RESOLVE, locked)
    text = " ".join(decided.text.split())
    if not text:
        raise Refusal(NO_TEXT, "text_missing")
    _require_days(locked, decided.taken_on, decided.due)
    _require_member(locked, decided.owner)
    taken = Resolution.objects.filter(contract=locked)
    if taken.filter(taken_on=decided.taken_on, text=text).exists():
        raise Refusal(TAKEN_ALREADY, "already_recorded")
    last = taken.order_by("-number").values_list("number", flat=True).first() or 0
    change = open_change(locked, actor=actor, origin=origin, verb="take_resolution")
    resolution = Resolution.objects.create(
        contract=locked,
        number=last + 1,
        text=text,
        taken_on=decided.taken_on,
        indicator=decided.indicator,
        action=decided.action,
    )
    ResolutionRevision.objects.create(
        resolution=resolution,
        version=1,
        change=change,
        state=ResolutionState.OPEN,
        owner=decided.owner,
        due=decided.due,
    )
    return resolution


@dataclass(frozen=True, slots=True)
class Move:
    """A step from the version that the person read (None: nothing was looked at). `owner` and `due` are new ones."""

    expected_version: int | None
    reason: str = ""
    owner: User | None = None
    due: date | None = None


@transaction.atomic
def finish(*, resolution: Resolution, move: Move, actor: User | None, origin: Origin) -> ResolutionRevision:
    """Say that it is done; `reason` is what came of it, which may be left out. Whoever is named says so too."""
    locked = _locked(resolution)
    require(actor, Verb.FULFIL, locked)
    _require_open(locked, move)
    _require_nothing_new(move)
    return _write(locked, move, ResolutionState.DONE, "finish_resolution", actor=actor, origin=origin)


@transaction.atomic
def abandon(*, resolution: Resolution, move: Move, actor: User | None, origin: Origin) -> ResolutionRevision:
    locked = _locked(resolution)
    require(actor, Verb.RESOLVE, locked)
    _require_open(locked, move)
    _require_nothing_new(move)
    _require_reason(move)
    return _write(locked, move, ResolutionState.ABANDONED, "abandon_resolution", actor=actor, origin=origin)


@transaction.atomic
def reopen(*, resolution: Resolution, move: Move, actor: User | None, origin: Origin) -> ResolutionRevision:
    """To be done again, after it was done or abandoned."""
    locked = _locked(resolution)
    require(actor, Verb.RESOLVE, locked)
    _require_version(locked, move)
    if locked.is_open:
        raise Refusal(STILL_OPEN, "still_open")
    _require_reason(move)
    _require_new(locked, move)
    return _write(locked, move, ResolutionState.OPEN, "reopen_resolution", actor=actor, origin=origin)


@transaction.atomic
def revise(*, resolution: Resolution, move: Move, actor: User | None, origin: Origin) -> ResolutionRevision:
    """Another person, or another day."""
    locked = _locked(resolution)
    require(actor, Verb.RESOLVE, locked)
    _require_open(locked, move)
    _require_new(locked, move)
    now = locked.current
    if (move.owner or now.owner, move.due or now.due) == (now.owner, now.due):
        raise Refusal(UNCHANGED, "unchanged")
    _require_reason(move)
    return _write(locked, move, ResolutionState.OPEN, "revise_resolution", actor=actor, origin=origin)


def _locked(resolution: Resolution) -> Resolution:
    """The decision as it is once nobody else can write about its contract."""
    lock_contract(resolution.contract_id)
    return Resolution.objects.all().with_history().get(pk=resolution.pk)


def _write(
    resolution: Resolution,
    move: Move,
    state: ResolutionState,
    verb: str,
    *,
    actor: User | None,
    origin: Origin,
) -> ResolutionRevision:
    now = resolution.current
    reason = move.reason.strip()
    change = open_change(resolution.contract, actor=actor, origin=origin, verb=verb, reason=reason)
    return ResolutionRevision.objects.create(
        resolution=resolution,
        version=now.version + 1,
        change=change,
        state=state,
        owner=move.owner or now.owner,
        due=move.due or now.due,
        reason=reason,
    )


def _require_version(resolution: Resolution, move: Move) -> None:
    current = resolution.current.version
    if move.expected_version not in {None, current}:
        raise StaleVersion(move.expected_version or 0, current, STALE)


def _require_open(resolution: Resolution, move: Move) -> None:
    _require_version(resolution, move)
    if not resolution.is_open:
        raise Refusal(NOT_OPEN, "not_open")


def _require_reason(move: Move) -> None:
    if not move.reason.strip():
        raise Refusal(NO_REASON, "reason_missing")


def _require_nothing_new(move: Move) -> None:
    """Who does it and by when are changed by a step of their own, with its right and its reason."""
    if move.owner is not None or move.due is not None:
        raise Refusal(NOTHING_NEW, "unexpected")


def _require_new(resolution: Resolution, move: Move) -> None:
    """A new day may not come before the committee; whoever does it belongs to the body."""
    if move.due is not None:
        _require_due(resolution.contract, resolution.taken_on, move.due)
    _require_member(resolution.contract, move.owner or resolution.current.owner)


def _require_days(contract: Contract, taken_on: date, due: date) -> None:
    first = date(min(contract.first_year - 1, localdate().year), 1, 1)
    if not first <= taken_on <= localdate():
        raise Refusal(f"Le comité a eu lieu entre le {french.day(first)} et aujourd’hui.", "outside_contract")
    _require_due(contract, taken_on, due)


def _require_due(contract: Contract, taken_on: date, due: date) -> None:
    last = date(contract.last_year + 1, 12, 31)
    if not taken_on <= due <= last:
        raise Refusal(
            f"L’échéance est entre le comité du {french.day(taken_on)} et le {french.day(last)}.",
            "due_out_of_range",
        )


def _require_member(contract: Contract, person: User) -> None:
    if not person.is_active or not person.roles_in(contract.body_id):
        raise Refusal(NOT_A_MEMBER, "not_a_member")
