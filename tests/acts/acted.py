"""One act of each verb on one contract, by the verbs themselves."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from unittest import mock

from accounts.models import User
from accounts.rights import Role
from commitments import recording as commitments
from commitments.calendar import Declared
from commitments.ledger.proofs import SentFile
from commitments.models import Action, Contract, Origin, lock_contract, open_change
from commitments.recording import ItemStep, Naming, Update
from commitments.recording.contract import allow_own_validation
from cpg.shared.periods import Month, Quarter
from dashboards.commentary.acts import write_commentary
from dashboards.commentary.subjects import of_contract, of_indicator
from dashboards.models.closing import FrozenExport, QuarterClosing
from dashboards.models.review import DocumentFormat, ReviewKind
from dashboards.quarters import dossier, freezing
from dashboards.quarters.acts import confirm_read, take_back, waive
from dashboards.quarters.checklist import checklist_of
from dashboards.reconciliation.acts import (
    Step,
    follow_difference,
    reopen_difference,
    settle_difference,
)
from dashboards.reconciliation.selectors import reconciliation_of
from dashboards.resolutions.acts import Decided, Move, abandon, finish, reopen, revise, take
from dashboards.reviews import requests
from dashboards.reviews.acts import open_review, write_text
from indicators import recording
from indicators.domain.action_effect.declared import DeclaredEffect
from indicators.domain.model import Aggregation, Pair, Target
from indicators.models import Indicator
from indicators.recording import MonthStep
from indicators.recording.months import Entry
from tests.closing import close_quarter
from tests.factories import every_year, make_action, make_indicator, make_user, planned
from tests.one_of_each import make_cnav_file

COMMENT = "=1+1 chiffre de l’éditeur"
RETURNED, ANSWER = "dénominateur à vérifier", "il est juste"
DECIDED = "Ouvrir douze ateliers à Laval"
RATIO, SUM, BASED = "Part des réponses à temps", "Ateliers tenus", "Évolution des visites"


def act_on_everything(contract: Contract) -> None:
    """Dominique does all of it, but for what Camille enters."""
    camille = make_user(Role.CONTROLEUR, contract.body, username="camille")
    dominique = make_user(Role.CONTROLEUR, contract.body, username="dominique")
    ratio = make_indicator(contract, code="R1", label=RATIO, targets=every_year("80", "90"))
    summed = make_indicator(
        contract, code="R2", label=SUM, aggregation=Aggregation.SOMME, unit="ateliers", decimals=0
    )
    based = make_indicator(contract, code="R3", label=BASED, aggregation=Aggregation.EVOLUTION)
    _act_on_months(contract, ratio, camille, dominique)
    _decide(contract, ratio, summed, based, dominique)
    _follow_up(contract, ratio, camille, dominique)
    _reconcile(contract, dominique)
    _close(contract, dominique)
    _comment(contract, ratio, dominique)
    _review(contract, dominique)
    _resolve(contract, ratio, camille, dominique)
    administrator = make_user(Role.ADMINISTRATEUR, contract.body)
    for is_allowed in (True, False):
        allow_own_validation(
            contract=contract, is_allowed=is_allowed, actor=administrator, origin=Origin.FORM
        )


def _act_on_months(contract: Contract, ratio: Indicator, camille: User, dominique: User) -> None:
    march = Month(2025, 3)
    common = {"indicator": ratio, "month": march, "actor": camille, "origin": Origin.FORM}
    recording.put(fact=Pair(Decimal(93), Decimal(100)), expected_version=0, comment=COMMENT, **common)

    def move(verb, version, actor, **more):
        steps = [MonthStep(ratio, march, version, more.pop("answer", ""))]
        verb(contract=contract, steps=steps, actor=actor, origin=Origin.FORM, **more)

    move(recording.submit, 1, camille)
    move(recording.unsubmit, 2, camille)
    move(recording.submit, 3, camille)
    move(recording.return_, 4, dominique, reason=RETURNED)
    move(recording.submit, 5, camille, answer=ANSWER)
    move(recording.validate, 6, dominique)
    recording.put(
        fact=Pair(Decimal(95), Decimal(100)), expected_version=7, reason="chiffres inversés", **common
    )
    recording.put(fact=None, expected_version=8, reason="mauvais mois", **common)
    recording.put_many(
        contract=contract,
        entries=[
            Entry(ratio, Month(2025, number), Pair(Decimal(90 + number), Decimal(100)))
            for number in range(1, 9)
        ],
        actor=camille,
        origin=Origin.IMPORT,
        reason="Import de valeurs.csv",
    )
    proof = recording.attach(
        indicator=ratio,
        month=march,
        proof=SentFile("relevé.txt", b"releve"),
        actor=camille,
        origin=Origin.FORM,
    )
    recording.withdraw(evidence=proof, reason="mauvais fichier", actor=camille, origin=Origin.FORM)


def _decide(
    contract: Contract, ratio: Indicator, summed: Indicator, based: Indicator, dominique: User
) -> None:
    by = {"actor": dominique, "origin": Origin.FORM}
    recording.neutralise(
        indicator=ratio, month=Month(2025, 2), is_neutralised=True, reason="grève", expected_version=0, **by
    )
    avenant = recording.amend(
        contract=contract,
        label="avenant 1",
        effective_from=date(2025, 7, 1),
        source="signé le 1er juillet",
        reason="charge nouvelle",
        targets={"R1": {2026: Target(Decimal(82), Decimal(92))}},
        weights={"R2": Decimal(2)},
        **by,
    )
    wrong = recording.attach_document(version=avenant, document=SentFile("projet.txt", b"projet"), **by)
    recording.attach_document(
        version=avenant,
        document=SentFile("signé.txt", b"signe"),
        replaces=wrong.pk,
        reason="ce n’était que le projet",
        **by,
    )
    recording.decide_weights(
        contract=contract,
        effective_from=date(2025, 8, 1),
        weights={"R1": Decimal(3)},
        reason="priorité",
        **by,
    )
    recording.decide_profile(
        indicator=summed, year=2025, weights=[Fraction(1, 12)] * 12, reason="usage", expected_version=0, **by
    )
    recording.set_base_values(
        indicator=based, values=[Decimal(40)] * 12, reason="année 2022", expected_version=0, **by
    )
    recording.set_credit(contract=contract, credit=Decimal(50), reason="avenant au barème", **by)
    recording.complete_passport(
        indicator=ratio,
        texts={"source": "Une application"},
        reason="réponse du service",
        expected_version=1,
        **by,
    )


def _follow_up(contract: Contract, ratio: Indicator, camille: User, dominique: User) -> None:
    action = make_action(contract, years=(2024, 2025), owner=camille)
    first, second = planned(action, 2024), planned(action, 2025)
    by_camille, by_dominique = (
        {"contract": contract, "actor": each, "origin": Origin.FORM} for each in (camille, dominique)
    )
    commitments.name_owners(namings=[Naming(action, dominique, camille)], **by_dominique)
    commitments.update_many(
        updates=[Update(second, Declared.EN_COURS, 40, comment="bien parti")], **by_camille
    )
    commitments.update_many(updates=[Update(first, Declared.EN_COURS, 80)], hands_over=True, **by_camille)

    def move(verb, version, common, **more):
        verb(steps=[ItemStep(second, version, more.pop("answer", ""))], **common, **more)

    move(commitments.submit, 1, by_camille)
    move(commitments.unsubmit, 2, by_camille)
    move(commitments.submit, 3, by_camille)
    move(commitments.return_, 4, by_dominique, reason="à préciser")
    move(commitments.submit, 5, by_camille, answer="c’est dit")
    move(commitments.validate, 6, by_dominique)
    proof = commitments.attach(planned=first, proof=SentFile("bilan.txt", b"bilan"), **by_camille)
    commitments.withdraw(proof=proof, reason="mauvaise année", **by_camille)
    _link(contract, action, ratio, dominique)


def _link(contract: Contract, action: Action, ratio: Indicator, dominique: User) -> None:
    common = {"contract": contract, "actor": dominique, "origin": Origin.FORM}
    recording.link(action=action, indicator=ratio, **common)
    linked = action.links.get()
    recording.declare_effect(link=linked, declaration=_expected("3", "", 0), **common)
    recording.declare_effect(link=linked, declaration=_expected("2", "moins de moyens", 1), **common)
    recording.withdraw_effect(link=linked, reason="action arrêtée", expected_version=2, **common)
    recording.unlink(standing=linked, **common)


def _expected(amount: str, reason: str, version: int) -> recording.Declaration:
    start = Month(2025, 2)
    effect = DeclaredEffect(Decimal(amount), start, start.plus(3))
    return recording.Declaration(effect, "d’après un essai", reason, version)


def _close(contract: Contract, dominique: User) -> None:
    quarter = Quarter(2025, 1)
    by = {"contract": contract, "actor": dominique, "origin": Origin.FORM}
    common = {**by, "quarter": quarter}
    points = [point.key for point in checklist_of(contract, quarter).open_points]
    waive(seen=points, reason="accord de la Cnav", **common)
    take_back(seen=[point.key for point in checklist_of(contract, quarter).points][:1], **common)
    confirm_read(seen=[checklist_of(contract, quarter).rows[0].key], **common)
    close_quarter(expected_version=0, **common)
    _close_as_before_dossiers(contract, dominique)
    recording.reopen(
        month=Month(2025, 3), expected_version=1, reason="oubli", open_until=date(2025, 10, 31), **by
    )
    recording.lock(months=[Month(2025, 3)], **by)


def _close_as_before_dossiers(contract: Contract, dominique: User) -> None:
    """A closing that has its rows alone, which gets its other files later."""
    locked = lock_contract(contract.pk)
    change = open_change(locked, actor=dominique, origin=Origin.FORM, verb="close_quarter")
    closing = QuarterClosing.objects.create(contract=locked, year=2024, quarter=4, version=1, change=change)
    for name in ("excel-fr", "open-data"):
        FrozenExport.objects.create(
            closing=closing, format=name, content=b"rows", sha256=sha256(b"rows").hexdigest()
        )
    with mock.patch.object(dossier, "pdf_bytes", return_value=b"%PDF-1.7"):
        freezing.make_dossier(closing=closing, actor=dominique, origin=Origin.FORM)


def _resolve(contract: Contract, ratio: Indicator, camille: User, dominique: User) -> None:
    by = {"actor": dominique, "origin": Origin.FORM}
    decided = Decided(DECIDED, date(2025, 9, 16), camille, date(2025, 10, 31), indicator=ratio)
    common = {"resolution": take(contract=contract, decided=decided, **by), "origin": Origin.FORM}
    revise(move=Move(1, "absence de Camille", dominique, date(2025, 11, 30)), actor=dominique, **common)
    finish(move=Move(2, "douze ateliers ouverts"), actor=dominique, **common)
    reopen(move=Move(3, "deux ont fermé"), actor=dominique, **common)
    abandon(move=Move(4, "budget refusé"), actor=dominique, **common)


def _reconcile(contract: Contract, dominique: User) -> None:
    quarter, month = Quarter(2025, 2), Month(2025, 5)
    make_cnav_file(contract, quarter, "R1;2025-05;;;12,34", "R1;2025-06;;;56,78")
    by = {"contract": contract, "actor": dominique, "origin": Origin.FORM}
    moves = (
        (follow_difference, "demandé à Nadia", "cnav"),
        (settle_difference, "ils comptent sans la Mayenne", ""),
        (reopen_difference, "la Mayenne y est", "controle"),
    )
    for version, (verb, comment, turn) in enumerate(moves):
        found = reconciliation_of(contract, quarter).at("R1", month)
        verb(step=Step(quarter, "R1", month, found.digest, version, comment, turn), **by)


def _comment(contract: Contract, ratio: Indicator, dominique: User) -> None:
    common = {"contract": contract, "month": Month(2025, 3), "actor": dominique, "origin": Origin.FORM}
    for version, text in enumerate(("Une hausse en mars.", "Une hausse nette en mars.")):
        write_commentary(
            subject=of_indicator(ratio), text=text, figures={}, expected_version=version, **common
        )
    write_commentary(
        subject=of_contract(contract), text="Un trimestre sûr.", figures={}, expected_version=0, **common
    )


def _review(contract: Contract, dominique: User) -> None:
    common = {"actor": dominique, "origin": Origin.FORM}
    review = open_review(contract=contract, kind=ReviewKind.MIDTERM, day=date(2025, 6, 30), **common)
    write_text(
        review=review, section="synthese", text="Une année de montée en charge.", expected_version=0, **common
    )
    job = requests.take(requests.ask(review, dominique).pk)
    requests.keep(job, {DocumentFormat.PDF: b"%PDF-", DocumentFormat.ODT: b"PK"}, known_at=1)
