"""The effect expected of an action on an indicator: who declares it, what is kept, and what pages show of it."""

import html
from decimal import Decimal

import pytest
import time_machine

from accounts.rights import Role
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Change, EffectRevision, Origin
from indicators import recording
from indicators.domain.action_effect.declared import DeclaredEffect
from indicators.recording import Declaration, Entry, MonthStep
from tests.domain.building import amounts, month
from tests.factories import make_action, make_contract, make_user
from tests.one_of_each import make_calm, make_effect

pytestmark = pytest.mark.django_db
SINCE = "2025-01"


@pytest.fixture
def indicator(contract):
    return make_calm(contract)


@pytest.fixture
def action(contract, owner):
    return make_action(contract, years=(2024, 2025), owner=owner)


@pytest.fixture
def address(contract):
    return f"/{contract.body.code}/{contract.code}/engagements/1/E1A1/effets/R1/"


def typed(**more):
    return {"effet": "+12", "depuis": SINCE, "plein": "", "commentaire": "", "version": "0"} | more


def text_of(response) -> str:
    return html.unescape(response.content.decode())


def declare(link, amount="12", version=0, *, actor=None, reason="", start=SINCE, full=SINCE):
    effect = DeclaredEffect(Decimal(amount), month(start), month(full))
    return recording.declare_effect(
        contract=link.indicator.contract,
        link=link,
        declaration=Declaration(effect, "", reason, version),
        actor=actor,
        origin=Origin.FORM,
    )


@pytest.fixture
def link(contract, action, indicator):
    return recording.link(
        contract=contract, action=action, indicator=indicator, actor=None, origin=Origin.COMMAND
    )


def test_who_answers_for_the_action_declares_changes_and_withdraws(client, owner, link, address):
    client.force_login(owner)
    assert client.post(address, typed(effet="12 rendez-vous", commentaire="un essai")).status_code == 302
    assert client.post(address, typed(effet="14", plein="2025-04", version="1")).status_code == 422
    changed = typed(effet="14", plein="2025-04", version="1", motif="essai relu")
    assert client.post(address, changed).status_code == 302
    assert client.post(address, changed).status_code == 409
    client.post(f"{address}retirer/", {"version": "2", "motif": ""})
    assert link.effects.count() == 2
    client.post(f"{address}retirer/", {"version": "2", "motif": "action arrêtée"})
    rows = link.effects.order_by("version").values_list(
        "version", "amount", "starts__month", "full_from__month", "comment", "reason", "is_withdrawn"
    )
    assert list(rows) == [
        (1, 12, 1, 1, "un essai", "", False),
        (2, 14, 1, 4, "", "essai relu", False),
        (3, 14, 1, 4, "", "action arrêtée", True),
    ]
    verbs = Change.objects.order_by("sequence").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["declare_effect", "declare_effect", "withdraw_effect"]
    page = text_of(client.get(address))
    assert "Aucun effet n’est déclaré" in page
    assert "essai relu" in page
    assert client.post(address, typed(version="3")).status_code == 302


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"effet": "beaucoup"}, "Ce n’est pas un nombre"),
        ({"effet": "5 %"}, "Écrivez le nombre seul"),
        ({"effet": "0"}, "Un effet attendu n’est pas nul"),
        ({"effet": "1,23456"}, "Quatre décimales au plus"),
        ({"effet": "900000000000"}, "trop grand"),
        ({"depuis": ""}, "Choisissez le premier mois"),
        ({"depuis": "2022-12"}, "Choisissez un mois du contrat"),
        ({"plein": "2024-12"}, "Le plein effet ne vient pas avant"),
        ({"version": "x"}, "rechargez la page"),
    ],
)
def test_what_is_refused_is_said_and_kept(client, owner, link, address, sent, said):
    client.force_login(owner)
    response = client.post(address, typed(**sent, commentaire="gardé"))
    assert response.status_code == 422
    assert said in text_of(response)
    assert ">\r\ngardé<" in response.content.decode() or ">\ngardé<" in response.content.decode()
    assert not EffectRevision.objects.exists()


def test_others_of_the_body_only_read_and_who_left_the_contract_finds_nothing(
    client, contract, link, address
):
    declare(link)
    for role, status in (
        (Role.CONTROLEUR, 302),
        (Role.GESTIONNAIRE, 403),
        (Role.DIRECTION, 403),
        (Role.LECTEUR, 403),
        (Role.ADMINISTRATEUR, 403),
    ):
        client.force_login(make_user(role, contract.body))
        shown = client.get(address)
        assert shown.status_code == 200
        assert ("Retirer l’effet attendu" in text_of(shown)) == (status == 302)
        posted = typed(version="1", motif="relu", effet="13")
        assert client.post(address, posted).status_code == status
    client.force_login(make_user(Role.CONTROLEUR, make_contract().body))
    assert client.get(address).status_code == 404


