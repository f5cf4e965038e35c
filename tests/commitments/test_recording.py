"""Updating the state of actions: what is written, what is refused, and that nothing is lost."""

from datetime import date

import pytest

from accounts.rights import Role
from commitments.calendar import ActionStatus, Declared
from commitments.ledger.files.store import folder
from commitments.ledger.proofs import Link, SentFile
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.ledger.state import State
from commitments.models import Change, FollowUpRevision, Origin, Proof
from commitments.recording import (
    ItemStep,
    Naming,
    Update,
    attach,
    name_owners,
    return_,
    submit,
    update_many,
    validate,
    withdraw,
)
from commitments.selectors import items_of
from indicators.recording import link, unlink
from tests.factories import make_action, make_body, make_contract, make_indicator, make_user, planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
LINK = Link("https://ged.exemple.fr/bilan", "Bilan")
FILE = SentFile("bilan.txt", "Bilan de l’action".encode())


@pytest.fixture
def owner(contract):
    return make_user(Role.GESTIONNAIRE, contract.body)


@pytest.fixture
def action(contract, owner):
    return make_action(contract, years=(2024, 2025, 2026), owner=owner)


def say(contract, actor, *updates, **more):
    return update_many(contract=contract, updates=updates, actor=actor, origin=Origin.FORM, **more)


def item(contract, year=2025, number=None):
    found = {each.place: each for each in items_of(contract, date(2025, 10, 20))}
    return found[f"{number}-{year}" if number else str(year)]


def refusal_of(contract, actor, update, **more):
    with pytest.raises(Refusal) as refused:
        say(contract, actor, update, **more)
    return refused.value


def test_an_owner_says_where_it_stands_and_each_word_is_kept(contract, owner, action):
    first = Update(
        planned(action, 2025), Declared.EN_COURS, 40, date(2025, 11, 30), "Marché notifié", expected_version=0
    )
    say(contract, owner, first)
    say(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 60, expected_version=1))
    found = item(contract)
    assert (found.status, found.progress, found.version) == (ActionStatus.EN_COURS, 60, 2)
    kept = FollowUpRevision.objects.order_by("version").values_list("progress", "forecast", "comment")
    assert list(kept) == [(40, date(2025, 11, 30), "Marché notifié"), (60, None, "")]


def test_what_is_said_again_writes_nothing(contract, owner, action):
    update = Update(planned(action, 2025), Declared.EN_COURS, 40, comment="Marché notifié")
    assert say(contract, owner, update).written == 1
    again = say(contract, owner, update)
    assert (again.written, again.unchanged, again.change) == (0, 1, None)


def test_what_was_not_done_is_late_and_what_comes_is_to_come(contract, owner, action):
    say(contract, owner, Update(planned(action, 2024), Declared.EN_COURS, 90))
    assert item(contract, 2024).status is ActionStatus.EN_RETARD
    assert item(contract, 2024).days_late == 293
    assert item(contract, 2026).status is ActionStatus.A_VENIR


@pytest.mark.parametrize(
    ("update", "code"),
    [
        ({"declared": Declared.REALISE}, "proof_missing"),
        ({"declared": Declared.ABANDONNE, "decided_by": "CODIR"}, "reason_missing"),
        ({"declared": Declared.ABANDONNE, "reason": "marché infructueux"}, "decided_by_missing"),
        ({"declared": Declared.RIEN, "progress": 10}, "not_begun"),
        ({"declared": Declared.EN_COURS, "progress": 101}, "not_a_share"),
        ({"declared": Declared.EN_COURS, "waiver": "sans objet"}, "waiver_not_allowed"),
    ],
)
def test_what_is_incoherent_is_refused(contract, owner, action, update, code):
    assert refusal_of(contract, owner, Update(planned(action, 2025), **update)).code == code
    assert not FollowUpRevision.objects.exists()


def test_done_takes_a_proof_that_comes_with_it(contract, owner, action):
    say(contract, owner, Update(planned(action, 2025), Declared.REALISE, 30, proof=FILE))
    found = item(contract)
    assert (found.status, found.progress, found.proofs) == (ActionStatus.REALISE, 100, ("bilan.txt",))


def test_a_controller_waives_the_proof_with_a_reason(contract, owner, controller, action):
    waived = Update(planned(action, 2025), Declared.REALISE, waiver="  Constaté sur place ")
    say(contract, controller, waived)
    assert item(contract).record.waiver == "Constaté sur place"
    say(contract, owner, Update(planned(action, 2025), Declared.REALISE, comment="Fini"))
    assert item(contract).record.waiver == "Constaté sur place"


