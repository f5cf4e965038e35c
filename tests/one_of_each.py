"""Create one of each object that an address can name, for the test that requests every address as every role."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.proofs import SentFile
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.reports import Report
from commitments.models import Action, ActionLink, Contract, EffectRevision, Origin, Proof
from commitments.recording import Naming, Update, name_owners, update_many
from commitments.recording import attach as attach_to_action
from cpg.shared.periods import Month, Quarter
from dashboards.models.reconciliation import CnavFile
from dashboards.models.resolution import Resolution
from dashboards.models.review import DocumentFormat, ReviewKind
from dashboards.models.scenario import Scenario, StepKind
from dashboards.reconciliation.acts import receive_file
from dashboards.reconciliation.reading import FilePreview, prepare_figures
from dashboards.resolutions.acts import Decided, take
from dashboards.reviews import requests
from dashboards.reviews.acts import open_review
from dashboards.scenarios.keeping import add_step, begin
from dashboards.scenarios.words import values_label
from indicators.domain.action_effect.declared import DeclaredEffect
from indicators.domain.model import Aggregation
from indicators.imports import read
from indicators.models import Evidence, ImportJob, Indicator, SignedDocument, Source, SourceKind
from indicators.recording import Declaration, Entry, amend, attach, declare_effect, link, neutralise, put_many
from indicators.sources.keeping import deliver
from tests.factories import amount, make_indicator, make_user, numbers, planned, target
from tests.sources.making import make_connection, make_source


def make_review(contract: Contract) -> None:
    """Create a review with one version; its documents are only their first bytes."""
    controller = make_user(Role.CONTROLEUR, contract.body)
    review = open_review(
        contract=contract,
        kind=ReviewKind.MIDTERM,
        day=date(2025, 6, 30),
        actor=controller,
        origin=Origin.COMMAND,
    )
    job = requests.take(requests.ask(review, controller).pk)
    requests.keep(job, {DocumentFormat.PDF: b"%PDF-", DocumentFormat.ODT: b"PK"}, known_at=1)


def make_resolution(contract: Contract, owner: User, text: str = "") -> Resolution:
    """Create a decision of the committee that this member of the body is to do."""
    text = text or f"Ouvrir {next(numbers)} ateliers"
    decided = Decided(text, date(2025, 9, 16), owner, date(2025, 10, 31))
    return take(contract=contract, decided=decided, actor=None, origin=Origin.COMMAND)


def make_cnav_file(contract: Contract, quarter: Quarter, *lines: str, actor: User | None = None) -> CnavFile:
    """Keep a file of the Cnav's figures, whose rows are `R1;2025-03;;;72,4`: code, month, both parts, value."""
    heading = "indicateur;mois;numerateur;denominateur;valeur"
    content = "\n".join((heading, *lines, "")).encode()

    def prepare(locked: Contract) -> FilePreview:
        return prepare_figures(read(content), locked, quarter)

    return receive_file(
        contract=contract,
        quarter=quarter,
        sent=SentFile("cnav.csv", content),
        prepare=prepare,
        plan=prepare(contract).plan,
        how={},
        actor=actor,
        origin=Origin.COMMAND,
    )


def make_scenario(contract: Contract, owner: User) -> Scenario:
    """Create a scenario of this person with a supposed month of R1, a rate."""
    scenario = begin(contract, owner, "Fin d’année prudente")
    year = contract.last_year
    sent = QueryDict(f"annee={year}&R1-numerator=95&R1-denominator=100")
    add_step(
        scenario,
        StepKind.VALUES,
        values_label(year, [contract.indicators.with_definition().get(code="R1")]),
        sent,
    )
    return scenario


def make_neutralisations(indicator: Indicator, year: int) -> None:
    """A month that is neutralised, and one that is no more."""
    for month, decided in ((9, (True,)), (8, (True, False))):
        for version, is_neutralised in enumerate(decided):
            neutralise(
                indicator=indicator,
                month=Month(year, month),
                is_neutralised=is_neutralised,
                reason="incident national",
                expected_version=version,
                actor=None,
                origin=Origin.COMMAND,
            )


