"""From facts to stored attainments: idempotent, rebuilt, and never forgetting a fact that came meanwhile."""

from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from commitments.models import Origin
from cpg.shared.periods import Month
from indicators import jobs, recompute
from indicators.models import PendingRecompute, StoredAttainment
from indicators.recompute import recompute_series
from indicators.recording import Entry, put_many
from indicators.selectors import attainments_of
from indicators.stored import attainment_of
from tests.factories import amount, enter, every_year, make_indicator, pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator():
    indicator = make_indicator(targets=every_year("80", "90"))
    enter(indicator, "2024-01", pair(1, 3))
    enter(indicator, "2024-02", pair(2, 3))
    return indicator


def stored(indicator):
    rows = StoredAttainment.objects.filter(indicator=indicator).order_by("month")
    return [attainment_of(row, indicator.definition) for row in rows]


def test_every_month_of_the_contract_is_stored_exactly_as_computed(indicator):
    recompute_series(indicator.pk)
    assert stored(indicator) == list(attainments_of(indicator))
    assert len(stored(indicator)) == 60


@pytest.mark.parametrize(
    ("shape", "fact"),
    [
        ({"aggregation": "somme", "unit": "€", "decimals": 0, "entry_decimals": 2}, amount("12345678.91")),
        ({"aggregation": "cumul_contrat", "unit": "situations", "decimals": 0}, amount(7)),
        ({"aggregation": "dernier", "decimals": 2, "entry_decimals": 3}, amount("-1.005")),
        ({"aggregation": "evolution", "direction": "baisse", "entry_decimals": 2}, pair("95.55", "100.1")),
        ({"unit": "jours", "direction": "baisse", "decimals": 1}, pair(741, 10)),
        ({"decimals": 3, "direction": "baisse", "entry_decimals": 2}, pair("1.23", "190.07")),
    ],
)
def test_figures_of_every_shape_come_back_from_the_database_to_the_last_digit(shape, fact):
    seuil, objectif = ("80", "70") if shape.get("direction") == "baisse" else ("70", "80")
    indicator = make_indicator(targets=every_year(seuil, objectif), **shape)
    put_many(
        contract=indicator.contract,
        entries=[Entry(indicator, Month(2024, number), fact) for number in range(1, 8)],
        actor=None,
        origin=Origin.IMPORT,
    )
    recompute_series(indicator.pk)
    found, expected = stored(indicator), list(attainments_of(indicator))
    assert found == expected
    assert [str(a.value) for a in found] == [str(a.value) for a in expected]
    assert [str(a.objectif_to_date) for a in found] == [str(a.objectif_to_date) for a in expected]
    assert [str(a.pace) for a in found] == [str(a.pace) for a in expected]


def test_a_second_run_changes_nothing(indicator):
    recompute_series(indicator.pk)
    before = list(StoredAttainment.objects.order_by("pk").values())
    recompute_series(indicator.pk)
    assert list(StoredAttainment.objects.order_by("pk").values()) == before


def test_the_pending_row_goes_with_the_sequence_that_was_computed(indicator):
    assert PendingRecompute.objects.filter(indicator=indicator).exists()
    recompute_series(indicator.pk)
    assert not PendingRecompute.objects.filter(indicator=indicator).exists()


def test_a_fact_that_comes_during_a_recompute_keeps_its_pending_row(indicator, monkeypatch):
    """The computation reads its facts, then another entry is made: its own recompute is still wanted."""
    compute = attainments_of

    def compute_while_someone_enters(*args, **kwargs):
        found = compute(*args, **kwargs)
        enter(indicator, "2024-03", pair(3, 3))
        return found

    monkeypatch.setattr(recompute, "attainments_of", compute_while_someone_enters)
    recompute_series(indicator.pk)
    assert PendingRecompute.objects.filter(indicator=indicator).exists()
    assert stored(indicator)[14].value is not None
    monkeypatch.undo()
    recompute_series(indicator.pk)
    assert stored(indicator)[14].months_reported == 3


def test_an_entry_is_computed_right_after_its_commit(indicator, django_capture_on_commit_callbacks):
    if not settings.JOBS_IN_PROCESS:
        return
    with django_capture_on_commit_callbacks(execute=True):
        enter(indicator, "2024-03", pair(3, 3))
    assert not PendingRecompute.objects.exists()
    assert stored(indicator)[14].value == Decimal("66.67")


def test_the_sweep_computes_what_was_left(indicator):
    other = make_indicator(indicator.contract)
    PendingRecompute.objects.update_or_create(
        indicator=other, defaults={"wanted_sequence": 1, "requested_at": timezone.now()}
    )
    assert jobs.sweep() == 2
    assert not PendingRecompute.objects.exists()
    assert StoredAttainment.objects.count() == 120


@pytest.fixture
def first_fails(indicator, monkeypatch):
    """The first series cannot be computed, whatever the reason."""

    def compute(indicator_pk):
        if indicator_pk == indicator.pk:
            raise ZeroDivisionError
        return recompute_series(indicator_pk)

    monkeypatch.setattr(jobs, "recompute_series", compute)


def test_a_series_that_cannot_be_computed_keeps_waiting_and_holds_no_other_back(indicator, first_fails):
    other = make_indicator(indicator.contract)
    enter(other, "2024-01", pair(1, 3))
    assert jobs.sweep() == 1
    assert [row.indicator for row in PendingRecompute.objects.all()] == [indicator]
    assert StoredAttainment.objects.filter(indicator=other).exists()


def test_an_entry_whose_recompute_fails_is_saved_and_waits(
    indicator, first_fails, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        enter(indicator, "2024-03", pair(3, 3))
    assert indicator.actuals.count() == 3
    assert PendingRecompute.objects.filter(indicator=indicator).exists()


def test_an_entry_that_cannot_be_enqueued_is_saved_and_waits(
    indicator, monkeypatch, settings, django_capture_on_commit_callbacks
):
    def refuse(*args, **kwargs):
        raise ValueError("the broker said something that nobody expected")

    settings.JOBS_IN_PROCESS = False
    monkeypatch.setattr(jobs.recompute, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        enter(indicator, "2024-03", pair(3, 3))
    assert PendingRecompute.objects.filter(indicator=indicator).exists()


def check():
    out = StringIO()
    code: str | int | None = 0
    try:
        call_command("recompute", "--check", stdout=out, stderr=StringIO())
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue()


def test_check_says_nothing_differs_once_all_is_computed(indicator):
    call_command("recompute", stdout=StringIO())
    code, said = check()
    assert code in (0, None)
    assert "aucune différence" in said


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda rows: rows.filter(month="2024-02-01").update(value=51), "R1 2024-02 value"),
        (lambda rows: rows.filter(month="2024-02-01").update(status="atteint"), "R1 2024-02 status"),
        (lambda rows: rows.filter(month="2024-02-01").delete(), "R1 2024-02 ligne"),
    ],
)
def test_check_lists_what_differs_and_exits_with_1(indicator, spoil, said):
    call_command("recompute", stdout=StringIO())
    spoil(StoredAttainment.objects.filter(indicator=indicator))
    code, listed = check()
    assert code == 1
    assert said in listed


def test_check_of_facts_that_wait_finds_them(indicator):
    assert check()[0] == 1


def test_recompute_of_an_unknown_body_says_so():
    with pytest.raises(Exception, match="Organisme inconnu"):
        call_command("recompute", "--body", "nulle-part")
