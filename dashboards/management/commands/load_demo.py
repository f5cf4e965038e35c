"""`manage.py load_demo`: fictitious accounts and figures, for trials and training only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.demo import make_accounts
from accounts.rights import Role
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.demo.actions import load_follow_up
from indicators.demo.loading import Cast, assign_all, holds_real_facts, load_figures, load_first_contract

# January, for who answers for what; then the half-year and the year.
MONTHS_BEFORE_A_REVIEW = (1, 5, 11)
TOLD_ON = 20


class Command(BaseCommand):
    help = "Charge des comptes et des valeurs fictives, jusqu’au mois dernier (jamais en production)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ALLOW_DEMO_DATA:
            raise CommandError(
                "Les données de démonstration ne se chargent pas en production : rien n’a été écrit."
            )
        with transaction.atomic():
            if not Contract.objects.exists():
                load_first_contract(settings.CONTRACT_FILE)
            for contract in Contract.objects.select_related("body"):
                self._load(contract)

    def _load(self, contract: Contract) -> None:
        if holds_real_facts(contract):
            raise CommandError(
                f"{contract} contient des données saisies : aucune valeur fictive ne s’y ajoute."
            )
        people = make_accounts(contract.body)
        assign_all(contract, people[Role.GESTIONNAIRE])
        cast = Cast(people[Role.GESTIONNAIRE], people[Role.CONTROLEUR])
        followed = 0

        def follow(month: Month) -> None:
            """Actions are spoken of after the figures of a month and before the next: a past day knows both."""
            nonlocal followed
            if month.number in MONTHS_BEFORE_A_REVIEW:
                told_on = month.plus(1).first_day.replace(day=TOLD_ON)
                followed += load_follow_up(contract, cast.manager, cast.controller, until=told_on)

        entered = load_figures(contract, cast, follow)
        followed += load_follow_up(contract, cast.manager, cast.controller)
        if followed:
            self.stdout.write(f"{contract} : {followed} échéances d’actions suivies, fictives aussi.")
        if entered:
            self.stdout.write(f"{contract} : {entered} valeurs fictives chargées.")
        else:
            self.stdout.write(f"{contract} : les valeurs fictives sont déjà là.")
