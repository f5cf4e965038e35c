"""A contract on which every page has something to show: months, actions and reviews in each of their states."""

from datetime import date

from django.utils.timezone import localdate

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.proofs import Link, SentFile
from commitments.models import Contract, Origin
from commitments.recording import Update, update_many
from cpg.shared.periods import Month, Quarter
from dashboards.models.review import DocumentFormat, ReviewKind
from dashboards.reviews import requests
from dashboards.reviews.acts import open_review, write_text
from indicators.domain.model import Absence, AbsenceKind, Aggregation
from indicators.models import Indicator
from indicators.recording import MonthStep, amend, attach, lock, reopen, submit, withdraw
from tests.closing import close_quarter
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
from tests.one_of_each import (
    make_cnav_file,
    make_effect,
    make_neutralisations,
    make_resolution,
    make_scenario,
    make_upload,
)

YEAR = localdate().year


def contract_of_every_page() -> Contract:
    years = range(YEAR - 1, YEAR + 2)
    contract = make_contract(first_year=years[0], last_year=years[-1])
    ratio = make_indicator(
        contract, targets=every_year("80", "90", years), first_year=years[0],
        # A contract's label may hold an address, which no space breaks.
        label="Taux de publication des actions dans l’outil « Trouver mon activité » de https://www.pourbienvieillir.fr/s",
    )  # fmt: skip
    total = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0,
        targets=every_year("1000", "1200", years), first_year=years[0],
    )  # fmt: skip
    make_indicator(contract, first_year=None)
    make_indicator(contract, aggregation=Aggregation.EVOLUTION, first_year=None)
    for number in range(1, 13):
        month = str(Month(YEAR - 1, number))
        if number != 3:
            enter(ratio, month, pair(60 + number, 100), comment="RAS")
        enter(
            total,
            month,
            amount(90) if number != 5 else Absence(AbsenceKind.NON_DISPONIBLE, "extraction"),
            comment="comme le mois d’avant",
        )
    common = {"contract": contract, "actor": None, "origin": Origin.COMMAND}
    submit(
        steps=[MonthStep(each, Month(YEAR - 1, number), 1) for each in (ratio, total) for number in (1, 2)],
        **common,
    )
    proofs = [
        attach(indicator=ratio, month=Month(YEAR - 1, 2), proof=proof, actor=None, origin=Origin.COMMAND)
        for proof in (
            SentFile("relevé mensuel de l’activité.pdf", b"%PDF-1.7"),
            Link("https://ged.exemple.fr/" + "dossier" * 20),
            Link("https://exemple.fr/autre", "Compte rendu du comité de pilotage"),
        )
    ]
    withdraw(evidence=proofs[-1], reason="mauvais mois", actor=None, origin=Origin.COMMAND)
    follow_actions(contract, ratio)
    review_it(contract)
    reader = make_user(Role.LECTEUR, contract.body)
    make_resolution(contract, reader)
    make_scenario(contract, make_user(Role.DIRECTION, contract.body))
    make_upload(contract)
    make_cnav_file(contract, Quarter(YEAR - 1, 4), f"R1;{YEAR - 1}-12;;;61,7", f"R1;{YEAR - 1}-11;71;100;")
    make_neutralisations(ratio, YEAR - 1)
    amend(
        label="avenant 1",
        effective_from=date(YEAR, 1, 1),
        source="Avenant signé",
        targets={"R1": {YEAR: target("81", "92.5")}},
        reason="charge nouvelle",
        **common,
    )
    close_quarter(quarter=Quarter(YEAR - 1, 2), expected_version=0, **common)
    lock(months=[Month(YEAR - 1, 11), Month(YEAR - 1, 12)], **common)
    reopen(
        month=Month(YEAR - 1, 11),
        expected_version=1,
        reason="erreur de report",
        open_until=localdate(),
        **common,
    )
    return contract


def follow_actions(contract: Contract, indicator: Indicator) -> None:
    """One action in each state of the calendar, one that waits, one that is linked; the controller answers for them."""
    owner = make_user(Role.CONTROLEUR, contract.body)
    action = make_action(contract, years=(YEAR - 1, YEAR, YEAR + 1), owner=owner)
    several = make_action(contract, code="E1A2", deliverables=[(YEAR - 1, YEAR), (YEAR,)], owner=owner)
    common = {"contract": contract, "actor": None, "origin": Origin.COMMAND}
    proof = Link("https://ged.exemple.fr/" + "dossier" * 20)
    given_up = Update(planned(several, YEAR, 2), Declared.ABANDONNE, reason="infructueux", decided_by="CODIR")
    update_many(
        updates=[Update(planned(action, YEAR - 1), Declared.REALISE, comment="Fait", proof=proof), given_up],
        **common,
    )
    waiting = Update(planned(action, YEAR), Declared.EN_COURS, 40, date(YEAR, 11, 30), "Marché notifié")
    update_many(updates=[waiting], hands_over=True, **common)
    make_effect(action, indicator, start=f"{YEAR - 1}-01", full=f"{YEAR - 1}-03")


def review_it(contract: Contract) -> None:
    """One review with a text and a version, and one whose document is being made."""
    controller = make_user(Role.CONTROLEUR, contract.body)
    common = {"actor": controller, "origin": Origin.COMMAND}
    done, running = (
        open_review(contract=contract, kind=kind, day=date(YEAR - 1, 12, 31), **common)
        for kind in (ReviewKind.ANNUAL, ReviewKind.MIDTERM)
    )
    text = "Un paragraphe.\n\n- un élément\n- un autre"
    write_text(review=done, section="synthese", text=text, expected_version=0, **common)
    job = requests.take(requests.ask(done, controller).pk)
    requests.keep(job, {DocumentFormat.PDF: b"%PDF-", DocumentFormat.ODT: b"PK"}, known_at=1)
    requests.take(requests.ask(running, controller).pk)
