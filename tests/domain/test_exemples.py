"""Compare the computation with the worked examples of tests/domain/exemples/, cell by cell.

They were worked out by hand from docs/regles-de-calcul.md, without the code: where the two differ, one is wrong.
"""

import re
from dataclasses import fields
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest

from indicators.domain import RollUp, Term, attain, attain_all, roll_up
from indicators.domain.model import Aggregation, Attainment, Direction, Frequency, Pace, Status
from tests.domain.reading_arithmetic import decimals, is_right, results, steps
from tests.domain.reading_examples import (
    FOLDER,
    NOTHING,
    Example,
    Total,
    examples,
    figure,
    month_in_words,
    optional,
    read_example,
    read_months,
    totals,
)

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = examples()
TOTALS = totals()
# Each cell of « Attendu », with the field that it shows.
FIGURES = {
    "valeur": "value",
    "valeur du trimestre": "quarter_value",
    "numérateur": "numerator",
    "dénominateur": "denominator",
    "seuil annuel": "seuil_annual",
    "objectif annuel": "objectif_annual",
    "seuil à date": "seuil_to_date",
    "objectif à date": "objectif_to_date",
    "écart": "gap",
    "score": "score",
    "projection": "projection",
}
# Cells that most examples leave out, and what is then expected.
LEFT_OUT = {"au moins": "non", "poids": NOTHING}
COUNTS = {"mois dus": "months_due", "mois renseignés": "months_reported"}
# Cells that the arithmetic must arrive at, unless they only repeat the cell beside.
WORKED = {
    "valeur": None,
    "valeur du trimestre": "valeur",
    "seuil à date": "seuil annuel",
    "objectif à date": "objectif annuel",
    "écart": None,
    "score": None,
    "projection": "valeur",
    "rythme": None,
}


def figures_of(published: Attainment) -> dict[str, Decimal | int | str | None]:
    """What is published, under the names that the examples use; a `Decimal` compares by value."""
    return {
        **{name: getattr(published, field) for name, field in FIGURES.items()},
        **{name: getattr(published, field) for name, field in COUNTS.items()},
        "statut": published.status.value,
        "aucun cas": oui(published.no_case),
        "manquants": ", ".join(map(month_in_words, published.missing)) or "aucun",
        "version": published.target_version or NOTHING,
        "rythme": pace_of(published.pace),
        "au moins": oui(published.is_floor),
        "poids": published.weight,
    }


def pace_of(pace: Pace | None) -> Decimal | str | None:
    if pace is None:
        return None
    return "hors_atteinte" if pace.out_of_reach else pace.value


def figures_of_total(total: RollUp) -> dict[str, Decimal | int | str | None]:
    return {
        "score": total.score,
        "bas": total.low,
        "haut": total.high,
        "mesurés": total.measured,
        "dus": total.due,
        "laissés de côté": ", ".join(total.left_out) or "aucun",
        "sans objectif": ", ".join(total.without_target) or "aucun",
        "simulation": oui(total.simulated),
    }


def differences(
    expected: dict[str, str], published: dict[str, Decimal | int | str | None]
) -> list[tuple[str, str, str]]:
    """The cells that differ: name, expected figure, published figure."""
    expected = {name: cell for name, cell in LEFT_OUT.items() if name in published} | expected
    assert expected.keys() == published.keys(), "each example states every figure"
    return [
        (name, cell, str(published[name]))
        for name, cell in expected.items()
        if published[name] != reading_of(cell, published[name])
    ]


def reading_of(cell: str, like: Decimal | int | str | None) -> Decimal | str | None:
    """The cell as what it is compared with: a word where a word is published, a figure elsewhere."""
    if isinstance(like, str):
        return cell
    return cell if cell == "hors_atteinte" else optional(cell)


def oui(answer: bool) -> str:
    return "oui" if answer else "non"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_application_publishes_what_was_worked_by_hand(example: Example) -> None:
    published = attain(example.series, example.month)
    assert published.month == example.month
    assert differences(example.expected, figures_of(published)) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_month_is_the_same_among_all_the_months_of_the_contract(example: Example) -> None:
    definition = example.series.definition
    all_months = attain_all(example.series)
    assert [published for published in all_months if published.month == example.month] == [
        attain(example.series, example.month)
    ]
    assert len(all_months) == 12 * (definition.contract_last_year - definition.contract_first_year + 1)


@pytest.mark.parametrize("total", TOTALS, ids=lambda total: total.name)
def test_totals_are_what_was_worked_by_hand(total: Total) -> None:
    assert (
        differences(total.expected, figures_of_total(roll_up(Term.of(*term) for term in total.terms))) == []
    )


@pytest.mark.parametrize("example", [*EXAMPLES, *TOTALS], ids=lambda example: example.name)
def test_the_arithmetic_shown_is_right(example: Example | Total) -> None:
    assert [step for step in steps(example.text) if not is_right(step)] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_arithmetic_arrives_at_every_figure(example: Example) -> None:
    """A figure that no step arrives at is not explained; bounds and a last value explain themselves."""
    shown = set(chain.from_iterable(results(step) for step in steps(example.text)))
    cells = {name: example.expected[name] for name in WORKED}
    unexplained = [
        name
        for name, cell in cells.items()
        if cell not in (NOTHING, "hors_atteinte")
        and figure(cell) not in shown
        and not speaks_for_itself(example, name, figure(cell))
    ]
    assert unexplained == []


