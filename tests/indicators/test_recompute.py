"""From facts to stored attainments: idempotent, rebuilt, and never forgetting a fact that came meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from indicators import jobs, recompute
from indicators.domain.attainment import attain_all
from indicators.models import (
    Indicator,
    PendingRecompute,
    StoredAttainment,
    TargetRevision,
    TargetVersion,
    VersionTerms,
)
from indicators.recompute import differences, recompute_many, recompute_series, recompute_together
from indicators.recording import Entry, put_many
from indicators.recording.terms import append_terms
from indicators.selectors import attainments_of, current_series, series_by_key
from indicators.stored import COLUMNS, attainment_of
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

    def compute_while_someone_enters(series):
        enter(indicator, "2024-03", pair(3, 3))
        return attain_all(series)

    monkeypatch.setattr(recompute, "attain_all", compute_while_someone_enters)
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
    """The first series cannot be computed, whatever the reason: it is known by its February."""

    def compute(series):
        if series.facts.get(Month(2024, 2)) == pair(2, 3):
            raise ZeroDivisionError
        return attain_all(series)

    monkeypatch.setattr(recompute, "attain_all", compute)


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


ROWS = ("indicator", "month", "sequence", *COLUMNS)


def sign(indicator, label):
    """Targets of the whole contract under a label that COPY would read as something else."""
    initial = TargetRevision.objects.filter(indicator=indicator)
    version = TargetVersion.objects.create(
        contract=indicator.contract, number=1, label=label, effective_from=date(2024, 3, 1),
        source="essai", change=initial[0].change,
    )  # fmt: skip
    append_terms([VersionTerms(indicator=indicator, version=version, change=version.change, first_year=2023)])
    for each in initial:
        each.pk, each.version = None, version
        each.save()


@pytest.fixture
def many(indicator):
    """Series of every shape in one contract, some with a neutralised month, an avenant or nothing."""
    shapes = [
        {"aggregation": "somme", "unit": "€", "decimals": 0, "entry_decimals": 2},
        {"aggregation": "cumul_contrat", "unit": "situations", "decimals": 0},
        {"aggregation": "dernier", "decimals": 2, "entry_decimals": 3, "direction": "baisse"},
        {"unit": "jours", "direction": "baisse", "decimals": 1},
        {"frequency": "trimestrielle"},
    ]
    others = [make_indicator(indicator.contract, targets=every_year("70", "70"), **shape) for shape in shapes]
    entries = [
        Entry(each, Month(2024, number), pair(number, 7) if each.defined.takes_pair else amount(number))
        for each in others[:-1]
        for number in (1, 2, 3, 5)
    ]
    put_many(contract=indicator.contract, entries=entries, actor=None, origin=Origin.IMPORT)
    sign(others[0], "avenant\t1 \\N\nde l’été")
    return [indicator, *others]


def test_together_gives_the_rows_that_one_by_one_gives(many):
    for indicator in many:
        recompute_series(indicator.pk)
    alone = list(StoredAttainment.objects.order_by("pk").values(*ROWS))
    StoredAttainment.objects.all().delete()
    recompute_together([indicator.pk for indicator in many])
    assert list(StoredAttainment.objects.order_by("indicator", "month").values(*ROWS)) == alone
    assert len(alone) == 60 * len(many)
    for indicator in many:
        assert stored(indicator) == list(attainments_of(indicator))


def test_a_version_is_named_at_any_length(indicator, monkeypatch):
    """Each decision on weights adds its words to the name of the version."""
    name = "initiale" + " + poids du 01/07/2026" * 20
    monkeypatch.setattr(
        recompute, "attain_all", lambda series: [replace(attain_all(series)[0], target_version=name)]
    )
    recompute_series(indicator.pk)
    assert StoredAttainment.objects.get().target_version == name


def test_rows_that_exist_are_replaced_and_keep_their_keys(many):
    recompute_together([indicator.pk for indicator in many])
    before = list(StoredAttainment.objects.order_by("pk").values())
    StoredAttainment.objects.update(value=-1, status="spoilt", missing=["never"], target_version="spoilt")
    recompute_together([indicator.pk for indicator in many])
    assert list(StoredAttainment.objects.order_by("pk").values()) == before


def test_the_number_of_queries_does_not_depend_on_that_of_the_series(many, django_assert_num_queries):
    with CaptureQueriesContext(connection) as one:
        recompute_together([many[0].pk])
    with django_assert_num_queries(len(one)):
        recompute_together([indicator.pk for indicator in many])
    with CaptureQueriesContext(connection) as one:
        list(differences(Indicator.objects.with_definition().filter(pk=many[0].pk)))
    with django_assert_num_queries(len(one)):
        list(differences(Indicator.objects.with_definition()))


def test_what_is_read_while_somebody_commits_is_read_again_as_of_one_moment(indicator, monkeypatch):
    """An entry is committed between the reading of the facts and that of the targets, another one after it."""
    asked = []

    def read_among_entries(read, keys, known_at=None):
        asked.append(known_at)
        found = read(keys) if known_at is None else read(keys, known_at)
        entry = Entry(indicator, Month(2024, 2), pair(3 + len(asked), 5))
        put_many(
            contract=indicator.contract, entries=[entry], actor=None, origin=Origin.IMPORT, reason="corrigé"
        )
        return found

    for read in (current_series, series_by_key):
        monkeypatch.setattr(recompute, read.__name__, partial(read_among_entries, read))
    before = indicator.contract.target_versions.get().change.contract.sequence
    sequence = recompute_series(indicator.pk)
    assert asked == [None, sequence]
    assert before < sequence < Contract.objects.get(pk=indicator.contract_id).sequence
    assert stored(indicator) == list(attainments_of(indicator, known_at=sequence))
    assert stored(indicator)[13].numerator == 5
    assert PendingRecompute.objects.filter(indicator=indicator).exists()
    monkeypatch.undo()
    recompute_series(indicator.pk)
    assert stored(indicator)[13].numerator == 6
    assert not PendingRecompute.objects.filter(indicator=indicator).exists()


@pytest.mark.django_db(transaction=True)
def test_a_fact_committed_by_somebody_else_during_a_recompute_keeps_its_pending_row(indicator, monkeypatch):
    """With real transactions, which only PostgreSQL lets run side by side."""
    if connection.vendor != "postgresql":
        return
    other = make_indicator(indicator.contract, targets=every_year("80", "90"))
    monkeypatch.setattr(jobs, "enqueue", lambda contract_pk, series: None)

    def compute_while_someone_commits(series):
        if not PendingRecompute.objects.filter(indicator=other).exists():
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(enter_and_leave, other).result(timeout=60)
        return attain_all(series)

    monkeypatch.setattr(recompute, "attain_all", compute_while_someone_commits)
    recompute_together([other.pk, indicator.pk])
    assert [row.indicator for row in PendingRecompute.objects.all()] == [other]
    assert stored(other)[0].value is None
    assert jobs.sweep() == 1
    assert stored(other) == list(attainments_of(other))
    assert not PendingRecompute.objects.exists()


def enter_and_leave(indicator):
    enter(indicator, "2023-01", pair(1, 3))
    connection.close()


def test_a_series_that_fails_is_named_and_leaves_the_others_computed(indicator, first_fails):
    other = make_indicator(indicator.contract, targets=every_year("80", "90"))
    enter(other, "2024-01", pair(1, 3))
    assert recompute_many([indicator.pk, other.pk]) == [indicator.pk]
    assert not StoredAttainment.objects.filter(indicator=indicator).exists()
    assert stored(other) == list(attainments_of(other))
    with pytest.raises(CommandError, match=f"{indicator.contract.body.code} {indicator.code}"):
        call_command("recompute", stdout=StringIO(), stderr=StringIO())


@pytest.mark.parametrize(("arguments", "verb"), [([], "recalculées"), (["--check"], "vérifiées")])
def test_the_command_tells_its_progress_contract_by_contract(indicator, arguments, verb):
    make_indicator(indicator.contract)
    other = make_indicator()
    call_command("recompute", stdout=StringIO(), stderr=StringIO())
    told = StringIO()
    call_command("recompute", *arguments, stdout=StringIO(), stderr=told)
    codes = [each.contract.body.code for each in (indicator, other)]
    assert told.getvalue().splitlines() == [
        f"{codes[0]} {indicator.contract.code} : contrat 1 sur 2, 2 séries {verb} sur 3",
        f"{codes[1]} {other.contract.code} : contrat 2 sur 2, 3 séries {verb} sur 3",
    ]


def test_a_command_that_is_interrupted_leaves_whole_contracts(indicator, monkeypatch):
    other = make_indicator()

    def compute(series):
        if not series.facts:
            raise KeyboardInterrupt
        return attain_all(series)

    monkeypatch.setattr(recompute, "attain_all", compute)
    with pytest.raises(KeyboardInterrupt):
        call_command("recompute", stdout=StringIO(), stderr=StringIO())
    assert len(stored(indicator)) == 60
    assert stored(other) == []


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
