"""The published Table Schema: the one of the code, which frictionless holds the open-data files against."""

import json
from datetime import date
from pathlib import Path

import pytest
import time_machine
from frictionless import Resource, Schema, system

from cpg.shared.periods import Quarter
from dashboards.exports.columns import (
    COMMITMENT_COLUMNS,
    COMMITMENT_KEY,
    QUARTER_COLUMNS,
    table_schema,
)
from dashboards.exports.commitments import commitment_rows
from dashboards.exports.delimited import Profile, csv_bytes
from dashboards.exports.quarter import quarter_rows
from tests.exports.exported import NOW, make_exported_contract, make_planned_contract

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
EXPECTED = ROOT / "tests/exports/export_2024T2.open-data.csv"


def errors_of(content, schema):
    resource = Resource(data=content, format="csv", schema=Schema.from_descriptor(schema))
    with system.use_context(trusted=True):
        report = resource.validate()
    return [error.type for task in report.tasks for error in task.errors]


@pytest.fixture(scope="module")
def schema():
    return json.loads((ROOT / "docs/schema.json").read_text())


def test_the_published_schema_has_every_column_in_order(schema):
    assert [field["name"] for field in schema["fields"]] == [column.name for column in QUARTER_COLUMNS]


def test_the_documentation_names_every_column_in_order():
    text = (ROOT / "docs/format-export.md").read_text()
    named = [
        line.split("`")[1] for line in text.split("### Colonnes")[1].splitlines() if line.startswith("| `")
    ]
    assert named[: len(QUARTER_COLUMNS)] == [column.name for column in QUARTER_COLUMNS]


@time_machine.travel(NOW)
def test_the_open_data_file_of_two_bodies_is_valid(schema):
    rows = [
        row
        for code in ("caisse-a", "caisse-b")
        for row in quarter_rows(make_exported_contract(code), Quarter(2024, 2))
    ]
    assert errors_of(csv_bytes(QUARTER_COLUMNS, rows, Profile.OPEN_DATA), schema) == []


@pytest.mark.parametrize(
    ("right", "wrong", "error"),
    [
        ("85.00,85.00,510", "85.00,abc,510", "type-error"),
        ("85.00,85.00,510", '"85,00",85.00,510', "type-error"),
        ("T2,2024-06-01,1,Premier thème,R1", "T5,2024-06-01,1,Premier thème,R1", "constraint-error"),
        ("T2,2024-06-01,1,Premier thème,R1", "T2,06/2024,1,Premier thème,R1", "type-error"),
        ("entre_seuil_et_objectif", "bien", "constraint-error"),
        ("85.00,95.00,,", "85.00,impossible,,", "constraint-error"),
        ("initiale,provisoire", "initiale,", "constraint-error"),
        (",R2,", ",R1,", "primary-key"),
        ("organisme,", "organisation,", "incorrect-label"),
    ],
)
def test_a_wrong_file_is_refused_by_the_schema(schema, right, wrong, error):
    text = EXPECTED.read_text()
    assert right in text
    assert errors_of(text.encode(), schema) == []
    assert error in errors_of(text.replace(right, wrong, 1).encode(), schema)


def test_the_open_data_file_of_the_commitments_is_valid():
    content = csv_bytes(
        COMMITMENT_COLUMNS, commitment_rows(make_planned_contract(), date(2025, 7, 15)), Profile.OPEN_DATA
    )
    assert errors_of(content, table_schema(COMMITMENT_COLUMNS, COMMITMENT_KEY)) == []
