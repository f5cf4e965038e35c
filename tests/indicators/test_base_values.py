"""Where base-year values are held, a month of an evolution is its numerator alone, by every way in."""

import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from python_calamine import load_workbook

from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from commitments.models import Origin
from cpg.shared.periods import Month
from dashboards.entry.cells import typed_fact
from dashboards.month.forms import MonthForm
from indicators.domain.model import Aggregation
from indicators.imports import prepare, read
from indicators.imports.fillable import fillable_csv, fillable_rows
from indicators.imports.fillable_workbook import fillable_workbook
from indicators.models import Indicator
from indicators.parsing import MonthTexts, read_month
from indicators.recording import amend, put, set_base_values
from indicators.selectors import known
from tests.api.asking import Program
from tests.factories import assign, enter, every_year, make_indicator, make_user, pair

pytestmark = pytest.mark.django_db

BASE = [Decimal(100 * number) for number in range(1, 13)]
HEADING = "indicateur;mois;numerateur;denominateur;valeur;absence;commentaire"


def with_base(indicator):
    set_base_values(
        indicator=indicator, values=BASE, reason="relevés", expected_version=0, actor=None, origin=Origin.FORM
    )
    return Indicator.objects.all().with_definition().get(pk=indicator.pk)


@pytest.fixture
def before():
    """R1, with a month that was entered before its base-year values are."""
    indicator = make_indicator(
        aggregation=Aggregation.EVOLUTION, direction="baisse", targets=every_year("-5", "-10")
    )
    enter(indicator, "2025-01", pair(90, 120), comment="relevé")
    return indicator


@pytest.fixture
def indicator(before):
    return with_base(before)


@pytest.mark.parametrize(
    ("denominator", "expected"),
    [("", pair(190, 200)), ("200", pair(190, 200)), (" 200 ", pair(190, 200)), ("201", "not_the_base"),
     ("abc", "not_a_number")],
)  # fmt: skip
def test_a_month_is_read_from_its_numerator(indicator, denominator, expected):
    fact = read_month(
        indicator.rules_of(Month(2025, 2)), MonthTexts(numerator="190", denominator=denominator)
    )
    if isinstance(expected, str):
        assert isinstance(fact, tuple)
        (problem,) = fact
        assert (problem.column, problem.code) == ("denominateur", expected)
    else:
        assert fact == expected


def test_without_base_values_the_denominator_is_asked(before):
    problems = read_month(before.rules_of(Month(2025, 2)), MonthTexts(numerator="190"))
    assert isinstance(problems, tuple)
    (problem,) = problems
    assert problem.code == "empty"


def record(indicator, month, fact, version=0, **more):
    return put(
        indicator=indicator, month=month, fact=fact, expected_version=version, actor=None, origin=Origin.API,
        reason="relu", **more,
    )  # fmt: skip


def test_another_denominator_is_refused_whoever_writes(indicator):
    with pytest.raises(Refusal) as refused:
        record(indicator, Month(2025, 2), pair(190, 201))
    assert refused.value.code == "not_the_base"
    assert record(indicator, Month(2025, 2), pair(190, 200)).fact == pair(190, 200)


def test_a_month_entered_before_keeps_its_pair_until_its_figures_change(indicator):
    kept = record(indicator, Month(2025, 1), pair(90, 120), 1, comment="relu")
    assert (kept.fact, kept.comment) == (pair(90, 120), "relu")
    with pytest.raises(Refusal) as refused:
        record(indicator, Month(2025, 1), pair(91, 120), 2)
    assert refused.value.code == "not_the_base"
    assert record(indicator, Month(2025, 1), pair(91, 100), 2).fact == pair(91, 100)


def preview_of(indicator, *rows):
    content = "\n".join([HEADING, *rows]).encode()
    return prepare(read(content), [indicator.contract], None)


@time_machine.travel("2025-05-10")
def test_a_file_gives_numerators_alone(indicator):
    preview = preview_of(indicator, "R1;2025-02;190;;;;", "R1;2025-03;290;300;;;")
    assert [each.entry.fact for each in preview.new] == [pair(190, 200), pair(290, 300)]
    refused = preview_of(indicator, "R1;2025-02;190;201;;;").refused
    assert [(each.column, each.code) for each in refused] == [("denominateur", "not_the_base")]
    assert "200 ce mois-là" in refused[0].reason


