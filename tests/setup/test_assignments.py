"""One grid for who fills in what: several rows at once, all or nothing, what is refused beside its row."""

import re
from datetime import date

import pytest

from accounts.models import RightRevision, User
from accounts.rights import Role
from commitments.models import Contract, OwnershipRevision
from cpg.shared.days import Days
from indicators.models import Assignment
from tests.factories import assign, make_action, make_body, make_contract, make_indicator, make_user
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    return make_contract()


@pytest.fixture
def administrator(contract, client) -> User:
    user = make_user(Role.ADMINISTRATEUR, contract.body)
    client.force_login(user)
    return user


@pytest.fixture
def people(contract) -> list[User]:
    return [make_user(Role.GESTIONNAIRE, contract.body) for _ in range(3)]


def address_of(contract: Contract, page: str = "attributions") -> str:
    return f"/mise-en-place/{contract.body.code}/{contract.code}/{page}/"


def shown(client, contract) -> dict[str, str]:
    """Every field of the grid as its page sends it back."""
    page = client.get(address_of(contract)).content.decode()
    fields = {}
    for name, options in re.findall(
        r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        fields[name] = "".join(re.findall(r'value="(\d*)" selected', options))
    for tag in re.findall(r'<input type="(?:hidden|date)"[^>]*>', page):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        fields[attributes["name"]] = attributes.get("value", "")
    return fields


def held(indicator) -> set[tuple[int, bool, Days]]:
    return {
        (each.user_id, each.is_deputy, each.days)
        for each in Assignment.every_date.filter(indicator=indicator)
    }


def test_several_rows_are_changed_at_once_and_each_has_its_history(client, contract, administrator, people):
    first, second = make_indicator(contract), make_indicator(contract)
    action = make_action(contract, years=(2025,))
    one, two, three = people
    assign(three, second)
    typed = {
        "R1-0-responsable": one.pk,
        "R1-0-suppleant": two.pk,
        "R1-0-du": "2025-01-01",
        "R1-plus-responsable": three.pk,
        "R1-plus-du": "2026-01-01",
        "R1-plus-au": "31/12/2026",
        "R2-0-responsable": two.pk,
        f"{action.full_code}-0-responsable": one.pk,
        f"{action.full_code}-0-au": "2026-06-30",
    }
    page = client.post(address_of(contract), shown(client, contract) | typed, follow=True)
    assert "3 attributions sont enregistrées" in text_of(page)
    assert held(first) == {
        (one.pk, False, Days(date(2025, 1, 1))),
        (two.pk, True, Days(date(2025, 1, 1))),
        (three.pk, False, Days(date(2026, 1, 1), date(2026, 12, 31))),
    }
    assert held(second) == {(two.pk, False, Days())}
    owned = OwnershipRevision.objects.get()
    assert (owned.owner, owned.deputy, owned.ends_on) == (one, None, date(2026, 6, 30))
    assert owned.change.actor == administrator
    assert {each.actor for each in RightRevision.objects.filter(kind="attribution")} == {administrator}
    lines = RightRevision.objects.count()
    again = client.post(address_of(contract), shown(client, contract), follow=True)
    assert "Rien n’a changé" in text_of(again)
    assert RightRevision.objects.count() == lines


def test_a_refused_row_keeps_everything_out_and_says_why_in_its_place(
    client, contract, administrator, people
):
    first, second = make_indicator(contract), make_indicator(contract)
    one, reader = people[0], make_user(Role.LECTEUR, contract.body)
    assign(reader, second)
    start = shown(client, contract)
    wrong = {
        "R1-0-responsable": one.pk,
        "R1-0-suppleant": one.pk,
        "R2-0-suppleant": one.pk,
    }
    page = client.post(address_of(contract), start | wrong)
    assert page.status_code == 422
    assert f"{one} est nommé deux fois" in text_of(page)
    assert f"{reader} ne saisit rien dans cet organisme" in text_of(page)
    assert page.content.decode().count(f'<option value="{one.pk}" selected>') == 3
    assert held(first) == set()
    for typed, said in (
        ({"R1-0-responsable": one.pk, "R1-0-du": "2026-02-01", "R1-0-au": "2026-01-01"}, "échangez-les"),
        ({"R1-0-du": "2026-02-01"}, "Choisissez une personne, ou effacez ses dates"),
        ({"R1-0-responsable": "999999"}, "Choisissez une personne de la liste"),
        ({"R1-0-responsable": one.pk, "R1-0-du": "demain"}, "Écrivez un jour comme"),
        ({"R1-0-responsable": one.pk, "R1-0-du": "0202-05-01"}, "Écrivez un jour entre 2000 et 2199"),
        ({"R1-0-responsable": one.pk, "R1-0-au": "9999-12-31"}, "Écrivez un jour entre 2000 et 2199"),
        ({"R1-0-responsable": make_user(Role.GESTIONNAIRE, make_body()).pk}, "Choisissez une personne de la"),
    ):
        page = client.post(address_of(contract), start | typed)
        assert page.status_code == 422
        assert said in text_of(page)
    assert held(first) == set()


def test_a_fiche_is_given_as_a_whole_to_who_is_named_for_what_has_nobody(
    client, contract, administrator, people
):
    """What has somebody keeps them, and what is typed at its own row counts before."""
    one, two, three = people
    indicators = [make_indicator(contract) for _ in range(3)]
    action = make_action(contract, years=(2025,))
    assign(three, indicators[2])
    given = {"fiche-1-responsable": one.pk, "fiche-1-suppleant": two.pk, "fiche-1-du": "2025-01-01"}
    fields = shown(client, contract)
    page = client.post(address_of(contract), fields | given | {"R2-0-responsable": two.pk}, follow=True)
    assert "3 attributions sont enregistrées" in text_of(page)
    from_then = Days(date(2025, 1, 1))
    assert held(indicators[0]) == {(one.pk, False, from_then), (two.pk, True, from_then)}
    assert held(indicators[1]) == {(two.pk, False, Days())}
    assert held(indicators[2]) == {(three.pk, False, Days())}
    owned = OwnershipRevision.objects.get()
    assert (owned.action, owned.owner, owned.deputy, owned.starts_on) == (action, one, two, date(2025, 1, 1))
    refused = client.post(address_of(contract), fields | {"fiche-1-du": "2025-01-01"})
    assert (refused.status_code, "effacez ses dates" in text_of(refused)) == (422, True)
    assert "fiche-1-" not in page.content.decode()


def test_filters_show_what_is_left_and_leave_the_rest_as_it_is(client, contract, administrator, people):
    one, two, _ = people
    first, second, third = (make_indicator(contract) for _ in range(3))
    action = make_action(contract, years=(2025,), owner=one)
    assign(one, first)
    assign(two, second)
    Assignment.every_date.filter(indicator=second).update(ends_on=date(2024, 1, 31))
    rows = {"R1", "R2", "R3", action.full_code}

    def asked(**query):
        page = client.get(address_of(contract), query).content.decode()
        return set(re.findall(r'<fieldset class="attribution" id="([^"]+)"', page))

    assert asked() == rows
    assert asked(fiche=2) == set()
    assert asked(fiche="x", objet="y") == rows
    assert asked(objet="actions") == {action.full_code}
    assert asked(responsable=one.pk) == {"R1", action.full_code}
    # Of R2 the days are over.
    assert asked(responsable="personne") == {"R2", "R3"}
    address = f"{address_of(contract)}?responsable=personne"
    sent = {name: text for name, text in shown(client, contract).items() if name.startswith("R3-")}
    page = client.post(address, sent | {"R3-0-responsable": two.pk})
    assert page["Location"] == address
    assert [held(each) for each in (first, third)] == [{(one.pk, False, Days())}, {(two.pk, False, Days())}]
    assert OwnershipRevision.objects.count() == 1
    said = text_of(client.get(address))
    assert "2 indicateurs attribués sur 3 et 1 action sur 1" in said
    Assignment.every_date.filter(indicator=second).update(ends_on=None)
    assert "Plus rien n’est sans responsable" in text_of(client.get(address))


def test_who_may_enter_no_longer_keeps_no_other_row_from_changing(client, contract, administrator, people):
    indicator = make_indicator(contract)
    make_action(contract, years=(2025,), owner=people[1])
    people[1].memberships.all().delete()
    typed = {"R1-0-responsable": people[0].pk}
    page = client.post(address_of(contract), shown(client, contract) | typed)
    assert page.status_code == 302
    assert held(indicator) == {(people[0].pk, False, Days())}


def test_the_second_of_two_administrators_is_told(client, contract, administrator, people):
    indicator, action = make_indicator(contract), make_action(contract, years=(2025,))
    stale = shown(client, contract)
    first = {"R1-0-responsable": people[0].pk, f"{action.full_code}-0-responsable": people[0].pk}
    client.post(address_of(contract), stale | first)
    late = {"R1-0-responsable": people[1].pk, f"{action.full_code}-0-responsable": people[1].pk}
    page = client.post(address_of(contract), stale | late)
    assert text_of(page).count("a changé cette attribution entre-temps") == 4
    assert held(indicator) == {(people[0].pk, False, Days())}


def test_only_administrators_of_the_body_reach_it(client, contract, administrator):
    make_indicator(contract)
    for user, status in (
        (make_user(Role.CONTROLEUR, contract.body), 403),
        (make_user(Role.ADMINISTRATEUR, make_body()), 404),
        (User.objects.create_superuser("racine"), 200),
    ):
        client.force_login(user)
        assert client.get(address_of(contract)).status_code == status
        assert client.post(address_of(contract), {}).status_code == {200: 302}.get(status, status)


def test_the_grid_takes_as_many_queries_for_many_rows(
    client, contract, administrator, people, django_assert_num_queries
):
    make_action(contract, years=(2025,))
    for count in (1, 4):
        for _ in range(count):
            assign(people[0], make_indicator(contract))
        with django_assert_num_queries(13):
            client.get(address_of(contract))


def test_an_earlier_contract_is_copied_by_what_each_thing_is(client, contract, administrator, people):
    body = contract.body
    one, two, gone = people
    for indicator in (make_indicator(contract, label=f"Libellé {rank}") for rank in range(1, 5)):
        assign(one, indicator)
    first, second, third, fourth = contract.indicators.order_by("position")
    assign(two, first, is_deputy=True)
    Assignment.objects.filter(indicator=third).update(user=gone)
    Assignment.every_date.filter(indicator=fourth).update(ends_on=date(2024, 1, 31))
    new = make_contract(body, code="cpg-2028-2032", first_year=2028, last_year=2032)
    named = [make_indicator(new, label=f"Tout autre {rank}") for rank in range(1, 6)]
    for mine, earlier in zip(named, (second, None, third, fourth), strict=False):
        if earlier:
            mine.measure = earlier.measure
            mine.save()
    assign(two, named[4])
    gone.memberships.all().delete()
    page = client.get(address_of(new, "copie"))
    said = text_of(page)
    assert "2 attributions à copier de CPG 2023-2027 vers CPG 2028-2032" in said
    assert f"ne sont pas repris : {gone}" in said
    assert "R3 : plus personne n’y saisit" in said
    assert "R4 : personne n’y était nommé" in said
    assert "R5 : déjà attribué" in said
    html = page.content.decode()
    assert re.findall(r'id="copier-(\w+)" value="\w+"( checked)?', html) == [("R1", " checked"), ("R2", "")]
    seen = re.findall(r'name="vu" value="(\w+)"', html)[0]
    none = client.post(address_of(new, "copie"), {"vu": seen})
    assert (none.status_code, "Cochez au moins une ligne" in text_of(none)) == (422, True)
    stale = client.post(address_of(new, "copie"), {"vu": "autre", "copier": ["R1"]})
    assert stale.status_code == 409
    done = client.post(address_of(new, "copie"), {"vu": seen, "copier": ["R1", "R5"]}, follow=True)
    assert "1 attribution est enregistrée" in text_of(done)
    assert held(named[0]) == {(one.pk, False, Days(date(2028, 1, 1)))}
    assert held(named[1]) == set()
    assert held(named[4]) == {(two.pk, False, Days())}
