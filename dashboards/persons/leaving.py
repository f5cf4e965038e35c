"""Make a person who left nobody: history goes on naming their account, which has no name any more."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from accounts.granting import change_role
from accounts.models import KeptPost, OutboxMail, User, Way
from accounts.models.security import SecurityKind
from accounts.rights import Role
from accounts.security.recording import log_security
from accounts.sign_on.sessions import end_all
from accounts.tokens import forget_tokens
from commitments.ledger.refusals import Refusal
from dashboards.models.alert import Alert
from dashboards.models.page_by_mail import PageByMail
from dashboards.models.scenario import Scenario
from indicators.models import Assignment
from indicators.recording import unassign

FIRST_NAME, LAST_NAME = "ancien", "utilisateur"
STILL_ACTIVE = "Ce compte est encore actif\u00a0: fermez-le d’abord dans l’administration."
ALREADY = "Ce compte ne nomme déjà plus personne."
# What is only of the person. Rights go by their verbs.
OF_USER = (OutboxMail, EmailAddress, Authenticator, SocialAccount, Alert, PageByMail)
OWN = ((KeptPost, "person"), (Scenario, "owner"), *((model, "user") for model in OF_USER))


@transaction.atomic
def anonymise(person: User, *, actor: User | None) -> None:
    """Take rights back by their verbs, delete what is only of the person, and empty the account. `actor` is None for
    the command of whoever runs the application. Raises Refusal.
    """
    if person.is_active:
        raise Refusal(STILL_ACTIVE, "still_active")
    if is_anonymous(person):
        raise Refusal(ALREADY, "already_anonymous")
    way = Way.FORM if actor else Way.COMMAND
    _withdraw(person, actor, way)
    end_all(person)
    for model, field in OWN:
        model._default_manager.filter(**{field: person}).delete()
    _forget_name(person)
    log_security(SecurityKind.PERSON_ANONYMISED, actor=actor, subject=person)


def is_anonymous(person: User) -> bool:
    return person.username == _username(person)


def _username(person: User) -> str:
    return f"{FIRST_NAME}-{LAST_NAME}-{person.pk}"


def _withdraw(person: User, actor: User | None, way: Way) -> None:
    for assignment in Assignment.every_date.filter(user=person).select_related(
        "indicator__contract__body", "user"
    ):
        unassign(assignment=assignment, actor=actor, way=way)
    forget_tokens(person, actor=actor, way=way)
    for held in person.memberships.select_related("body"):
        change_role(person=person, body=held.body, before=Role(held.role), actor=actor, way=way)


def _forget_name(person: User) -> None:
    named = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk)
    )
    nobody = f"{FIRST_NAME} {LAST_NAME}"
    named.update(object_repr=nobody, change_message="")
    # The text of an assignment begins with the name; the row may be gone.
    assigned = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Assignment))
    assigned.filter(object_repr__startswith=f"{person}\u00a0: ").update(object_repr=nobody)
    person.groups.clear()
    person.user_permissions.clear()
    person.username = _username(person)
    person.first_name, person.last_name, person.email = FIRST_NAME, LAST_NAME, ""
    person.is_superuser = person.is_staff = person.wants_weekly_digest = False
    person.absent_until = person.last_login = person.wants_monthly_digest = None
    person.unwanted_alerts = []
    person.set_unusable_password()
    person.save()
