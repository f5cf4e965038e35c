"""The table of rights, verb by role, and which bodies a person sees."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Body
from accounts.rights import ALLOWED, VERB_LABELS, Role, Verb, may
from commitments.models import Contract
from indicators.models import Indicator
from tests.factories import assign, make_body, make_contract, make_indicator, make_user

pytestmark = pytest.mark.django_db

TABLE = {
    Role.GESTIONNAIRE: {Verb.SEE, Verb.EXPORT, Verb.RECORD, Verb.SUBMIT, Verb.FULFIL},
    Role.CONTROLEUR: set(Verb) - {Verb.ADMINISTER},
    Role.DIRECTION: {
        Verb.SEE,
        Verb.EXPORT,
        Verb.OVERSEE,
        Verb.COMPARE,
        Verb.RESOLVE,
        Verb.FULFIL,
        Verb.SUPPOSE,
    },
    Role.LECTEUR: {Verb.SEE, Verb.EXPORT, Verb.OVERSEE, Verb.COMPARE, Verb.FULFIL},
    Role.ADMINISTRATEUR: {
        Verb.SEE,
        Verb.EXPORT,
        Verb.OVERSEE,
        Verb.ADMINISTER,
        Verb.FULFIL,
        Verb.SET_TEMPLATE,
    },
}


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_the_table_says_on_what_is_assigned_to_it(role, verb):
    indicator = make_indicator()
    user = make_user(role, indicator.contract.body)
    assign(user, indicator)
    assert may(user, verb, indicator) is (verb in TABLE[role])


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("role", Role)
def test_nobody_may_do_anything_in_a_body_that_is_not_theirs(role, verb):
    indicator = make_indicator()
    user = make_user(role, make_body())
    assign(user, indicator)
    assert may(user, verb, indicator) is False


def test_every_verb_of_a_role_has_its_words_in_the_table_of_rights():
    assert set(VERB_LABELS) == set(Verb)


def test_every_role_has_its_line():
    assert set(ALLOWED) == set(Role)


def test_a_gestionnaire_records_only_what_is_assigned_to_them():
    mine = make_indicator()
    other = make_indicator(mine.contract)
    user = make_user(Role.GESTIONNAIRE, mine.contract.body)
    assign(user, mine, is_deputy=True)
    assert may(user, Verb.RECORD, mine) is True
    assert may(user, Verb.RECORD, other) is False
    assert may(user, Verb.SEE, other) is True


def test_a_deactivated_person_may_do_nothing():
    contract = make_contract()
    user = make_user(Role.CONTROLEUR, contract.body)
    user.is_active = False
    user.save()
    user.refresh_from_db()
    assert may(user, Verb.SEE, contract) is False
    assert not Body.objects.all().visible_to(user).exists()


def test_a_person_sees_the_bodies_they_belong_to_once_each():
    mine, other = make_indicator(), make_indicator()
    user = make_user(Role.CONTROLEUR, mine.contract.body)
    user.memberships.create(body=mine.contract.body, role=Role.DIRECTION)
    assert list(Body.objects.all().visible_to(user)) == [mine.contract.body]
    assert list(Contract.objects.all().visible_to(user)) == [mine.contract]
    assert list(Indicator.objects.all().visible_to(user)) == [mine]
    assert other not in Indicator.objects.all().visible_to(user)


def test_someone_who_is_not_logged_in_sees_nothing():
    make_indicator()
    assert not Contract.objects.all().visible_to(AnonymousUser()).exists()
