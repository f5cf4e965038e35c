"""The administration site: for administrators, about their own bodies, and never a way to write a fact."""

from urllib.parse import urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, User
from accounts.rights import Role
from commitments.models import Change, Contract, Origin
from commitments.recording import allow_own_validation
from indicators.models import ActualRevision, Assignment, Indicator
from tests.accounts.acting import roles_sent
from tests.factories import PASSWORD, enter, make_body, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def indicator():
    return make_indicator()


@pytest.fixture
def administrator(client, indicator):
    user = make_user(Role.ADMINISTRATEUR, indicator.contract.body)
    client.force_login(user)
    return user


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATEUR])
def test_other_roles_do_not_enter(client, indicator, role):
    client.force_login(make_user(role, indicator.contract.body))
    assert client.get(reverse("admin:index")).status_code == 302


def test_an_administrator_signs_in_on_the_page_of_everybody(client, indicator):
    user = make_user(Role.ADMINISTRATEUR, indicator.contract.body)
    door = client.get(reverse("admin:index"), follow=True)
    assert door.request["PATH_INFO"] == reverse("account_login")
    data = {"username": user.username, "password": PASSWORD, "next": reverse("admin:index")}
    entered = client.post(reverse("account_login"), data, follow=True)
    assert (entered.status_code, entered.request["PATH_INFO"]) == (200, reverse("admin:index"))


def test_somebody_without_access_gets_a_refusal_and_not_the_sign_in_page(client, indicator):
    client.force_login(make_user(Role.LECTEUR, indicator.contract.body))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


@pytest.mark.parametrize("elsewhere", ["https://ailleurs.example/", "//ailleurs.example"])
def test_the_sign_in_page_redirects_to_no_other_site(client, administrator, elsewhere):
    answer = client.get(reverse("admin:login"), {"next": elsewhere}, follow=True)
    assert "ailleurs.example" not in [urlsplit(url).netloc for url, _ in answer.redirect_chain]


@pytest.mark.parametrize(
    "name",
    [
        "index",
        "accounts_user_changelist",
        "accounts_user_add",
        "indicators_assignment_changelist",
        "indicators_indicator_changelist",
        "indicators_definitionrevision_changelist",
        "indicators_creditrevision_changelist",
        "indicators_targetrevision_changelist",
    ],
)
def test_an_administrator_enters(client, administrator, name):
    assert client.get(reverse(f"admin:{name}")).status_code == 200


def test_an_administrator_sees_only_the_people_of_their_bodies(client, administrator, indicator):
    colleague = make_user(Role.LECTEUR, indicator.contract.body)
    stranger = make_user(Role.LECTEUR, make_body())
    page = client.get(reverse("admin:accounts_user_changelist")).text
    assert colleague.username in page
    assert stranger.username not in page


def test_a_person_who_belongs_elsewhere_too_cannot_be_changed(client, administrator, indicator):
    shared = make_user(Role.LECTEUR, indicator.contract.body, make_body())
    own = make_user(Role.LECTEUR, indicator.contract.body)
    for user, status in ((shared, 403), (own, 302)):
        address = reverse("admin:accounts_user_change", args=[user.pk])
        sent = {"username": "autre"} | roles_sent(person=user)
        assert client.post(address, sent).status_code == status


def test_nobody_is_made_superuser_here(client, administrator, indicator):
    person = make_user(Role.LECTEUR, indicator.contract.body)
    membership = person.memberships.get()
    data = {
        "username": person.username,
        "is_active": "on",
        "is_superuser": "on",
        "is_staff": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": membership.pk,
        "memberships-0-user": person.pk,
        "memberships-0-body": membership.body_id,
        "memberships-0-role": Role.DIRECTION,
    }
    response = client.post(reverse("admin:accounts_user_change", args=[person.pk]), data)
    assert response.status_code == 302
    person.refresh_from_db()
    assert (person.is_superuser, person.is_staff) == (False, False)
    assert person.memberships.get().role == Role.DIRECTION


def test_a_membership_in_another_body_cannot_be_given(client, administrator, indicator):
    person = make_user(Role.LECTEUR, indicator.contract.body)
    data = {
        "username": person.username,
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": person.pk,
        "memberships-0-body": make_body().pk,
        "memberships-0-role": Role.CONTROLEUR,
    }
    assert client.post(reverse("admin:accounts_user_change", args=[person.pk]), data).status_code == 200
    assert Membership.objects.filter(user=person).count() == 1


