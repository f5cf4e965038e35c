"""The bundled contract, and how its fiches differ from its annexe in the document."""

import json
from typing import Any

import pytest
from django.conf import settings

from tests.reading.laying_out import Layout


@pytest.fixture(scope="package")
def data() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(settings.CONTRACT_FILE.read_text("utf-8"))
    return held


@pytest.fixture(scope="package")
def layout() -> Layout:
    percents = {
        ("R10", year): f"{percent}%"
        for year, percent in zip(range(2024, 2028), (45, 60, 75, 90), strict=True)
    }
    return Layout(fiche={("R19", 2024): "93%", **percents})