def test_the_only_proof_of_what_is_done_stays(contract, owner, action):
    say(contract, owner, Update(planned(action, 2025), Declared.REALISE, proof=LINK))
    common = {"contract": contract, "actor": owner, "origin": Origin.FORM}
    with pytest.raises(Refusal) as refused:
        withdraw(proof=Proof.objects.get(), reason="erreur", **common)
    assert refused.value.code == "last_proof"
    attach(planned=planned(action, 2025), proof=FILE, **common)
    withdraw(proof=Proof.objects.get(url=LINK.url), reason="erreur", **common)
    assert item(contract).proofs == ("bilan.txt",)


def test_the_same_proof_twice_is_one_row_one_file_and_one_act(contract, owner, action):
    common = {"contract": contract, "planned": planned(action, 2025), "actor": owner, "origin": Origin.FORM}
    first, second = (attach(proof=FILE, **common) for _ in range(2))
    assert first == second
    assert [path.name for path in folder().iterdir()] == [first.stored_as]
    assert Change.objects.filter(verb="attach_proof").count() == 1


def test_a_refused_update_leaves_no_file(contract, owner, action):
    refusal_of(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 300, proof=FILE))
    assert list(folder().iterdir()) == []
    assert not Proof.objects.exists()


def test_one_refusal_undoes_all_and_each_is_told_by_its_place(contract, owner, action):
    with pytest.raises(Refusal) as refused:
        say(
            contract,
            owner,
            Update(planned(action, 2024), Declared.EN_COURS, 10),
            Update(planned(action, 2025), Declared.REALISE),
            Update(planned(action, 2026), Declared.RIEN, 5),
        )
    assert {rank: each.code for rank, each in refused.value.by_place.items()} == {
        1: "proof_missing",
        2: "not_begun",
    }
    assert not FollowUpRevision.objects.exists()


def test_the_later_of_two_people_is_told(contract, owner, controller, action):
    say(contract, controller, Update(planned(action, 2025), Declared.EN_COURS, 20, expected_version=0))
    late = Update(planned(action, 2025), Declared.EN_COURS, 30, expected_version=0)
    with pytest.raises(StaleVersion):
        say(contract, owner, late)
    assert item(contract).progress == 20


@pytest.mark.parametrize("who", ["nobody's", "reader", "stranger"])
def test_who_is_not_its_owner_writes_nothing(contract, action, who):
    body = make_body() if who == "stranger" else contract.body
    user = make_user(Role.LECTEUR if who == "reader" else Role.GESTIONNAIRE, body)
    assert refusal_of(contract, user, Update(planned(action, 2025), Declared.EN_COURS)).code == "not_allowed"


def test_a_deputy_writes_as_the_owner_does(contract, owner, action):
    deputy = make_user(Role.GESTIONNAIRE, contract.body)
    name_owners(
        contract=contract, namings=[Naming(action, owner, deputy, 1)], actor=None, origin=Origin.COMMAND
    )
    assert say(contract, deputy, Update(planned(action, 2025), Declared.EN_COURS)).written == 1


def test_an_action_of_another_contract_is_refused(contract, controller):
    other = make_contract(contract.body, code="autre")
    theirs = make_action(other, years=(2025,))
    assert (
        refusal_of(contract, controller, Update(planned(theirs, 2025), Declared.EN_COURS)).code
        == "not_allowed"
    )


def test_from_the_owner_to_the_controller_and_back(contract, owner, controller, action):
    common = {"contract": contract, "origin": Origin.FORM}
    say(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 50))
    submit(steps=[ItemStep(planned(action, 2025), 1)], actor=owner, **common)
    return_(steps=[ItemStep(planned(action, 2025), 2)], reason="Précisez", actor=controller, **common)
    found = item(contract).record
    assert (found.state, found.returned_because, found.progress) == (State.RETOURNE, "Précisez", 50)
    say(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 55))
    assert item(contract).record.state is State.SAISI
    submit(steps=[ItemStep(planned(action, 2025), 4)], actor=owner, **common)
    validate(steps=[ItemStep(planned(action, 2025), 5)], actor=controller, **common)
    assert item(contract).record.state is State.VALIDE


def test_nobody_validates_their_own_unless_the_contract_lets_them(contract, controller, action):
    say(contract, controller, Update(planned(action, 2025), Declared.EN_COURS, 50), hands_over=True)
    common = {"contract": contract, "actor": controller, "origin": Origin.FORM}
    with pytest.raises(Refusal) as refused:
        validate(steps=[ItemStep(planned(action, 2025), 1)], **common)
    assert refused.value.code == "own_entry"
    contract.allows_own_validation = True
    contract.save(update_fields=["allows_own_validation"])
    assert len(validate(steps=[ItemStep(planned(action, 2025), 1)], **common)) == 1


