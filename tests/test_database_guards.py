"""What the database itself refuses, on SQLite and on PostgreSQL: a raw INSERT of each wrong row fails."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month, Quarter
from dashboards.models.review import DocumentFormat, ReviewKind
from dashboards.reviews import requests
from dashboards.reviews.acts import open_review, write_text
from indicators.domain.model import Aggregation, Direction
from indicators.models import CreditRevision, DefinitionRevision, WorkerHeartbeat
from indicators.models.definition import DEFINED
from indicators.recording import neutralise
from tests.closing import close_quarter
from tests.factories import enter, every_year, make_contract, make_indicator, make_user, pair
from tests.one_of_each import make_upload
from tests.version_rows import BASE, PROFILE

pytestmark = pytest.mark.django_db

TARGET = (
    "INSERT INTO indicators_targetrevision (indicator_id, version_id, change_id, year, kind, seuil, objectif)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
MONTH = (
    "INSERT INTO indicators_actualrevision (indicator_id, month, version, change_id, numerator, denominator, value,"
    " absence, absence_reason, comment, state, reason) VALUES (%s, %s, 1, %s, %s, %s, %s, %s, %s, '', 'saisi', '')"
)


@contextmanager
def refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        yield
        connection.check_constraints()


def insert(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def target_of(indicator, year, kind, seuil, objectif, version=None):
    version = version or indicator.contract.target_versions.get(number=0)
    change = indicator.contract.changes.create(
        sequence=9000 + year, recorded_at="2024-01-01T00:00Z", verb="amend"
    )
    insert(TARGET, indicator.pk, version.pk, change.pk, year, kind, seuil, objectif)


@pytest.mark.parametrize(
    ("direction", "seuil", "objectif"),
    [(Direction.HAUSSE, 90, 85), (Direction.BAISSE, 65, 75), (Direction.BAISSE, -20, -17)],
)
def test_a_pair_of_targets_on_the_wrong_side(direction, seuil, objectif):
    indicator = make_indicator(direction=direction)
    with refused():
        target_of(indicator, 2024, "defini", seuil, objectif)


@pytest.mark.parametrize(
    ("direction", "seuil", "objectif"),
    [
        (Direction.HAUSSE, 85, 90),
        (Direction.BAISSE, 75, 65),
        (Direction.BAISSE, -4, -5),
        (Direction.HAUSSE, 90, 90),
        (Direction.HAUSSE, None, 90),
    ],
)
def test_a_right_pair_of_targets_is_taken(direction, seuil, objectif):
    """The control: the same statement with right values goes through."""
    indicator = make_indicator(direction=direction)
    target_of(indicator, 2024, "defini", seuil, objectif)
    assert indicator.targets.filter(year=2024).count() == 2


@pytest.mark.parametrize("kind", ["defini", "sans_cible"])
def test_a_seuil_without_objectif(kind):
    with refused():
        target_of(make_indicator(), 2024, kind, 85, None)


@pytest.mark.parametrize("year", [2022, 2028])
def test_a_target_of_a_year_outside_the_contract(year):
    with refused():
        target_of(make_indicator(), year, "defini", 85, 90)


def test_a_target_in_the_version_of_another_contract():
    indicator, other = make_indicator(), make_contract(code="cpg-2028-2032", first_year=2028, last_year=2032)
    with refused():
        target_of(indicator, 2024, "defini", 85, 90, version=other.target_versions.get())


@pytest.mark.parametrize(
    "shape",
    [
        (1, 2, 3, "", ""),
        (1, None, None, "", ""),
        (1, 2, None, "non_disponible", "panne"),
        (None, None, 3, "sans_objet", "rien"),
        (None, None, None, "sans_objet", ""),
        (None, None, None, "malade", "motif"),
    ],
)
def test_two_shapes_of_value_in_one_month(shape):
    indicator = make_indicator()
    change = indicator.contract.changes.get()
    with refused():
        insert(MONTH, indicator.pk, "2024-03-01", change.pk, *shape)


@pytest.mark.parametrize("month", ["2022-12-01", "2028-01-01", "2024-03-02"])
def test_a_month_outside_the_contract_or_not_on_a_first_day(month):
    indicator = make_indicator()
    change = indicator.contract.changes.get()
    with refused():
        insert(MONTH, indicator.pk, month, change.pk, 1, 2, None, "", "")


def test_a_right_month_is_taken():
    indicator = make_indicator()
    insert(MONTH, indicator.pk, "2024-03-01", indicator.contract.changes.get().pk, 1, 2, None, "", "")
    assert indicator.actual_revisions.count() == 1


def test_a_month_under_the_act_of_another_contract():
    indicator, other = make_indicator(), make_contract(code="autre")
    with refused():
        insert(MONTH, indicator.pk, "2024-03-01", other.changes.get().pk, 1, 2, None, "", "")


REVISIONS = (
    "indicators_versionterms",
    "indicators_profilerevision",
    "indicators_baserevision",
    "indicators_actualrevision",
    "indicators_targetrevision",
    "indicators_neutralisationrevision",
    "indicators_lockrevision",
    "indicators_definitionrevision",
    "indicators_creditrevision",
    "commitments_change",
    "dashboards_quarterclosing",
    "dashboards_frozenexport",
    "dashboards_quarterreading",
    "dashboards_quarterwaiver",
    "dashboards_quarterclosing_readings",
    "dashboards_quarterclosing_waivers",
    "dashboards_review",
    "dashboards_reviewtext",
    "dashboards_reviewversion",
    "dashboards_reviewfile",
    "indicators_sourcearrival",
    "indicators_sourceevent",
)


@pytest.fixture
def lived():
    """An indicator with a row in each table of the history."""
    indicator = make_indicator(targets=every_year("85", "90"))
    enter(indicator, "2024-03", pair(1, 2))
    neutralise(
        indicator=indicator,
        month=Month(2024, 4),
        is_neutralised=True,
        reason="panne nationale",
        expected_version=0,
        actor=None,
        origin=Origin.FORM,
    )
    close_quarter(
        contract=indicator.contract,
        quarter=Quarter(2024, 1),
        expected_version=0,
        actor=None,
        origin=Origin.FORM,
    )
    review(indicator.contract)
    make_upload(indicator.contract)
    change = indicator.contract.changes.first()
    insert(PROFILE, indicator.pk, change.pk, 2024, "saison", 12, 1)
    insert(BASE, indicator.pk, change.pk, "relevés", 1)
    return indicator


def review(contract):
    controller = make_user(Role.CONTROLEUR, contract.body)
    common = {"actor": controller, "origin": Origin.FORM}
    opened = open_review(contract=contract, kind=ReviewKind.MIDTERM, day=date(2024, 6, 30), **common)
    write_text(review=opened, section="synthese", text="Un texte", expected_version=0, **common)
    job = requests.take(requests.ask(opened, controller).pk)
    requests.keep(job, {DocumentFormat.PDF: b"%PDF-"}, known_at=1)


@pytest.mark.parametrize("table", REVISIONS)
def test_history_is_never_rewritten(lived, table):
    with refused():
        insert(f"UPDATE {table} SET id = id")


@pytest.mark.parametrize("column", ["number = 7", "label = 'autre'", "effective_from = '2024-07-01'"])
def test_a_version_of_the_targets_stays_as_it_was_signed(lived, column):
    insert("UPDATE indicators_targetversion SET source = 'Annexe 3, page 40'")
    with refused():
        insert(f"UPDATE indicators_targetversion SET {column}")


@pytest.mark.parametrize(
    "table", [*REVISIONS, "indicators_targetversion", "indicators_monthlyactual", "indicators_monthlock"]
)
def test_history_is_never_deleted(lived, table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
    with pytest.raises(IntegrityError, match="efface"), transaction.atomic():
        insert(f"DELETE FROM {table}")


def test_history_is_never_emptied_at_once(lived):
    """Each table whose rows are never deleted, whichever it is; and those that a cascade would take with them.
    SQLite has no statement for it: there, what empties a table deletes its rows.
    """
    refused_by = {
        "sqlite": (OperationalError, "TRUNCATE", "SELECT tbl_name FROM sqlite_master WHERE name LIKE"),
        "postgresql": (
            IntegrityError,
            "efface",
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE",
        ),
    }
    error, said, listing = refused_by[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"{listing} 'guard_%_is_kept%'")
        tables = [table for (table,) in cursor.fetchall()]
    connection.check_constraints()
    assert len(tables) > 20
    for table in (*tables, "commitments_contract"):
        with pytest.raises(error, match=said), transaction.atomic():
            insert(f"TRUNCATE {table} CASCADE")


def test_what_is_not_history_may_be_emptied():
    """The control: the statement itself goes through."""
    WorkerHeartbeat.objects.create(queue="bulk", at="2025-01-01T00:00Z")
    insert(f"{'DELETE FROM' if connection.vendor == 'sqlite' else 'TRUNCATE'} indicators_workerheartbeat")
    assert not WorkerHeartbeat.objects.exists()


@pytest.mark.parametrize(
    ("aggregation", "shape"),
    [
        (Aggregation.RATIO, (None, None, 3, "", "")),
        (Aggregation.EVOLUTION, (None, None, 3, "", "")),
        (Aggregation.SOMME, (1, 2, None, "", "")),
        (Aggregation.DERNIER, (1, 2, None, "", "")),
    ],
)
def test_a_month_of_another_shape_than_its_indicator(aggregation, shape):
    indicator = make_indicator(aggregation=aggregation)
    with refused():
        insert(MONTH, indicator.pk, "2024-03-01", indicator.contract.changes.get().pk, *shape)


def definition_of(indicator, **changed):
    """A further definition, written without its verb."""
    terms = DefinitionRevision.objects.get(pk=indicator.current_definition_id)
    columns = {name: getattr(terms, name) for name in DEFINED}
    return DefinitionRevision.objects.create(
        **(columns | {"indicator": indicator, "version": 2, "change": terms.change} | changed)
    )


def test_a_further_definition_is_taken(lived):
    """The control: the same statement with right values goes through."""
    assert definition_of(lived, label="Nouveau libellé", decimals=1).pk


def test_the_shape_of_an_indicator_with_months_does_not_change():
    indicator = make_indicator()
    enter(indicator, "2024-03", pair(1, 2))
    with refused():
        definition_of(indicator, aggregation="somme", numerator_label="", denominator_label="")


@pytest.mark.parametrize(
    "wrong",
    [
        {"direction": "pareil"},
        {"aggregation": "moyenne"},
        {"frequency": "parfois"},
        {"decimals": 5},
        {"numerator_label": "", "denominator_label": ""},
        {"version": 0},
        {"version": 1},
    ],
)
def test_a_definition_that_is_none(wrong):
    indicator = make_indicator()
    with refused():
        definition_of(indicator, **wrong)


def test_a_definition_under_the_act_of_another_contract():
    indicator, other = make_indicator(), make_contract(code="cpg-2028-2032", first_year=2028, last_year=2032)
    with refused():
        definition_of(indicator, change=other.changes.get())
    with refused():
        CreditRevision.objects.create(
            contract=indicator.contract, version=2, credit=35, change=other.changes.get()
        )


def test_an_indicator_points_to_its_latest_definition_and_keeps_one():
    indicator, other = make_indicator(), make_indicator()
    first = indicator.current_definition_id
    for wrong in (other.current_definition_id, None):
        with refused():
            insert(
                "UPDATE indicators_indicator SET current_definition_id = %s WHERE id = %s",
                wrong,
                indicator.pk,
            )
    second = definition_of(indicator, label="Nouveau libellé")
    point = "UPDATE indicators_indicator SET current_definition_id = %s WHERE id = %s"
    insert(point, second.pk, indicator.pk)
    with refused():
        insert(point, first, indicator.pk)


@pytest.mark.parametrize("credit", [-1, 101])
def test_a_credit_that_is_no_score(credit):
    contract = make_contract()
    with refused():
        CreditRevision.objects.create(
            contract=contract, version=2, credit=credit, change=contract.changes.get()
        )


def test_a_contract_has_its_latest_credit():
    contract = make_contract()
    with refused():
        insert("UPDATE commitments_contract SET credit = 35 WHERE id = %s", contract.pk)
    CreditRevision.objects.create(contract=contract, version=2, credit=35, change=contract.changes.get())
    insert("UPDATE commitments_contract SET credit = 35 WHERE id = %s", contract.pk)
    with refused():
        insert("UPDATE commitments_contract SET credit = 0 WHERE id = %s", contract.pk)


def test_a_month_does_not_point_to_the_revision_of_another(lived):
    other = enter(lived, "2024-05", pair(3, 4))
    with refused():
        insert("UPDATE indicators_monthlyactual SET current_id = %s WHERE month = '2024-03-01'", other.pk)
    with refused():
        insert("UPDATE indicators_monthlyactual SET version = 7 WHERE month = '2024-03-01'")


def test_a_month_is_not_closed_by_the_closing_of_another(lived):
    with refused():
        insert("UPDATE indicators_monthlock SET version = 7")


def test_the_direction_of_an_indicator_with_targets_does_not_change():
    indicator = make_indicator(targets=every_year("85", "90"))
    with refused():
        definition_of(indicator, direction="baisse")
    equal = make_indicator(targets=every_year("90", "90"))
    assert definition_of(equal, direction="baisse").pk


def test_a_value_indicator_names_no_pair():
    indicator = make_indicator(aggregation=Aggregation.SOMME)
    with refused():
        definition_of(indicator, numerator_label="cas")


def test_a_planned_year_outside_the_contract():
    contract = make_contract()
    engagement = contract.fiches.get().engagements.create(code="E1", position=1, title="x")
    action = engagement.actions.create(code="E1A1", position=1, wording="x", evaluation="x")
    action.planned_years.create(year=2024)
    with refused():
        insert(
            "INSERT INTO commitments_plannedyear (action_id, deliverable_id, year) VALUES (%s, NULL, 2030)",
            action.pk,
        )
