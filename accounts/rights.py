"""Who may do what: the one table of rights, read by every view, command and query.

A person sees only the bodies they belong to; what they may do there depends on their role. A `gestionnaire`
writes only what is assigned to them. What a person may not see is a 404; what they see and may not do is a 403.

To add a right to a role, add its verb to `ALLOWED`; the tests of rights then list what changed.
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
    RECONCILE = "reconcile"
    RESOLVE = "resolve"
    FULFIL = "fulfil"
    EXPORT = "export"
    SET_TEMPLATE = "set_template"
    TRUST = "trust"
    SUPPOSE = "suppose"
    OVERSEE = "oversee"
    COMPARE = "compare"
    ADMINISTER = "administer"


# What each verb lets do, in the words of the screens; in the order of the table of rights.
VERB_LABELS = {
    Verb.SEE: "Consulter",
    Verb.EXPORT: "Exporter",
    Verb.RECORD: "Saisir",
    Verb.SUBMIT: "Soumettre",
    Verb.VALIDATE: "Valider, renvoyer",
    Verb.LOCK: "Clore un mois",
    Verb.CLOSE: "Clore un trimestre",
    Verb.NEUTRALISE: "Neutraliser",
    Verb.AMEND: "Enregistrer un avenant",
    Verb.RECONCILE: "Rapprocher de la Cnav",
    Verb.SUPPOSE: "Faire un scénario",
    Verb.RESOLVE: "Décider en comité",
    Verb.FULFIL: "Mener une décision",
    Verb.OVERSEE: "Voir qui doit quoi",
    Verb.COMPARE: "Comparer les organismes",
    Verb.SET_TEMPLATE: "Choisir le modèle des présentations",
    Verb.TRUST: "Laisser une source enregistrer",
    Verb.ADMINISTER: "Administrer",
}
READER = frozenset({Verb.SEE, Verb.EXPORT})
# What changes nothing: all that is left of a role on a page of a past moment.
LOOKING = READER | {Verb.OVERSEE, Verb.COMPARE}
# Anybody may be named to do what the committee decided, and says that it is done.
MEMBER = READER | {Verb.FULFIL}
# See whether others enter on time.
OVERSEER = MEMBER | {Verb.OVERSEE}
# Compare bodies, where the person belongs to several.
COMPARER = OVERSEER | {Verb.COMPARE}
CONTROLLER = COMPARER | {
    Verb.RECORD,
    Verb.SUBMIT,
    Verb.VALIDATE,
    Verb.LOCK,
    Verb.NEUTRALISE,
    Verb.AMEND,
    Verb.CLOSE,
    Verb.RECONCILE,
    Verb.RESOLVE,
    Verb.SET_TEMPLATE,
    Verb.TRUST,
    Verb.SUPPOSE,
}
ALLOWED: dict[Role, frozenset[Verb]] = {
    Role.GESTIONNAIRE: MEMBER | {Verb.RECORD, Verb.SUBMIT},
    Role.CONTROLEUR: CONTROLLER,
    Role.DIRECTION: COMPARER | {Verb.RESOLVE, Verb.SUPPOSE},
    Role.LECTEUR: COMPARER,
    Role.ADMINISTRATEUR: OVERSEER | {Verb.ADMINISTER, Verb.SET_TEMPLATE},
}
# Roles by verb, to address reminders to everybody who may submit or validate.
WRITERS = frozenset(role for role in Role if Verb.SUBMIT in ALLOWED[role])
VALIDATORS = frozenset(role for role in Role if Verb.VALIDATE in ALLOWED[role])
# Verbs of a role that hold only for what is assigned to the person.
ONLY_IF_ASSIGNED: dict[Role, frozenset[Verb]] = {
    Role.GESTIONNAIRE: frozenset({Verb.RECORD, Verb.SUBMIT, Verb.FULFIL}),
    Role.LECTEUR: frozenset({Verb.FULFIL}),
    Role.ADMINISTRATEUR: frozenset({Verb.FULFIL}),
}


class Scope(StrEnum):
    """What a token allows: read, or read, enter figures and follow the decisions of the committee."""

    LECTURE = "lecture"
    ECRITURE = "ecriture"

    @property
    def label(self) -> str:
        return {Scope.LECTURE: "Lecture", Scope.ECRITURE: "Lecture, saisie et décisions du comité"}[self]

    @property
    def verbs(self) -> frozenset[Verb]:
        return {Scope.LECTURE: READER, Scope.ECRITURE: MEMBER | {Verb.RECORD, Verb.SUBMIT, Verb.RESOLVE}}[
            self
        ]


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a token on its owner's rights: these verbs, in these bodies (primary keys)."""

    bodies: frozenset[int]
    verbs: frozenset[Verb]


class BodyOwned(Protocol):
    """Something of one body; `is_assigned_to` tells whether that person is to fill it in."""

    @property
    def body_pk(self) -> int: ...

    def is_assigned_to(self, user: "User") -> bool: ...


def may(user: "User", verb: Verb, target: BodyOwned) -> bool:
    """Whether one of the person's roles in the body of `target` allows the verb, within the limits of a token."""
    if _is_out_of_limits(user, verb):
        return False
    return any(_role_may(user, role, verb, target) for role in user.roles_in(target.body_pk))


def may_somewhere(user: "User", verb: Verb, body_pk: int) -> bool:
    """Whether the person may do that to at least something of the body, such as what is assigned to them."""
    if _is_out_of_limits(user, verb):
        return False
    return any(verb in ALLOWED[role] for role in user.roles_in(body_pk))


def _is_out_of_limits(user: "User", verb: Verb) -> bool:
    """Whether a token, or a page of the past, does not allow what the roles may."""
    if user.only_looks and verb not in LOOKING:
        return True
    return user.limits is not None and verb not in user.limits.verbs


def _role_may(user: "User", role: Role, verb: Verb, target: BodyOwned) -> bool:
    if verb not in ALLOWED[role]:
        return False
    return verb not in ONLY_IF_ASSIGNED.get(role, frozenset()) or target.is_assigned_to(user)
