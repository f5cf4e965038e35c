"""Whether who decides and who administers sign in by more than a password."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import Membership, User
from accounts.rights import ALLOWED, ROLE_LABELS, Role, Verb
from accounts.sign_on.second_factor import FACTORS
from cpg.operations.doctor.findings import Finding, not_used, notice, well

# Roles that validate figures, or give rights.
EXPECTED = frozenset(role for role in Role if ALLOWED[role] & {Verb.VALIDATE, Verb.ADMINISTER})


def look() -> Iterator[Finding]:
    if settings.ALLOW_DEMO_DATA:
        yield not_used("Installation de démonstration\u00a0: ses comptes sont à tout le monde.")
        return
    required = frozenset(Role(role) for role in settings.SECOND_FACTOR_ROLES)
    if without := [ROLE_LABELS[role] for role in Role if role in EXPECTED - required]:
        yield notice(
            f"Un mot de passe suffit pour\u00a0: {', '.join(without)}.",
            "Ajoutez-les à SECOND_FACTOR_ROLES, sauf si votre fournisseur d’identité en demande déjà un.",
        )
    waiting = _without_factor(required)
    if waiting:
        yield notice(
            f"Personnes qui doivent encore ajouter leur second facteur\u00a0: {waiting}.",
            "Il leur est demandé à leur prochaine connexion\u00a0; désactivez les comptes qui ne servent plus.",
        )
    if not without and not waiting:
        yield well("Qui décide et qui administre a un second facteur.")


def _without_factor(required: frozenset[Role]) -> int:
    """Superusers administer everything, and need one too."""
    held = Membership.objects.filter(role__in=required).values("user")
    people = User.objects.filter(is_active=True).filter(pk__in=held) | User.objects.filter(
        is_active=True, is_superuser=True
    )
    having = Authenticator.objects.filter(type__in=FACTORS).values("user")
    return people.exclude(pk__in=having).distinct().count()
