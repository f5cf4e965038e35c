"""Recovery codes: shown once when they are made, stored as passwords are, each used once.

The library keeps a seed from which it makes them again: who has the database and the key could read them.
"""

from secrets import randbelow

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts.models import User

COUNT, DIGITS = 10, 8
HASHES = "hashes"


def of_person(user: User) -> Authenticator | None:
    found: Authenticator | None = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return found


def left(user: User) -> int:
    factor = of_person(user)
    return len(factor.data[HASHES]) if factor else 0


@transaction.atomic
def make(user: User) -> tuple[Authenticator, list[str]]:
    """In place of those that the person has: nobody can read these again."""
    User.objects.select_for_update().get(pk=user.pk)
    codes: set[str] = set()
    while len(codes) < COUNT:
        codes.add(f"{randbelow(10**DIGITS):0{DIGITS}}")
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    factor = Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.RECOVERY_CODES,
        data={HASHES: [make_password(code) for code in codes]},
    )
    return factor, sorted(codes)


@transaction.atomic
def take(factor: Authenticator, code: str) -> bool:
    plain = "".join(code.split())
    # Each comparison is costly on purpose: the code of an application is none of these.
    if len(plain) != DIGITS:
        return False
    kept = Authenticator.objects.select_for_update().get(pk=factor.pk)
    used = next((each for each in kept.data[HASHES] if check_password(plain, each)), None)
    if used is None:
        return False
    kept.data[HASHES].remove(used)
    kept.save(update_fields=["data"])
    return True
