"""A contract whose second quarter of 2024 has something of all that a dossier says, and its closing."""

import io

import pytest
from python_calamine import CalamineWorkbook

from commitments.models import Origin
from cpg.shared.periods import Quarter
from dashboards.documents.dossier.composing import dossier_document
from dashboards.quarters import dossier as dossier_module
from dashboards.quarters.dossier import files_of
from indicators.domain.model import Absence, AbsenceKind, Aggregation, Frequency
from indicators.recording import link
from tests.closing import close_quarter
from tests.factories import (
    amount,
    enter,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    pair,
)

FIRST, SECOND = Quarter(2024, 1), Quarter(2024, 2)
ROWS_ONLY = ("xlsx", "ods", "excel-fr", "open-data")


def make_dossiered():
    """R1 below its seuil, with a late action; R2 a sum with a hole; R3 to R11 rates; R12 with nothing entered."""
    contract = make_contract()
    below = make_indicator(contract, targets=every_year("80", "90"))
    total = make_indicator(
        contract,
        aggregation=Aggregation.SOMME,
        unit="rendez-vous",
        decimals=0,
        targets=every_year("1200", "2400"),
    )
    for number in range(1, 7):
        enter(below, f"2024-{number:02d}", pair(70, 100), comment="Panne du logiciel" if number == 5 else "")
        if number not in {4, 6}:
            enter(total, f"2024-{number:02d}", amount(150))
    enter(total, "2024-04", Absence(AbsenceKind.NON_DISPONIBLE, "extraction perdue"))
    for rank in range(9):
        rate = make_indicator(contract, frequency=Frequency.TRIMESTRIELLE, targets=every_year("80", "90"))
        for month in ("03", "06"):
            enter(rate, f"2024-{month}", pair(81 + rank, 100))
    make_indicator(contract, targets=every_year("80", "90"))
    action = make_action(contract, code="E1A1", years=(2023,))
    link(contract=contract, action=action, indicator=below, actor=None, origin=Origin.COMMAND)
    return contract


def close(contract, quarter=SECOND, version=0, reason=""):
    contract.refresh_from_db()
    return close_quarter(
        contract=contract,
        quarter=quarter,
        expected_version=version,
        actor=None,
        origin=Origin.COMMAND,
        reason=reason,
        makes_pdf=True,
    )


def frozen(closing):
    return {each.format: bytes(each.content) for each in closing.exports.all()}


def facts(closing):
    """What its dossier is made of."""
    made = {}

    def keep(found):
        made["facts"] = found
        return dossier_document(found)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dossier_module, "dossier_document", keep)
        files_of(closing)
    return made["facts"]


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def sheet(content, name):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()
