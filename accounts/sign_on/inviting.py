"""People whom an administrator brings into a body: an account that is opened, with its invitation, or one more role for
one that is there already. What would happen is said first, and refused for the same reasons.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import IntegrityError, transaction

from accounts.granting import SecondNeededError, ask, change_role, is_second_needed, lock_body
from accounts.models import Body, User, Way
from accounts.models.security import SecurityKind
from accounts.rights import Role
from accounts.security.recording import log_security
from accounts.sign_on.links import awaits_a_password, has_mail_server, invite, may_open_accounts

TAKEN = (
    "Cet identifiant est celui d’une autre personne\u00a0: choisissez-en un autre. Si c’est bien elle, l’exploitant de "
    "l’application lui donne ce rôle."
)
OTHER_ADDRESS = "L’identifiant {} est celui de {}, qui a une autre adresse\u00a0: vérifiez l’un et l’autre."
SAME_ADDRESS = (
    "Cette adresse est celle du compte {}\u00a0: écrivez cet identifiant pour lui donner un rôle de plus."
)
CLOSED = "Le compte de {} est fermé\u00a0: rouvrez-le d’abord dans l’administration."
YOURSELF = (
    "Cette adresse ou ce nom est le vôtre, et ce rôle décide des chiffres\u00a0: demandez-le pour votre propre compte, "
    "«\u00a0{}\u00a0»."
)
NO_ACCOUNTS = (
    "Les comptes s’ouvrent à la première connexion par le fournisseur d’identité\u00a0: acceptez la personne dans les "
    "demandes d’accès."
)


class Step(StrEnum):
    """What becomes of a person who is brought in."""

    OPENED = "compte ouvert, invitation envoyée"
    GIVEN = "rôle donné au compte qui existe"
    ASKED = "rôle demandé\u00a0: il attend un second administrateur"
    AGAIN = "déjà invité sans être venu, nouvelle invitation envoyée"
    KNOWN = "a déjà ce rôle, rien ne change"


@dataclass(frozen=True, slots=True)
class Invitee:
    username: str
    first_name: str
    last_name: str
    email: str
    role: Role

    def account(self) -> User:
        """As it would be saved."""
        return User(
            username=self.username, first_name=self.first_name, last_name=self.last_name, email=self.email
        )


class InvitationRefusedError(Exception):
    """Nothing was written; the reason is in French. `field` is the one of `Invitee` to correct."""

    def __init__(self, reason: str, field: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class Welcomed:
    """`link` is the invitation's, "" where a mail server carries it; `seconds` are who may accept what was asked."""

    person: User
    step: Step
    link: str = ""
    seconds: int = 0


def foresee(invitee: Invitee, body: Body, actor: User) -> tuple[Step, User]:
    """What `welcome` would do, with the account as it is or would be. Raises InvitationRefusedError."""
    person = User.objects.filter(username__iexact=invitee.username).first()
    if person is None:
        return Step.OPENED, _newcomer(invitee, body, actor)
    if not actor.answers_for(person):
        raise InvitationRefusedError(TAKEN, "username")
    if person.email and person.email.casefold() != invitee.email.casefold():
        raise InvitationRefusedError(OTHER_ADDRESS.format(person.username, person), "email")
    if not person.is_active:
        raise InvitationRefusedError(CLOSED.format(person), "username")
    if person.memberships.filter(body=body, role=invitee.role.value).exists():
        return (Step.AGAIN if awaits_a_password(person) else Step.KNOWN), person
    asked = is_second_needed(actor, person, invitee.role, body)
    return (Step.ASKED if asked else Step.GIVEN), person


def _newcomer(invitee: Invitee, body: Body, actor: User) -> User:
    if not may_open_accounts():
        raise InvitationRefusedError(NO_ACCOUNTS, "username")
    same = next(
        (each for each in User.objects.filter(email__iexact=invitee.email) if actor.answers_for(each)), None
    )
    if same is not None:
        raise InvitationRefusedError(SAME_ADDRESS.format(same.username), "email")
    person = invitee.account()
    if is_second_needed(actor, person, invitee.role, body):
        raise InvitationRefusedError(YOURSELF.format(actor.username), "email")
    return person


@transaction.atomic
def welcome(invitee: Invitee, *, body: Body, actor: User) -> Welcomed:
    """Two invitations at once have one order: the second does what is left to do after the first, or is refused."""
    lock_body(body)
    step, person = foresee(invitee, body, actor)
    if step is Step.OPENED and not _is_opened(person):
        step, person = foresee(invitee, body, actor)
    if step is Step.KNOWN:
        return Welcomed(person, step)
    if step is Step.AGAIN:
        return Welcomed(person, step, _invited(person, actor))
    try:
        change_role(person=person, body=body, after=invitee.role, actor=actor, way=Way.FORM)
    except SecondNeededError:
        _, seconds = ask(person=person, body=body, role=invitee.role, asked_by=actor)
        return Welcomed(person, Step.ASKED, seconds=seconds)
    return Welcomed(person, step, _invited(person, actor) if step is Step.OPENED else "")


def _is_opened(person: User) -> bool:
    """False where somebody of another body, whose changes do not wait for this one's, took the name meanwhile."""
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        return False
    return True


def _invited(person: User, actor: User) -> str:
    """A link that is shown opens the account as one that is mailed does: the journal of security tells both."""
    link = invite(person)
    shown = link if not has_mail_server() else ""
    log_security(
        SecurityKind.LINK_SENT, actor=actor, subject=person, detail="montré à l’écran" if shown else ""
    )
    return shown


def waiting_words(role: Role, seconds: int) -> str:
    """What becomes of a role that the person asked for themselves."""
    start = (
        f"Le rôle «\u00a0{role.label}\u00a0» décide des chiffres\u00a0: "
        "il attend l’accord d’un second administrateur"
    )
    if seconds:
        return f"{start}, prévenu par courriel («\u00a0Demandes de rôle\u00a0»)."
    return (
        f"{start}, et personne ne peut le donner aujourd’hui. Faites nommer un autre administrateur par l’exploitant "
        "de l’application (manage.py grant_role), ou demandez-lui ce rôle."
    )
