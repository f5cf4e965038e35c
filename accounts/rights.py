"""Who may do what: the one table of rights, read by every view, command and query.

A person sees only the bodies they belong to; what they may do there depends on their role. A `gestionnaire`
writes only what is assigned to them. What a person may not see does not exist for them (404); what they see
but may not do is refused.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from accounts.models import User


class Role(StrEnum):
    GESTIONNAIRE = "gestionnaire"
    CONTROLEUR = "controleur"
    DIRECTION = "direction"
    LECTEUR = "lecteur"
    ADMINISTRATEUR = "administrateur"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.GESTIONNAIRE: "Gestionnaire",
    Role.CONTROLEUR: "Contrôle de gestion",
    Role.DIRECTION: "Direction",
    Role.LECTEUR: "Lecteur (Cnav)",
    Role.ADMINISTRATEUR: "Administrateur",
}


class Verb(StrEnum):
    SEE = "see"
    RECORD = "record"
    SUBMIT = "submit"
    VALIDATE = "validate"
    LOCK = "lock"
    NEUTRALISE = "neutralise"
    AMEND = "amend"
    CLOSE = "close"
    EXPORT = "export"
    OVERSEE = "oversee"
    COMPARE = "compare"
    ADMINISTER = "administer"


READER = frozenset({Verb.SEE, Verb.EXPORT})
# Those who look after what others enter, or answer for it.
OVERSEER = READER | {Verb.OVERSEE}
# Those who look beyond one body, where they belong to several.
COMPARER = OVERSEER | {Verb.COMPARE}
CONTROLLER = COMPARER | {
    Verb.RECORD,
    Verb.SUBMIT,
    Verb.VALIDATE,
    Verb.LOCK,
    Verb.NEUTRALISE,
    Verb.AMEND,
    Verb.CLOSE,
}
ALLOWED: dict[Role, frozenset[Verb]] = {
    Role.GESTIONNAIRE: READER | {Verb.RECORD, Verb.SUBMIT},
    Role.CONTROLEUR: CONTROLLER,
    Role.DIRECTION: COMPARER,
    Role.LECTEUR: COMPARER,
    Role.ADMINISTRATEUR: OVERSEER | {Verb.ADMINISTER},
}
# Roles by what they may do, for those who write to everybody of a role.
WRITERS = frozenset(role for role in Role if Verb.SUBMIT in ALLOWED[role])
VALIDATORS = frozenset(role for role in Role if Verb.VALIDATE in ALLOWED[role])
ONLY_IF_ASSIGNED: dict[Role, frozenset[Verb]] = {Role.GESTIONNAIRE: frozenset({Verb.RECORD, Verb.SUBMIT})}


class Scope(StrEnum):
    """What a program may do with a token: read, or read and enter figures."""

    LECTURE = "lecture"
    ECRITURE = "ecriture"

    @property
    def label(self) -> str:
        return {Scope.LECTURE: "Lecture", Scope.ECRITURE: "Lecture et saisie"}[self]

    @property
    def verbs(self) -> frozenset[Verb]:
        return {Scope.LECTURE: READER, Scope.ECRITURE: READER | {Verb.RECORD, Verb.SUBMIT}}[self]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is left of a person's rights where a token acts for them: these verbs, in these bodies (their keys)."""

    bodies: frozenset[int]
    verbs: frozenset[Verb]


class BodyOwned(Protocol):
    """Something of a body: `body_pk` names the body; `is_assigned_to` says whether it is a person's own to
    fill in.
    """

    @property
    def body_pk(self) -> int: ...

    def is_assigned_to(self, user: "User") -> bool: ...


def may(user: "User", verb: Verb, target: BodyOwned) -> bool:
    """Whether the person may do that to the target, by any of the roles they hold in its body, within the limits of
    the token that acts for them.
    """
    if user.limits is not None and verb not in user.limits.verbs:
        return False
    return any(_role_may(user, role, verb, target) for role in user.roles_in(target.body_pk))


def may_somewhere(user: "User", verb: Verb, body_pk: int) -> bool:
    """Whether the person may do that to anything of the body, be it only to what is assigned to them."""
    if user.limits is not None and verb not in user.limits.verbs:
        return False
    return any(verb in ALLOWED[role] for role in user.roles_in(body_pk))


def _role_may(user: "User", role: Role, verb: Verb, target: BodyOwned) -> bool:
    if verb not in ALLOWED[role]:
        return False
    return verb not in ONLY_IF_ASSIGNED.get(role, frozenset()) or target.is_assigned_to(user)
