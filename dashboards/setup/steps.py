"""What remains until the first validated month of a body, read from what is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.clock import localdate
from accounts.models import Body, User
from accounts.rights import VALIDATORS, Role, Verb, may_somewhere
from commitments.ledger.state import State
from commitments.models import Action, Contract
from cpg.shared import french
from dashboards.addresses import contract_url
from dashboards.shared.choices import NOBODY
from indicators.models import Assignment, Indicator, MonthlyActual

# The steps of a month by their right: title, page, who else does it.
MONTHS = {
    Verb.RECORD: ("Saisir le premier mois", "entry", "Par le responsable d’un indicateur."),
    Verb.VALIDATE: ("Valider le premier mois", "validation", "Par le contrôle de gestion."),
}


DEPUTIES = "Nommer des suppléants"


@dataclass(frozen=True, slots=True)
class Remaining:
    """One step. `url` is where it is done by who looks, "" where another person does it."""

    title: str
    detail: str
    is_done: bool
    url: str = ""
    link: str = ""
    is_optional: bool = False

    @property
    def mark(self) -> str:
        if self.is_done:
            return "fait"
        return "facultatif" if self.is_optional else "à faire"


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """`contract` is the one to set up: the latest of the body, None before any."""

    body: Body
    contract: Contract | None
    steps: tuple[Remaining, ...]

    @property
    def left(self) -> int:
        return sum(not each.is_done and not each.is_optional for each in self.steps)

    @property
    def asked(self) -> int:
        return sum(not each.is_optional for each in self.steps)

    @property
    def done(self) -> int:
        return self.asked - self.left

    @property
    def next(self) -> Remaining | None:
        """The first that is left to do, for its button to stand out."""
        return next((each for each in self.steps if not each.is_done and not each.is_optional), None)

    @property
    def finding(self) -> str:
        if not self.left:
            return f"{self.body.short_name}\u00a0: tout est en place"
        counted = french.counted(self.left, "étape reste", "étapes restent")
        return f"{self.body.short_name}\u00a0: {counted} jusqu’au premier mois validé"


def first_steps(body: Body, user: User) -> FirstSteps:
    """Nine queries."""
    contract = (
        Contract.objects.filter(body=body).select_related("body").order_by("-first_year", "code").first()
    )
    return FirstSteps(
        body, contract, (*_people(body), _loaded(body, contract), *_of_contract(contract, user))
    )


def _people(body: Body) -> Sequence[Remaining]:
    held = body.memberships.filter(user__is_active=True).values_list("role", flat=True)
    roles = {Role(role) for role in held}
    url = reverse("setup_people", args=[body.code])
    branch = body.get_branch_display()
    return (
        Remaining("Créer l’organisme", f"{body.name}{f', branche {branch}' if branch else ''}.", True),
        Remaining(
            "Inviter son administrateur",
            "Il invite les autres, attribue et charge le contrat.",
            Role.ADMINISTRATEUR in roles,
            url,
            "Inviter",
        ),
        Remaining(
            "Inviter le contrôle de gestion",
            "Il valide ce que d’autres saisissent\u00a0: personne ne valide sa propre saisie.",
            bool(roles & VALIDATORS),
            url,
            "Inviter",
        ),
        Remaining(
            "Inviter les responsables",
            "Au moins une personne qui saisit, au rôle de gestionnaire.",
            Role.GESTIONNAIRE in roles,
            url,
            "Inviter",
        ),
    )


def _loaded(body: Body, contract: Contract | None) -> Remaining:
    detail = (
        f"{contract.label} est chargé."
        if contract
        else "Depuis son document (PDF, DOCX, ODT), ou son fichier."
    )
    return Remaining(
        "Charger le contrat", detail, contract is not None, reverse("contract_drafts"), "Partir du document"
    )


def _of_contract(contract: Contract | None, user: User) -> Sequence[Remaining]:
    if contract is None:
        return ()
    today = localdate()
    held = Assignment.every_date.filter(Q(ends_on=None) | Q(ends_on__gte=today), indicator=OuterRef("pk"))
    rows = list(
        Indicator.objects.filter(contract=contract)
        .order_by()
        .annotate(holder=Exists(held.filter(is_deputy=False)), deputy=Exists(held.filter(is_deputy=True)))
        .values_list("holder", "deputy")
    )
    actions = Action.objects.filter(engagement__fiche__contract=contract)
    ends = "ownership__current__ends_on"
    owned = actions.filter(
        Q(**{ends: None}) | Q(**{f"{ends}__gte": today}), ownership__current__owner__isnull=False
    ).count()
    entered = MonthlyActual.objects.filter(indicator__contract=contract)
    grid = reverse("assignments", args=[contract.body.code, contract.code])
    # What has nobody yet.
    rest = f"{grid}?responsable={NOBODY}"
    return (
        _counted("Attribuer les indicateurs", sum(row[0] for row in rows), len(rows), (grid, rest)),
        _counted(DEPUTIES, sum(row[1] for row in rows), len(rows), (grid, grid), is_optional=True),
        _counted("Attribuer les actions", owned, actions.count(), (grid, rest), is_optional=True),
        _month(contract, user, Verb.RECORD, is_done=entered.exists()),
        _month(contract, user, Verb.VALIDATE, is_done=entered.filter(current__state=State.VALIDE).exists()),
    )


def _counted(
    title: str, done: int, count: int, urls: tuple[str, str], *, is_optional: bool = False
) -> Remaining:
    """`urls` are of all of them, and of the rest."""
    what = "un suppléant" if title == DEPUTIES else "un responsable"
    detail = f"{done} sur {count} {french.plural(count, 'a', 'ont')} {what}."
    is_done = bool(count) and done == count
    return Remaining(title, detail, is_done, urls[not is_done], "Attribuer", is_optional)


def _month(contract: Contract, user: User, verb: Verb, *, is_done: bool) -> Remaining:
    title, page, by = MONTHS[verb]
    if contract.is_to_come:
        return Remaining(title, f"À partir de janvier {contract.first_year}.", is_done)
    if may_somewhere(user, verb, contract.body_id):
        return Remaining(title, "", is_done, contract_url(contract, page), "Ouvrir")
    return Remaining(title, by, is_done)
