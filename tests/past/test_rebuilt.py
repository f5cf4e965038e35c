"""Every table has a rule for the past, pages are those of a rebuilt database, and a rule that is wrong is noticed."""

import random
from collections.abc import Iterator
from unittest import mock

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.clock import localdate, past_moment
from accounts.models import Body
from accounts.rights import Role
from commitments.models import Change, Contract
from dashboards.past import rules, state
from dashboards.past.rules import AS_NOW, RULES, columns_of
from dashboards.past.state import shown_at
from indicators.models import ActualRevision, Indicator, MonthlyActual, StoredAttainment
from tests.acts.acted import act_on_everything
from tests.factories import make_contract, make_user
from tests.past.compared import difference, page_of
from tests.past.rebuilding import rebuilt

PAGES = (
    "",
    "R1/",
    "R1/passeport/",
    "R1/et-si/",
    "R1/graphique.csv",
    "comite/",
    "comite/decisions/",
    "completude/",
    "engagements/",
    "engagements/gantt/",
    "engagements/1/E1A1/",
    "engagements/excel-fr/",
    "cibles/",
    "decisions/",
    "neutralisations/",
    "arretes/",
    "arretes/2024T4/",
    "arretes/2024T4/excel-fr/",
    "arretes/2024T4/changements/",
    "mois-clos/",
    "bilans/",
    "journal/",
    "journal/excel-fr/",
    "qui-doit-quoi/",
    "ce-qui-a-change/",
    "annonces/",
    "fiches/1/",
    "themes/1/",
    "contrat/",
    "plan/",
    "dossier/",
    "commentaires/",
    "alertes/",
)
# Some of these at each run; `make past-trial` draws two hundred.
MOMENTS, A_MOMENT = 3, 5
OF_CONTRACTS = ("commitments", "indicators", "dashboards")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_of_module")]


@pytest.fixture(scope="module")
def acted(rows_of_module: None) -> Contract:
    contract = make_contract()
    act_on_everything(contract)
    return contract


@pytest.fixture
def middle(acted: Contract) -> Change:
    """An act after which much was still to come."""
    return Change.objects.filter(contract=acted).order_by("sequence")[25]


@pytest.fixture
def then(acted: Contract, middle: Change) -> Iterator[None]:
    with shown_at(middle.recorded_at, {acted.pk: middle.sequence}):
        yield


def test_every_table_of_a_contract_has_one_rule() -> None:
    tables = {
        each for each in apps.get_models(include_auto_created=True) if each._meta.app_label in OF_CONTRACTS
    }
    as_now = {each for each in tables if each._meta.label in AS_NOW}
    assert {each._meta.label for each in as_now} == AS_NOW
    assert tables - as_now == set(RULES)
    assert not as_now & set(RULES)


def test_a_view_has_the_columns_of_its_table(then: None) -> None:
    for table in RULES:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table._meta.db_table}" WHERE 1 = 0')
            assert [each[0] for each in cursor.description] == columns_of(table), table


def test_within_only_the_facts_of_then_are_read(acted: Contract, middle: Change) -> None:
    now = ActualRevision.objects.count(), StoredAttainment.objects.count(), Change.objects.count()
    with shown_at(middle.recorded_at, {acted.pk: middle.sequence}):
        assert Change.objects.count() == middle.sequence
        assert Contract.objects.get(pk=acted.pk).sequence == middle.sequence
        assert not ActualRevision.objects.filter(change__sequence__gt=middle.sequence).exists()
        assert past_moment() == middle.recorded_at
        for pointer in MonthlyActual.objects.select_related("current"):
            assert pointer.version == pointer.current.version
    assert (ActualRevision.objects.count(), StoredAttainment.objects.count(), Change.objects.count()) == now
    assert past_moment() is None


def test_another_contract_has_nothing_then(acted: Contract, then: None) -> None:
    other = Contract.objects.exclude(pk=acted.pk)
    assert not Indicator.objects.filter(contract__in=other).exists()


def test_nothing_can_be_written_within(acted: Contract, middle: Change) -> None:
    names = list(Body.objects.values_list("name", flat=True))
    with shown_at(middle.recorded_at, {acted.pk: middle.sequence}):
        for filled in (False, True):
            if filled:
                list(StoredAttainment.objects.all()[:1])
            with pytest.raises(DatabaseError), transaction.atomic():
                Body.objects.update(name="autre")
    assert list(Body.objects.values_list("name", flat=True)) == names
    with transaction.atomic():
        Body.objects.update(name="écrit à nouveau")
        transaction.set_rollback(True)


def test_a_page_that_fails_leaves_today_behind(acted: Contract, middle: Change) -> None:
    count = Change.objects.count()
    with pytest.raises(ZeroDivisionError), shown_at(middle.recorded_at, {acted.pk: middle.sequence}):
        assert 1 / Change.objects.filter(sequence__gt=middle.sequence).count()
    assert Change.objects.count() == count
    assert localdate() == middle.recorded_at.date()


@pytest.mark.parametrize(
    ("table", "address"),
    [(MonthlyActual, "R1/"), (StoredAttainment, "R1/"), (Change, "journal/")],
)
def test_a_table_that_shows_today_is_noticed(
    acted: Contract, middle: Change, client: Client, table: rules.Table, address: str
) -> None:
    client.force_login(make_user(Role.CONTROLEUR, acted.body))
    page = f"/{acted.body.code}/{acted.code}/{address}"
    first = Change.objects.get(contract=acted, sequence=4)
    wrong = {**RULES, table: lambda then, of: rules.select(then, of, "1 = 1")}
    with mock.patch.object(state, "RULES", wrong):
        past = page_of(client, page, f"n{first.sequence}")
    with rebuilt({acted.pk: first.sequence}, first.recorded_at):
        assert difference(past, page_of(client, page))


def test_pages_of_the_past_are_those_of_a_rebuilt_database(acted: Contract, client: Client) -> None:
    client.force_login(make_user(Role.CONTROLEUR, acted.body))
    draw = random.Random(2026)  # noqa: S311 - a choice of pages
    acts = list(Change.objects.filter(contract=acted).order_by("sequence"))
    base, wrong = f"/{acted.body.code}/{acted.code}/", []
    for act in draw.sample(acts, MOMENTS):
        shown = {
            each: page_of(client, base + each, f"n{act.sequence}") for each in draw.sample(PAGES, A_MOMENT)
        }
        with rebuilt({acted.pk: act.sequence}, act.recorded_at):
            for each, page in shown.items():
                if found := difference(page, page_of(client, base + each)):
                    wrong.append(f"{each} n{act.sequence} of {len(acts)}\n{found}")
    assert wrong == [], "\n\n".join(wrong)
