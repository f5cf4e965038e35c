"""From files to files: every month of the real contract imported, every quarter exported, each figure compared
with a second computation to the last digit.
"""

import csv
import io
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from commitments.models import Contract, Origin
from cpg.shared.figures import plain
from cpg.shared.periods import Month
from indicators.demo.facts import Sketch, facts_of
from indicators.demo.incidents import with_incidents
from indicators.domain.model import Absence, Amount, Attainment, Pair, Series, Status
from indicators.models import Indicator
from indicators.recording import neutralise
from indicators.selectors import known
from tests.domain.oracle import oracle_attain

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LAST = Month(2026, 10)
QUARTERS = [(year, number) for year in (2023, 2024, 2025, 2026) for number in (1, 2, 3, 4)]


@dataclass
class Loaded:
    """`expected` are the series as the file gives them, not as the database holds them."""

    contract: Contract
    indicators: list[Indicator]
    imported: int
    expected: dict[str, Series]


@pytest.fixture
def loaded(tmp_path: Path):
    """The contract, and figures for every month up to the last one, written to a file and imported from it."""
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        call_command("load_contract", verbosity=0, stdout=io.StringIO())
        contract = Contract.objects.get()
        indicators = list(Indicator.objects.with_definition().order_by("position"))
        lines = ["indicateur;mois;numerateur;denominateur;valeur;absence;commentaire"]
        expected = {}
        for indicator in indicators:
            series = known([indicator])[indicator.pk].series
            sketch = Sketch(indicator.code, indicator.position, series, indicator.defined.entry_decimals)
            months = with_incidents(list(facts_of(sketch, LAST)), indicator.code, indicator.position)
            lines += [f"{indicator.code};{each.month};{written(each.fact)}" for each in months]
            neutralised = neutralise_some(indicator)
            facts = {each.month: each.fact for each in months}
            expected[indicator.code] = replace(series, facts=facts, neutralised=neutralised)
        file = tmp_path / "mois.csv"
        file.write_text("\n".join(lines), encoding="utf-8")
        call_command("import_actuals", str(file), stdout=io.StringIO())
        yield Loaded(contract, indicators, len(lines) - 1, expected)


def neutralise_some(indicator: Indicator) -> frozenset[Month]:
    """A month or a quarter of what accumulates and of a ratio."""
    listed = {"R6": Month(2024, 3), "R8": Month(2024, 7), "R16": Month(2025, 1), "R30": Month(2024, 6)}
    months = frozenset(month for code, month in listed.items() if code == indicator.code)
    for month in months:
        neutralise(
            indicator=indicator,
            month=month,
            is_neutralised=True,
            reason="Décision de la Cnav",
            expected_version=0,
            actor=None,
            origin=Origin.COMMAND,
        )
    return months


def written(fact: object) -> str:
    if isinstance(fact, Absence):
        return f";;;{fact.kind};{fact.reason}"
    if isinstance(fact, Pair):
        return f"{plain(fact.numerator)};{plain(fact.denominator)};;;"
    assert isinstance(fact, Amount)
    return f";;{plain(fact.value)};;"


def exported(year: int, number: int, tmp_path: Path) -> dict[str, dict[str, str]]:
    path = tmp_path / "export.csv"
    call_command("export_quarter", f"{year}T{number}", "--profile", "open-data", "--output", str(path))
    return {
        row["indicateur"]: row for row in csv.DictReader(io.StringIO(path.read_text("utf-8"), newline=""))
    }


def padded(number: Decimal | None, decimals: int) -> Decimal | None:
    return None if number is None else number.quantize(Decimal(1).scaleb(-decimals))


def as_exported(expected: Attainment, indicator: Indicator) -> dict[str, str]:
    """As written in the open-data profile: sums with the decimals of entry, a score with two, a monthly pace with
    two more than the value.
    """
    pace, definition, entry = expected.pace, indicator.definition, indicator.defined.entry_decimals
    pace_decimals = definition.decimals + (0 if definition.aggregation.takes_pair else 2)
    figures = {
        "valeur_trimestre": expected.quarter_value,
        "valeur_a_date": expected.value,
        "numerateur_a_date": padded(expected.numerator, entry),
        "denominateur_a_date": padded(expected.denominator, entry),
        "seuil_annuel": padded(expected.seuil_annual, definition.decimals),
        "objectif_annuel": padded(expected.objectif_annual, definition.decimals),
        "seuil_a_date": expected.seuil_to_date,
        "objectif_a_date": expected.objectif_to_date,
        "ecart_objectif": expected.gap,
        "score": padded(expected.score, 2),
        "projection_annuelle": expected.projection,
        "rythme_requis": padded(pace.value if pace else None, pace_decimals),
    }
    texts = {name: "" if number is None else f"{number:f}" for name, number in figures.items()}
    if pace is not None and pace.out_of_reach:
        texts["rythme_requis"] = "hors_atteinte"
    return texts | {
        "statut": expected.status.value,
        "mois_dus": str(expected.months_due),
        "mois_renseignes": str(expected.months_reported),
        "version_cible": expected.target_version,
    }


def test_every_figure_of_every_quarter_is_that_of_the_second_computation(loaded, tmp_path):
    assert loaded.imported > 1000
    wrong = []
    said = set()
    for year, number in QUARTERS:
        rows = exported(year, number, tmp_path)
        assert list(rows) == [indicator.code for indicator in loaded.indicators]
        for indicator in loaded.indicators:
            expected = as_exported(
                oracle_attain(loaded.expected[indicator.code], Month(year, 3 * number)), indicator
            )
            row = rows[indicator.code]
            said.add(row["statut"])
            wrong += [
                (year, number, indicator.code, column, row[column], text)
                for column, text in expected.items()
                if row[column] != text
            ]
    assert wrong == []
    assert said >= {Status.ATTEINT, Status.ENTRE, Status.SOUS_SEUIL, Status.SANS_OBJECTIF, Status.NON_ECHU}
    assert Status.INCOMPLET in said


def test_zero_and_negative_targets_are_judged_in_their_direction(loaded, tmp_path):
    """R26 and R29 are better when lower, R28 when higher; 2023 has zeros among their targets."""
    for year in (2023, 2024, 2025):
        rows = exported(year, 4, tmp_path)
        for code, better in (("R26", -1), ("R28", 1), ("R29", -1)):
            value, seuil, objectif = (
                better * Decimal(rows[code][column])
                for column in ("valeur_a_date", "seuil_annuel", "objectif_annuel")
            )
            assert seuil < objectif
            expected = (
                Status.ATTEINT if value >= objectif else Status.ENTRE if value >= seuil else Status.SOUS_SEUIL
            )
            assert rows[code]["statut"] == expected.value