def speaks_for_itself(example: Example, name: str, cell: Decimal) -> bool:
    beside = WORKED[name]
    if beside is not None and optional(example.expected[beside]) == cell:
        return True
    last_value = example.series.definition.aggregation in (Aggregation.DERNIER, Aggregation.ETAT)
    return (
        (name in ("valeur", "valeur du trimestre") and last_value)
        or (name == "score" and cell in (0, 100, Decimal("99.99")))
        or (name == "rythme" and cell in (0, 100, -100))
    )


def test_every_figure_is_written_with_the_decimals_that_are_published() -> None:
    """82,0000 beside an indicator of two decimals: the reader sees the precision that the exports have."""
    wrong = []
    for example in EXAMPLES:
        own = example.series.definition.decimals
        pace = own + 2 if example.series.definition.aggregation.accumulates else own
        places = dict.fromkeys(("valeur", "valeur du trimestre", "projection"), own)
        places |= dict.fromkeys(("seuil à date", "objectif à date", "écart"), own + 2)
        places |= {"score": 2, "rythme": pace}
        wrong += [
            (example.name, name)
            for name, number in places.items()
            if example.expected[name] not in (NOTHING, "hors_atteinte")
            and decimals(example.expected[name]) != number
        ]
    assert wrong == []


def test_every_indicator_and_every_rule_of_aggregation_has_an_example() -> None:
    assert {f"R{number}" for number in range(1, 31)} <= {example.code for example in EXAMPLES}
    definitions = [example.series.definition for example in EXAMPLES]
    assert {definition.aggregation for definition in definitions} == set(Aggregation)
    assert {definition.direction for definition in definitions} == set(Direction)
    assert {definition.frequency for definition in definitions} == set(Frequency)
    assert {example.expected["statut"] for example in EXAMPLES} == set(Status)


def test_no_field_of_what_is_published_is_forgotten() -> None:
    """`position` is for drawings only; `month` is compared apart; `estimate` is no published figure."""
    apart = {"status", "no_case", "missing", "target_version", "pace", "is_floor", "weight"}
    covered = {*FIGURES.values(), *COUNTS.values(), *apart}
    assert {field.name for field in fields(Attainment)} - covered == {"month", "position", "estimate"}


def test_the_rules_that_are_cited_are_written_down() -> None:
    """Docstrings and examples cite `RC-n`: each has its place, and its anchor, in the document."""
    rules = (ROOT / "docs" / "regles-de-calcul.md").read_text()
    written = re.findall(r'<a id="rc-(\d+)"></a>\n## RC-(\d+) — ', rules)
    assert [int(anchor) for anchor, number in written if anchor == number] == list(range(1, len(written) + 1))
    places = [
        *(ROOT / "indicators").rglob("*.py"),
        *(ROOT / "dashboards").rglob("*.py"),
        *FOLDER.glob("*.md"),
    ]
    cited = {number for path in places for number in re.findall(r"RC-(\d+)", path.read_text())}
    assert cited
    assert cited <= {number for _, number in written}


def test_examples_are_numbered_in_order() -> None:
    assert [example.name.partition("-")[0] for example in EXAMPLES] == [
        str(number) for number in range(1, len(EXAMPLES) + 1)
    ]


def test_a_changed_digit_is_seen() -> None:
    """The control: each figure of each example, changed in its last digit, must differ from what is published."""
    unseen = []
    for example in EXAMPLES:
        published = figures_of(attain(example.series, example.month))
        for name, cell in example.expected.items():
            if cell[-1].isdecimal():
                changed = example.expected | {name: cell[:-1] + str((int(cell[-1]) + 1) % 10)}
                if differences(changed, published) == []:
                    unseen.append((example.name, name))
    assert unseen == []


@pytest.mark.parametrize(
    ("step", "right"),
    [
        ("100 × 792 / 980 = 80,81… ≈ 80,82", True),
        ("100 × 792 / 980 = 80,82", False),
        ("100 × 792 / 980 = 80,82…", False),
        ("-1,005 ≈ -1,01", True),
        ("-1,005 ≈ -1,00", False),
        ("8 / 3 ↗ 2,67", True),
        ("8 / 3 ↘ 2,67", False),
        ("1 176 893 × 4 / 12 ≈ 392 297,67", True),
        ("-4,50 - (-5) = 0,50", True),
        ("-4,50 > -5", True),
        ("-4,50 ≤ -5", False),
        ("1 / 2 = 0,5…", False),
    ],
)
def test_arithmetic_is_checked_exactly(step: str, right: bool) -> None:
    assert is_right(step) is right


@pytest.mark.parametrize(
    ("original", "instead"),
    [
        ("agrégation `", "agregation `"),
        ("| Mois |", "| Moi |"),
        ("janvier", "janvierr"),
        ("| statut |", "| valeur |"),
        ("412", "4 12"),
        ("Exemple 3", "Example 3"),
    ],
)
def test_an_example_that_is_not_understood_is_refused(original: str, instead: str) -> None:
    text = next(example.text for example in EXAMPLES if example.name == "3-R3")
    assert original in text
    with pytest.raises((ValueError, KeyError)):
        read_example(text.replace(original, instead))


def test_months_are_read_as_people_write_them() -> None:
    assert [str(month) for month in read_months("novembre 2023 à janvier 2024")] == [
        "2023-11",
        "2023-12",
        "2024-01",
    ]
    assert [str(month) for month in read_months("mars 2024")] == ["2024-03"]
    assert len(read_months("janvier à décembre 2024")) == 12