@time_machine.travel("2025-05-10")
def test_what_was_recorded_before_comes_back_as_it_is(indicator):
    rows = fillable_rows([indicator], [Month(2025, 1), Month(2025, 2)])
    preview = prepare(read(fillable_csv(rows)), [indicator.contract], None, passes_blank_rows=True)
    assert (preview.refused, preview.new, preview.changed) == ((), (), ())
    book = load_workbook(io.BytesIO(fillable_workbook(rows, "", "R1")))
    _, first, second = book.get_sheet_by_name("Saisie").to_python()
    assert (first[4:6], second[4:6]) == ([90, 120], ["", ""])
    assert any("numérateur seul" in row for row in book.get_sheet_by_name("Notice").to_python())


def test_the_grid_asks_the_numerator_and_a_comment_changes_no_figure(indicator):
    assert typed_fact(indicator, Month(2025, 2), MonthTexts(numerator="190")) == pair(190, 200)
    assert typed_fact(indicator, Month(2025, 1), MonthTexts(numerator="90")) == pair(90, 120)
    assert typed_fact(indicator, Month(2025, 1), MonthTexts(numerator="91")) == pair(91, 100)


@time_machine.travel("2025-05-10T09:00:00+02:00")
def test_a_program_gives_the_numerator_alone(indicator):
    person = make_user(Role.GESTIONNAIRE, indicator.contract.body)
    assign(person, indicator)
    program = Program(person)
    contract = indicator.contract
    path = f"actuals/{contract.body.code}/{contract.code}/R1"
    answer = program.put(f"{path}/2025-02/", {"numerator": "190"}, 0)
    assert (answer.status_code, answer.json()["denominator"]) == (201, "200")
    refused = program.put(f"{path}/2025-03/", {"numerator": "190", "denominator": "200"}, 0)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_the_base")
    same = {"numerator": "90", "denominator": "120", "comment": "relu", "reason": "relu"}
    assert program.put(f"{path}/2025-01/", same, 1).json()["denominator"] == "120"


def form_of(indicator, month, sent=None):
    standing = known([indicator])[indicator.pk].records.get(month)
    return MonthForm(sent, indicator=indicator, month=month, needs_reason=False, standing=standing)


def test_the_form_of_a_month_asks_the_numerator_and_shows_what_it_is_measured_to(indicator):
    form = form_of(indicator, Month(2025, 2))
    assert [field.name for field in form.figures] == ["numerator"]
    assert "200" in form["numerator"].help_text
    sent = {"kind": "valeur", "numerator": "190", "version": "0"}
    filled = form_of(indicator, Month(2025, 2), sent)
    assert filled.is_valid()
    assert filled.fact == pair(190, 200)


@pytest.mark.parametrize(
    ("numerator", "denominator", "fact"),
    [("90", "120", pair(90, 120)), ("90", "", pair(90, 100)), ("91", "120", None)],
)
def test_the_form_of_a_month_entered_before_shows_its_denominator(indicator, numerator, denominator, fact):
    form = form_of(indicator, Month(2025, 1))
    assert form["denominator"].value() == "120"
    sent = {"kind": "valeur", "numerator": numerator, "denominator": denominator, "version": "1"}
    filled = form_of(indicator, Month(2025, 1), sent)
    assert filled.is_valid() is (fact is not None)
    if fact is not None:
        assert filled.fact == fact
    else:
        assert "Videz ce champ" in filled["denominator"].help_text
        assert "laissez le dénominateur vide" in str(filled.errors["denominator"])


@time_machine.travel("2025-05-10")
def test_a_month_before_a_first_year_that_moved_may_be_corrected_and_no_other_entered(indicator):
    amend(
        contract=indicator.contract, label="avenant 1", effective_from=date(2025, 3, 1), source="Avenant",
        targets={}, first_years={"R1": 2026}, reason="plus tard", actor=None, origin=Origin.FORM,
    )  # fmt: skip
    moved = Indicator.objects.all().with_definition().get(pk=indicator.pk)
    assert record(moved, Month(2025, 1), pair(95, 100), 1).version == 2
    with pytest.raises(Refusal) as refused:
        record(moved, Month(2025, 2), pair(95, 200))
    assert refused.value.code == "before_first_year"
    assert preview_of(moved, "R1;2025-01;96;;;;").refused == ()
    assert [each.code for each in preview_of(moved, "R1;2025-02;96;;;;").refused] == ["before_first_year"]