def test_who_saves_roles_that_somebody_else_just_changed_is_told_to_look_again(
    client, administrator, indicator
):
    body = indicator.contract.body
    person = make_user(Role.LECTEUR, body)
    sent = {"username": person.username, "is_active": "on"} | roles_sent(
        (body, Role.DIRECTION), person=person
    )
    # Another administrator replaced the role that the page showed.
    person.memberships.all().delete()
    Membership.objects.create(user=person, body=body, role=Role.GESTIONNAIRE)
    page = client.post(reverse("admin:accounts_user_change", args=[person.pk]), sent)
    assert (page.status_code, "Quelqu’un vient de changer les rôles" in page.content.decode()) == (200, True)
    assert [each.role for each in person.memberships.all()] == [Role.GESTIONNAIRE]


def test_an_assignment_is_given_within_the_body(client, administrator, indicator):
    person = make_user(Role.GESTIONNAIRE, indicator.contract.body)
    data = {"indicator": indicator.pk, "user": person.pk}
    assert client.post(reverse("admin:indicators_assignment_add"), data).status_code == 302
    other = make_indicator()
    data = {"indicator": other.pk, "user": person.pk}
    assert client.post(reverse("admin:indicators_assignment_add"), data).status_code == 200
    assert list(Assignment.objects.values_list("indicator", flat=True)) == [indicator.pk]


def test_facts_are_read_only(client, administrator, indicator):
    revision = enter(indicator, "2024-03", pair(1, 2))
    address = reverse("admin:indicators_actualrevision_change", args=[revision.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"numerator": "9"}).status_code == 403
    assert client.get(reverse("admin:indicators_actualrevision_add")).status_code == 403
    assert (
        client.post(reverse("admin:indicators_actualrevision_delete", args=[revision.pk])).status_code == 403
    )
    assert ActualRevision.objects.get().fact == pair(1, 2)


def test_the_days_to_enter_a_month_are_chosen_here_and_nothing_else_of_an_indicator(
    client, administrator, indicator
):
    address = reverse("admin:indicators_indicator_change", args=[indicator.pk])
    with CaptureQueriesContext(connection) as seen:
        assert client.post(address, {"entry_delay_days": "25", "label": "autre"}).status_code == 302
    # A rebuild that came meanwhile stays: no other column is written.
    (written,) = [each["sql"] for each in seen if each["sql"].startswith('UPDATE "indicators_indicator"')]
    assert written.split(" SET ")[1].split(" WHERE ")[0].count("=") == 1
    saved = Indicator.objects.get()
    assert (saved.entry_delay_days, saved.delay_days, saved.label) == (25, 25, indicator.label)
    assert client.post(address, {"entry_delay_days": ""}).status_code == 302
    assert Indicator.objects.get().delay_days == indicator.contract.entry_delay_days
    assert client.post(address, {"entry_delay_days": "-1"}).status_code == 200
    elsewhere = reverse("admin:indicators_indicator_change", args=[make_indicator().pk])
    assert client.post(elsewhere, {"entry_delay_days": "5"}).status_code == 302
    assert Indicator.objects.filter(entry_delay_days=5).count() == 0


def test_people_are_not_deleted(client, administrator, indicator):
    person = make_user(Role.LECTEUR, indicator.contract.body)
    assert client.post(reverse("admin:accounts_user_delete", args=[person.pk])).status_code == 403
    assert User.objects.filter(pk=person.pk).exists()


def test_who_may_validate_their_own_entry_is_chosen_here_and_nothing_else_of_a_contract(
    client, administrator, indicator
):
    contract = indicator.contract
    address = reverse("admin:commitments_contract_change", args=[contract.pk])
    stale = contract.sequence
    enter(indicator, "2024-03", pair(1, 2))
    data = {"allows_own_validation": "on", "label": "autre", "sequence": stale, "first_year": 1999}
    assert client.post(address, data).status_code == 302
    saved = Contract.objects.get()
    assert (saved.allows_own_validation, saved.label, saved.first_year) == (
        True,
        contract.label,
        contract.first_year,
    )
    act = Change.objects.get(sequence=saved.sequence)
    assert (act.verb, act.actor, saved.sequence) == ("allow_own_validation", administrator, stale + 2)
    client.post(address, data)
    assert Contract.objects.get().sequence == saved.sequence
    client.post(address, {})
    assert Contract.objects.get().allows_own_validation is False
    assert Change.objects.latest("sequence").verb == "forbid_own_validation"
    assert client.get(reverse("admin:commitments_contract_add")).status_code == 403
    assert client.post(reverse("admin:commitments_contract_delete", args=[contract.pk])).status_code == 403


def test_the_rule_of_another_body_is_not_theirs_to_choose(client, administrator):
    other = make_indicator().contract
    address = reverse("admin:commitments_contract_change", args=[other.pk])
    assert client.post(address, {"allows_own_validation": "on"}).status_code == 302
    assert Contract.objects.get(pk=other.pk).allows_own_validation is False
    with pytest.raises(PermissionDenied):
        allow_own_validation(contract=other, is_allowed=True, actor=administrator, origin=Origin.FORM)
    assert Contract.objects.get(pk=other.pk).allows_own_validation is False