def test_verbs_refuse_another_contract_an_old_version_and_a_removed_link(contract, link):
    with pytest.raises(Refusal, match="rôle"):
        recording.declare_effect(
            contract=make_contract(),
            link=link,
            declaration=Declaration(DeclaredEffect(Decimal(1), month(SINCE), month(SINCE)), "", "", 0),
            actor=None,
            origin=Origin.FORM,
        )
    declare(link)
    with pytest.raises(StaleVersion):
        declare(link)
    common = {"contract": contract, "actor": None, "origin": Origin.FORM}
    with pytest.raises(Refusal, match="retirez-le d’abord"):
        recording.unlink(standing=link, **common)
    recording.withdraw_effect(link=link, reason="fini", expected_version=1, **common)
    with pytest.raises(Refusal, match="Aucun effet"):
        recording.withdraw_effect(link=link, reason="fini", expected_version=2, **common)
    recording.unlink(standing=link, **common)
    with pytest.raises(Refusal, match="Ce lien est retiré"):
        declare(link, version=2)


def test_its_page_tells_what_was_seen_and_what_is_not_validated(
    client, contract, link, address, django_assert_num_queries
):
    declare(link)
    client.force_login(make_user(Role.LECTEUR, contract.body))
    client.get(address)
    with django_assert_num_queries(20):
        page = text_of(client.get(address))
    said = " ".join(page.replace("\u00a0", " ").split())
    assert "Effet annoncé : +12 rendez-vous par mois à partir de janvier 2025." in said
    assert (
        "Vu sur 6 mois, de janvier 2025 à juin 2025 : +14,0 rendez-vous par mois, entre +9,8 et +18,2" in said
    )
    assert "pour un effet annoncé de +12,0 rendez-vous : <b>compatible avec l’effet annoncé</b>" in said
    assert 'aria-current="page">Engagements' in said
    assert 'data-t="Valeur">120<' in said
    # The months of the two years before count as much as those since.
    assert "Provisoire : 30 mois ne sont pas encore validés" in said
    assert said.count("pas encore validé</td>") == 6
    validate_all(contract, link.indicator)
    said = text_of(client.get(address))
    assert "Provisoire" not in said
    assert said.count(">validé</td>") == 6


def validate_all(contract, indicator):
    steps = [MonthStep(indicator, each, 1) for each in amounts("2023-01", *[1] * 30)]
    common = {"contract": contract, "actor": None, "origin": Origin.COMMAND}
    recording.submit(steps=steps, **common)
    recording.validate(steps=[MonthStep(each.indicator, each.month, 2) for each in steps], **common)


def test_pages_of_the_action_the_indicator_and_the_fiche_tell_it(client, contract, action, indicator):
    make_effect(action, indicator, "12")
    other = make_action(contract, code="E1A2", years=(2025,))
    base = f"/{contract.body.code}/{contract.code}/"
    reader = make_user(Role.DIRECTION, contract.body)
    client.force_login(reader)
    for page in ("engagements/1/E1A1/", "R1/", "fiches/1/"):
        assert "compatible avec l’effet annoncé" in text_of(client.get(base + page)), page
    assert "départ F1-E1A1" in text_of(client.get(f"{base}R1/"))
    with time_machine.travel("2025-10-06T10:00:00+02:00"):
        make_effect(other, indicator, "3", "2025-02")
        client.force_login(reader)
        for page in ("engagements/1/E1A1/", "R1/", "fiches/1/"):
            said = text_of(client.get(base + page))
            assert "compatible avec l’effet annoncé" not in said, page
            assert "un autre effet est annoncé dans les mêmes mois (F1-E1A2)" in said, page
        then = text_of(client.get(f"{base}engagements/1/E1A1/?etat_au=2025-10-05"))
        assert "compatible avec l’effet annoncé" in then


def test_a_profile_or_base_values_decided_in_the_months_compared_say_that_it_cannot_be_told(
    client, contract, link, indicator, address
):
    declare(link)
    common = {"actor": None, "origin": Origin.COMMAND}
    weights = [1] + [0] * 11
    recording.decide_profile(
        indicator=indicator, year=2025, weights=weights, reason="saisons", expected_version=0, **common
    )
    with time_machine.travel("2025-11-20T10:00:00+01:00"):
        facts = amounts("2025-07", *[120] * 4)
        entries = [Entry(indicator, each, fact) for each, fact in facts.items()]
        recording.put_many(contract=contract, entries=entries, **common)
    client.force_login(make_user(Role.LECTEUR, contract.body))
    said = text_of(client.get(address))
    assert "on ne peut pas le dire" in said
    assert "ont changé dans les mois comparés, de janvier 2023 à octobre 2025" in said
