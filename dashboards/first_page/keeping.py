"""Keep what a person chose to get by mail: a setting of theirs, without history."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from accounts.models import User
from commitments.models import Contract
from dashboards.models import PageByMail


@transaction.atomic
def keep_choices(user: User, choices: Iterable[tuple[Contract, Mapping[str, bool]]]) -> None:
    """Each contract with the columns of `PageByMail`; no row where all are false."""
    for contract, wanted in choices:
        if any(wanted.values()):
            PageByMail.objects.update_or_create(user=user, contract=contract, defaults=dict(wanted))
        else:
            PageByMail.objects.filter(user=user, contract=contract).delete()
