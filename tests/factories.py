"""Small things to test with: one body, people by role, a contract and indicators of any shape, all by
plain functions.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import count

from django.db import transaction

from accounts.models import Body, Membership, User
from accounts.rights import Role
from commitments.models import (
    Action,
    Contract,
    Deliverable,
    Engagement,
    Fiche,
    Origin,
    Part,
    PlannedYear,
    Theme,
    lock_contract,
    open_change,
)
from commitments.recording import Naming, name_owners
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Amount, Direction, Fact, Frequency, Pair, Target
from indicators.models import (
    ActualRevision,
    Assignment,
    Indicator,
    Measure,
    TargetKind,
    TargetRevision,
    TargetVersion,
    VersionTerms,
)
from indicators.recording import put
from indicators.recording.definitions import add_credit, add_definition
from indicators.recording.terms import append_terms

PASSWORD = "un-mot-de-passe-de-test"
# Five figures from the first on: codes sort by text as they were made, whatever number a worker has come to.
numbers = count(10_000)

TargetsByYear = Mapping[int, tuple[str | None, str | None]]


def make_body(code: str = "") -> Body:
    code = code or f"caisse-{next(numbers)}"
    return Body.objects.create(code=code, name=f"Caisse {code}", short_name=code.title())


def make_user(role: Role | str, *bodies: Body, username: str = "") -> User:
    user = User.objects.create_user(username or f"{role}-{next(numbers)}", password=PASSWORD)
    for body in bodies:
        Membership.objects.create(user=user, body=body, role=str(role))
    return user


@transaction.atomic
def make_contract(
    body: Body | None = None, *, code: str = "cpg-2023-2027", first_year: int = 2023, last_year: int = 2027
) -> Contract:
    """A contract with one part, one fiche, one theme and the initial version of its targets."""
    contract = Contract.objects.create(
        body=body or make_body(),
        code=code,
        label=code.upper().replace("-", " ", 1),
        title="Contrat pluriannuel de gestion",
        first_year=first_year,
        last_year=last_year,
    )
    part = Part.objects.create(contract=contract, position=1, title="Première partie")
    Fiche.objects.create(contract=contract, part=part, position=1, title="Première fiche")
    Theme.objects.create(contract=contract, position=1, title="Premier thème")
    change = open_change(lock_contract(contract.pk), actor=None, origin=Origin.COMMAND, verb="load_contract")
    TargetVersion.objects.create(
        contract=contract,
        number=0,
        label="initiale",
        effective_from=date(first_year, 1, 1),
        source="Annexe 3",
        change=change,
    )
    add_credit(contract, Decimal(0), change, "")
    contract.refresh_from_db()
    return contract


def make_indicator(
    contract: Contract | None = None,
    *,
    code: str = "",
    aggregation: Aggregation = Aggregation.RATIO,
    direction: Direction = Direction.HAUSSE,
    frequency: Frequency = Frequency.MENSUELLE,
    unit: str = "%",
    decimals: int = 2,
    entry_decimals: int = 0,
    bounded: bool = False,
    first_year: int | None = 2023,
    targets: TargetsByYear | None = None,
    label: str = "",
) -> Indicator:
    """An indicator with its own measure. `targets` gives (seuil, objectif) by year; a year that is left
    out has none.
    """
    contract = contract or make_contract()
    position = contract.indicators.count() + 1
    takes_pair = Aggregation(aggregation).takes_pair
    indicator = Indicator.objects.create(
        contract=contract,
        fiche=contract.fiches.get(position=1),
        theme=contract.themes.get(position=1),
        measure=Measure.objects.create(code=f"mesure-{next(numbers)}"),
        code=code or f"R{position}",
        position=position,
    )
    definition = {
        "unit": unit,
        "decimals": decimals,
        "entry_decimals": entry_decimals,
        "numerator_bounded": bounded,
        "direction": direction,
        "aggregation": aggregation,
        "frequency": frequency,
        "numerator_label": "cas traités à temps" if takes_pair else "",
        "denominator_label": "cas traités" if takes_pair else "",
        "label": label or f"Indicateur {position}",
    }
    version = contract.target_versions.get(number=0)
    add_definition(indicator, definition, version.change, "")
    followed_from = None if first_year is None else max(first_year, contract.first_year)
    terms = VersionTerms(
        indicator=indicator, version=version, change=version.change, first_year=followed_from
    )
    append_terms([terms])
    add_targets(indicator, targets or {})
    return Indicator.objects.all().with_definition().get(pk=indicator.pk)


def add_targets(indicator: Indicator, targets: TargetsByYear) -> None:
    version = indicator.contract.target_versions.get(number=0)
    for year in indicator.contract.years:
        seuil, objectif = targets.get(year, (None, None))
        TargetRevision.objects.create(
            indicator=indicator,
            version=version,
            change=version.change,
            year=year,
            kind=TargetKind.SANS_CIBLE if objectif is None else TargetKind.DEFINI,
            seuil=None if seuil is None else Decimal(seuil),
            objectif=None if objectif is None else Decimal(objectif),
            is_named=objectif is not None,
        )


def every_year(seuil: str, objectif: str, years: range = range(2023, 2028)) -> TargetsByYear:
    return dict.fromkeys(years, (seuil, objectif))


def assign(user: User, indicator: Indicator, *, is_deputy: bool = False) -> Assignment:
    return Assignment.objects.create(user=user, indicator=indicator, is_deputy=is_deputy)


def pair(numerator: int | str, denominator: int | str) -> Pair:
    return Pair(Decimal(numerator), Decimal(denominator))


def amount(value: int | str) -> Amount:
    return Amount(Decimal(value))


def target(seuil: str, objectif: str) -> Target:
    return Target(Decimal(seuil), Decimal(objectif))


def enter(
    indicator: Indicator,
    month: str,
    fact: Fact,
    *,
    actor: User | None = None,
    comment: str = "",
    origin: Origin = Origin.FORM,
) -> ActualRevision:
    """Record a month that is empty."""
    revision = put(
        indicator=indicator,
        month=Month.parse(month),
        fact=fact,
        expected_version=0,
        actor=actor,
        origin=origin,
        comment=comment,
    )
    assert revision is not None
    return revision


def make_action(
    contract: Contract,
    *,
    code: str = "E1A1",
    years: Sequence[int] = (),
    deliverables: Sequence[Sequence[int]] = (),
    owner: User | None = None,
    deputy: User | None = None,
) -> Action:
    """An action of the first fiche, planned in these years; or its deliverables, each in its own."""
    fiche = contract.fiches.get(position=1)
    engagement_code = code.partition("A")[0]
    engagement, _ = Engagement.objects.get_or_create(
        fiche=fiche,
        code=engagement_code,
        defaults={"position": fiche.engagements.count() + 1, "title": f"Engagement {engagement_code}"},
    )
    position = engagement.actions.count() + 1
    action = Action.objects.create(
        engagement=engagement,
        code=code,
        position=position,
        wording=f"Action {code}",
        evaluation=f"Bilan de {code}",
    )
    PlannedYear.objects.bulk_create(PlannedYear(action=action, year=year) for year in years)
    for number, marked in enumerate(deliverables, start=1):
        deliverable = Deliverable.objects.create(action=action, number=number, title=f"Livrable {number}")
        PlannedYear.objects.bulk_create(
            PlannedYear(action=action, deliverable=deliverable, year=year) for year in marked
        )
    if owner is not None or deputy is not None:
        name_owners(
            contract=contract,
            namings=[Naming(action, owner, deputy)],
            actor=None,
            origin=Origin.COMMAND,
        )
    return action


def planned(action: Action, year: int, number: int | None = None) -> PlannedYear:
    """The échéance of an action, or of one of its deliverables, in a year."""
    of_year = action.planned_years.filter(year=year)
    if number is None:
        return of_year.get(deliverable=None)
    return of_year.get(deliverable__number=number)


def enter_no_case(indicator: Indicator, *months: str) -> None:
    """Report 0/0 in these months: they are covered, and add nothing to a ratio."""
    for month in months:
        enter(indicator, month, pair(0, 0))


def months_before(month: str) -> list[str]:
    """The months of the year before this one: `2025-01` and `2025-02` before `2025-03`."""
    return [f"{month[:5]}{number:02d}" for number in range(1, int(month[5:]))]
