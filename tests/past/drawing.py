"""Which pages are drawn, at which moments, and for whom."""

import random
from collections.abc import Iterator

from django.db.models import Max
from django.test import Client

from accounts.models import User
from commitments.models import Action, Change, Contract
from cpg.shared.periods import Month, Quarter
from indicators.models import Indicator

PEOPLE = ("controleur", "direction", "gestionnaire", "lecteur")
# Of every contract; `{code}`, `{action}`, `{fiche}`, `{quarter}`, `{month}` are drawn.
PAGES = (
    "",
    "?mois={month}",
    "plan/",
    "contrat/",
    "fiches/{fiche}/",
    "themes/1/",
    "{code}/",
    "{code}/?mois={month}",
    "{code}/et-si/",
    "{code}/passeport/",
    "{code}/graphique.csv",
    "comite/",
    "comite/{code}/",
    "comite/imprimer/",
    "comite/decisions/",
    "comite/decisions/1/",
    "dossier/",
    "commentaires/",
    "engagements/",
    "engagements/gantt/",
    "engagements/{action}/",
    "engagements/excel-fr/",
    "arretes/",
    "arretes/{quarter}/",
    "arretes/{quarter}/changements/",
    "arretes/{quarter}/excel-fr/",
    "arretes/{quarter}/xlsx/",
    "arretes/{quarter}/ods/",
    "arretes/{quarter}/open-data/",
    "bilans/",
    "journal/",
    "journal/?mois={month}",
    "journal/1/",
    "journal/excel-fr/",
    "mois-clos/",
    "neutralisations/",
    "cibles/",
    "decisions/",
    "ce-qui-a-change/",
    "annonces/",
    "completude/",
    "qui-doit-quoi/",
    "alertes/",
)


def drawn(
    draw: random.Random, contract: Contract, moments: int, pages: int
) -> Iterator[tuple[str, Change, list[str]]]:
    """A person, an act and addresses, so many times."""
    acts = list(Change.objects.filter(contract=contract).order_by("sequence"))
    codes = list(Indicator.objects.filter(contract=contract).order_by("pk").values_list("code", flat=True))
    actions = Action.objects.filter(engagement__fiche__contract=contract).select_related("engagement__fiche")
    named = [f"{each.engagement.fiche.position}/{each.code}" for each in actions.order_by("pk")]
    base = f"/{contract.body.code}/{contract.code}/"
    for act in draw.sample(acts, moments):
        at = min(max(act.recorded_at.year, contract.first_year), contract.last_year)
        quarter = Quarter(at, draw.randint(1, 4))
        yield (
            draw.choice(PEOPLE),
            act,
            [
                base
                + each.format(
                    code=draw.choice(codes),
                    action=draw.choice(named),
                    fiche=draw.randint(1, 9),
                    quarter=quarter,
                    month=Month(at, draw.randint(1, 12)),
                )
                for each in draw.sample(PAGES, pages)
            ],
        )


def sequences_at(act: Change) -> dict[int, int]:
    """Of the act's contract up to it, of the others up to its time."""
    found = dict.fromkeys(Contract.objects.values_list("pk", flat=True), 0)
    known = Change.objects.filter(recorded_at__lte=act.recorded_at).order_by()
    found |= dict(known.values_list("contract").annotate(Max("sequence")))
    return found | {act.contract_id: act.sequence}


def signed_in(client: Client, username: str) -> Client:
    client.force_login(User.objects.get(username=username))
    return client
