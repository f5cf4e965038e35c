"""`manage.py load_demo`: fictitious accounts, figures and acts, for trials and training only."""

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from accounts.demo import join, make_accounts, make_colleagues, make_pair
from accounts.rights import Role
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.management.demonstration import OTHERS, Story, data_of_other
from indicators.demo.actions import load_follow_up
from indicators.demo.loading import (
    Cast,
    assign_all,
    holds_figures,
    holds_real_facts,
    load_figures,
    load_since_its_first_day,
)

# January, for who answers for what; then the half-year and the year.
MONTHS_BEFORE_A_REVIEW = (1, 5, 11)
TOLD_ON = 20
# Those who read the figures of every body.
OF_ALL_BODIES = (Role.LECTEUR,)


def nothing(month: Month) -> None:
    """No act of the contract but its figures and its actions."""


class Command(BaseCommand):
    help = "Charge des comptes et des valeurs fictives, jusqu’au mois dernier (jamais en production)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ALLOW_DEMO_DATA:
            raise CommandError(
                "Les données de démonstration ne se chargent pas en production : rien n’a été écrit."
            )
        with transaction.atomic():
            contracts = list(Contract.objects.select_related("body"))
            if not contracts:
                self._load_everything()
            for contract in contracts:
                self._load_figures(contract)

    def _load_everything(self) -> None:
        """The contract of the settings with all that the demonstration has, then other bodies with the same."""
        data = json.loads(settings.CONTRACT_FILE.read_text("utf-8"))
        load_since_its_first_day(data)
        contract = Contract.objects.select_related("body").get()
        people = make_accounts(contract.body)
        colleagues = make_colleagues(contract.body)
        manager, controller = people[Role.GESTIONNAIRE], people[Role.CONTROLEUR]
        cast = Cast(manager, controller, (manager, *colleagues))
        self._load(contract, cast, Story(contract, cast).after)
        for other in OTHERS:
            load_since_its_first_day(data_of_other(data, other))
            copy = Contract.objects.select_related("body").get(body__code=other.code)
            manager, controller = make_pair(copy.body, other.manager, other.controller)
            for role in OF_ALL_BODIES:
                join(people[role], role, copy.body)
            self._load(copy, Cast(manager, controller), variant=other.variant)

    def _load_figures(self, contract: Contract) -> None:
        """Of a contract that was there: figures and states of actions, nothing else."""
        if holds_real_facts(contract):
            raise CommandError(
                f"{contract} contient des données saisies : aucune valeur fictive ne s’y ajoute."
            )
        if holds_figures(contract):
            self.stdout.write(f"{contract} : les valeurs fictives sont déjà là.")
            return
        people = make_accounts(contract.body)
        self._load(contract, Cast(people[Role.GESTIONNAIRE], people[Role.CONTROLEUR]))

    def _load(
        self, contract: Contract, cast: Cast, acts: Callable[[Month], None] = nothing, *, variant: int = 0
    ) -> None:
        assign_all(contract, cast)
        followed = 0

        def meanwhile(month: Month) -> None:
            """Actions are spoken of after the figures of a month and before the next: a past day knows both."""
            nonlocal followed
            if month.number in MONTHS_BEFORE_A_REVIEW:
                _count_rows()
                told_on = month.plus(1).first_day.replace(day=TOLD_ON)
                followed += load_follow_up(
                    contract, cast.manager, cast.controller, until=told_on, holders=cast.holders
                )
            acts(month)

        entered = load_figures(contract, cast, meanwhile, variant=variant)
        followed += load_follow_up(contract, cast.manager, cast.controller, holders=cast.holders)
        if followed:
            self.stdout.write(f"{contract} : {followed} échéances d’actions suivies, fictives aussi.")
        self.stdout.write(f"{contract} : {entered} valeurs fictives chargées.")


def _count_rows() -> None:
    """Rows of an open transaction are in no statistics of PostgreSQL: without them it read whole tables for each act,
    for more than ten minutes. Of the application's tables only: those that all databases of a server share would be
    held until the end, and keep another loading waiting.
    """
    if connection.vendor == "postgresql":
        tables = connection.introspection.django_table_names(only_existing=True)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, tables))}")