def make_calm(contract: Contract) -> Indicator:
    """An indicator with 100 a month in 2023, 104 in 2024, 120 from January to June 2025; nobody validated anything."""
    calm: Indicator = make_indicator(contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    values = [100] * 12 + [104] * 12 + [120] * 6
    first = Month(2023, 1)
    entries = [Entry(calm, first.plus(rank), amount(each), "constaté") for rank, each in enumerate(values)]
    put_many(contract=contract, entries=entries, actor=None, origin=Origin.COMMAND)
    return calm


def make_effect(
    action: Action,
    indicator: Indicator,
    amount: str = "5",
    start: str = "2025-01",
    *,
    full: str = "",
    actor: User | None = None,
) -> EffectRevision:
    """Link an action to an indicator, and declare an effect on that link."""
    common = {"contract": indicator.contract, "origin": Origin.COMMAND}
    linked: ActionLink = link(action=action, indicator=indicator, actor=None, **common)
    effect = DeclaredEffect(Decimal(amount), Month.parse(start), Month.parse(full or start))
    return declare_effect(
        link=linked, declaration=Declaration(effect, "d’après un essai", "", 0), actor=actor, **common
    )


def make_import(contract: Contract, user: User) -> ImportJob:
    """Create an import sent by this user, without checking that their role allows it."""
    return ImportJob.objects.create(
        user=user,
        name="valeurs.csv",
        sha256="0" * 64,
        state="lu",
        report={**Report().as_json(), "contract": contract.pk},
        created_at=timezone.now(),
    )


def make_proof(contract: Contract) -> Evidence:
    return attach(
        indicator=contract.indicators.with_definition().get(code="R1"),
        month=Month(2025, 1),
        proof=SentFile("preuve.txt", "relevé".encode()),
        actor=None,
        origin=Origin.COMMAND,
    )


def make_avenant(contract: Contract) -> SignedDocument:
    """Create the first avenant, of a year to come, with its signed document."""
    version = amend(
        contract=contract,
        label="avenant 1",
        effective_from=date(2027, 1, 1),
        source="Avenant signé",
        targets={"R1": {2027: target("81", "91")}},
        reason="charge",
        actor=None,
        origin=Origin.COMMAND,
        document=SentFile("avenant.txt", b"lu"),
    )
    return version.documents.get()


def record_state(action: Action, year: int, *, hands_over: bool) -> None:
    update_many(
        contract=action.engagement.fiche.contract,
        updates=[Update(planned(action, year), Declared.EN_COURS, 40)],
        actor=None,
        origin=Origin.COMMAND,
        hands_over=hands_over,
    )


def name_owner(contract: Contract, user: User) -> None:
    """Name this user owner of the action, if their role may own one; the rights of other roles do not depend on it."""
    action = Action.objects.get(engagement__fiche__contract=contract)
    with suppress(Refusal):
        name_owners(
            contract=contract, namings=[Naming(action, user, None)], actor=None, origin=Origin.COMMAND
        )


def make_proof_of_action(contract: Contract) -> Proof:
    action = Action.objects.get(engagement__fiche__contract=contract)
    return attach_to_action(
        contract=contract,
        planned=planned(action, 2024),
        proof=SentFile("bilan.txt", b"bilan"),
        actor=None,
        origin=Origin.COMMAND,
    )


def make_upload(contract: Contract) -> Source:
    """Create a source in service, of a file that is sent by hand, to which one file came."""
    owner = make_user(Role.CONTROLEUR, contract.body)
    connection = make_connection(contract, SourceKind.UPLOAD, {})
    source = make_source(connection, owner, contract.indicators.get(code="R1"))
    content = b"indicateur;mois;numerateur;denominateur\nR1;1999-01;1;2\n"
    deliver(source=source, name="mois.csv", content=content, actor=owner)
    return source


MADE: dict[str, Callable[[Contract], int]] = {
    "{evidence}": lambda contract: make_proof(contract).pk,
    "{proof}": lambda contract: make_proof_of_action(contract).pk,
    "{avenant}": lambda contract: make_avenant(contract).version.number,
    "{source}": lambda contract: make_upload(contract).pk,
    "{connection}": lambda contract: make_connection(contract, SourceKind.UPLOAD, {}).pk,
    "{document}": lambda contract: make_avenant(contract).pk,
}


def with_made(address: str, contract: Contract) -> str:
    """The address with the key of what it names in braces, which is made for it."""
    for name, make in MADE.items():
        if name in address:
            address = address.replace(name, str(make(contract)))
    return address
