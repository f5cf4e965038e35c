"""A small contract with a past, for the tests of reviews: figures and states entered on days of 2024 and 2025."""

from datetime import date

import time_machine

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.proofs import Link
from commitments.models import Origin
from commitments.recording import Update, update_many
from cpg.shared.periods import Month
from dashboards.models.review import ReviewKind
from dashboards.reviews.acts import open_review
from indicators.domain.model import Absence, AbsenceKind, Aggregation, Frequency
from indicators.recording import amend
from tests.factories import (
    amount,
    enter,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    make_user,
    pair,
    planned,
    target,
)

COMMAND = {"actor": None, "origin": Origin.COMMAND}
DAY = date(2025, 6, 30)


def on(day: str):
    return time_machine.travel(f"{day}T10:00:00+02:00", tick=False)


def make_reviewed():
    """R1 is below its seuil and says why, R2 reaches its objectif; E1A1 is done in 2024, E1A2 late, E2A1 given up."""
    with on("2023-01-02"):
        contract = make_contract()
        rate = make_indicator(contract, frequency=Frequency.TRIMESTRIELLE, targets=every_year("80", "90"))
        total = make_indicator(
            contract,
            aggregation=Aggregation.SOMME,
            unit="rendez-vous",
            decimals=0,
            targets=every_year("600", "1200"),
        )
        done = make_action(contract, code="E1A1", years=(2024, 2025))
        make_action(contract, code="E1A2", deliverables=[(2024,), (2025, 2026)])
        given_up = make_action(contract, code="E2A1", years=(2025,))
    with on("2025-02-05"):
        enter(rate, "2025-01", pair(70, 100), comment="Panne du logiciel")
        enter(total, "2025-01", amount(150))
    with on("2025-06-05"):
        enter(rate, "2025-05", Absence(AbsenceKind.NON_DISPONIBLE, "extraction perdue"))
        for month in range(2, 6):
            enter(total, str(Month(2025, month)), amount(150))
        proof = Link("https://exemple.fr/preuve")
        updates = [
            Update(planned(done, 2024), Declared.REALISE, 100, comment="Guichet ouvert", proof=proof),
            Update(planned(given_up, 2025), Declared.ABANDONNE, reason="Sans suite", decided_by="CODIR"),
        ]
        update_many(contract=contract, updates=updates, **COMMAND)
        amend(
            contract=contract, label="avenant 1", effective_from=date(2025, 1, 1), source="Avenant signé",
            targets={"R2": {2026: target("700", "1300")}}, reason="Charge revue", **COMMAND,
        )  # fmt: skip
    with on("2025-07-01"):
        enter(rate, "2025-02", pair(100, 100), comment="Saisi après le jour du bilan")
        later = [Update(planned(done, 2025), Declared.EN_COURS, 40, comment="Dit après le jour du bilan")]
        update_many(contract=contract, updates=later, **COMMAND)
    return contract


def make_review(contract, kind=ReviewKind.MIDTERM, day=DAY):
    controller = make_user(Role.CONTROLEUR, contract.body)
    review = open_review(contract=contract, kind=kind, day=day, actor=controller, origin=Origin.FORM)
    return review, controller