def test_who_spoke_before_the_last_validation_may_validate_what_another_said_since(
    contract, owner, controller, action
):
    common = {"contract": contract, "actor": controller, "origin": Origin.FORM}
    say(contract, controller, Update(planned(action, 2025), Declared.EN_COURS, 50))
    validate(steps=[ItemStep(planned(action, 2025), 1)], **common | {"actor": None})
    say(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 60), hands_over=True)
    validate(steps=[ItemStep(planned(action, 2025), 3)], **common)
    assert item(contract).record.state is State.VALIDE


def test_what_is_validated_is_not_submitted_again(contract, owner, controller, action):
    common = {"contract": contract, "origin": Origin.FORM}
    say(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 50))
    validate(steps=[ItemStep(planned(action, 2025), 1)], actor=controller, **common)
    with pytest.raises(Refusal) as refused:
        submit(steps=[ItemStep(planned(action, 2025), 2)], actor=owner, **common)
    assert refused.value.code == "already_submitted"
    assert item(contract).record.state is State.VALIDE


def test_an_update_of_what_is_submitted_still_waits(contract, owner, action):
    say(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 50), hands_over=True)
    say(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 60))
    assert item(contract).record.state is State.SOUMIS


def test_a_review_says_anew_what_did_not_change_once(contract, owner, controller, action):
    update = Update(planned(action, 2025), Declared.EN_COURS, 50)
    say(contract, owner, update, hands_over=True)
    assert say(contract, owner, update, hands_over=True).written == 0
    validate(
        contract=contract, steps=[ItemStep(planned(action, 2025), 1)], actor=controller, origin=Origin.FORM
    )
    assert say(contract, owner, update, hands_over=True).written == 1
    assert item(contract).record.state is State.SOUMIS


@pytest.mark.parametrize(
    ("move", "code"),
    [
        (lambda common, step: submit(steps=[step, step], **common), "twice_in_the_file"),
        (lambda common, step: return_(steps=[step], reason=" ", **common), "reason_missing"),
    ],
)
def test_moves_that_are_refused(contract, controller, action, move, code):
    say(contract, None, Update(planned(action, 2025), Declared.EN_COURS, 50))
    common = {"contract": contract, "actor": controller, "origin": Origin.FORM}
    with pytest.raises(Refusal) as refused:
        move(common, ItemStep(planned(action, 2025), 1))
    assert refused.value.code == code


def test_what_was_known_at_an_earlier_act_is_read_back(contract, owner, action):
    say(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 20))
    then = Change.objects.filter(contract=contract).latest("sequence").sequence
    say(contract, owner, Update(planned(action, 2025), Declared.REALISE, proof=LINK))
    past = {each.year: each for each in items_of(contract, date(2025, 10, 20), known_at=then)}
    assert (past[2025].progress, past[2025].proofs) == (20, ())
    assert item(contract).proofs == ("Bilan",)


def test_four_queries_whatever_the_number(contract, owner, action, django_assert_num_queries):
    make_action(contract, code="E1A2", deliverables=[(2024, 2025), (2025,)], owner=owner)
    say(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 20))
    with django_assert_num_queries(4):
        assert len(items_of(contract, date(2025, 10, 20))) == 6


def test_an_owner_belongs_to_the_body_and_a_deputy_is_another(contract, owner, controller, action):
    stranger = make_user(Role.GESTIONNAIRE, make_body())
    for naming, code in [
        (Naming(action, stranger, None), "not_a_writer"),
        (Naming(action, owner, owner), "same_person"),
        (Naming(action, owner, None, 0), "stale_version"),
    ]:
        with pytest.raises(Refusal) as refused:
            name_owners(contract=contract, namings=[naming], actor=controller, origin=Origin.FORM)
        assert refused.value.code == code
    with pytest.raises(Refusal):
        name_owners(contract=contract, namings=[Naming(action, None, None)], actor=owner, origin=Origin.FORM)


def test_a_controller_links_an_action_to_an_indicator_and_undoes_it(contract, owner, controller, action):
    indicator = make_indicator(contract)
    common = {"contract": contract, "origin": Origin.FORM}
    made = link(action=action, indicator=indicator, actor=controller, **common)
    assert link(action=action, indicator=indicator, actor=controller, **common) == made
    with pytest.raises(Refusal):
        unlink(standing=made, actor=owner, **common)
    unlink(standing=made, actor=controller, **common)
    assert link(action=action, indicator=indicator, actor=controller, **common) != made
    elsewhere = make_indicator(make_contract())
    with pytest.raises(Refusal):
        link(action=action, indicator=elsewhere, actor=controller, **common)
