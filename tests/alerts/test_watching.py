"""Turns of indicators: one alert for each person who wants it, and the monthly mail."""

from datetime import date

import pytest
import time_machine

from accounts.models import OutboxMail
from accounts.rights import Role
from accounts.turns import Turn
from commitments.models import Contract
from dashboards.alerts import watch_everything
from dashboards.models import Alert
from indicators.domain.model import Aggregation
from indicators.jobs import sweep
from tests.factories import (
    assign,
    enter,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    make_user,
    pair,
)

pytestmark = pytest.mark.django_db
QUERIES = 31


@pytest.fixture(autouse=True)
def in_november_2025():
    """The reference month is September: October is still being entered until the tenth."""
    with time_machine.travel("2025-11-05T10:00:00+01:00", tick=False) as clock:
        yield clock


def person(contract, role=Role.DIRECTION, **fields):
    user = make_user(role, contract.body)
    for name, value in ({"email": f"{user.username}@exemple.invalid"} | fields).items():
        setattr(user, name, value)
    user.save()
    return user


def indicator_with(contract, values, **options):
    """Rates from January on, of a hundred cases each; None is a month without value."""
    found = make_indicator(contract, targets=every_year("80", "90"), first_year=2025, **options)
    for number, value in enumerate(values, 1):
        if value is None:
            continue
        enter(found, f"2025-{number:02}", pair(value, 100), comment="dit")
    return found


def told(user):
    return {(alert.indicator.code, alert.turn, alert.month) for alert in Alert.objects.filter(user=user)}


def last_month_at(value):
    """A series near its seuil whose last month makes it turn: 8 months at 81, then `value`."""
    return [81] * 8 + [value]


SEPTEMBER = date(2025, 9, 1)


def test_falling_below_the_seuil_and_coming_back_alert_once(contract):
    user = person(contract)
    falls = indicator_with(contract, last_month_at(60))
    comes_back = indicator_with(contract, [79] * 8 + [95])
    indicator_with(contract, last_month_at(82))
    stays_below = indicator_with(contract, [60] * 9)
    sweep()
    assert watch_everything() > 0
    turned = {
        (falls.code, Turn.BELOW, SEPTEMBER),
        (falls.code, Turn.PROJECTED_BELOW, SEPTEMBER),
        (comes_back.code, Turn.BACK, SEPTEMBER),
    }
    assert told(user) == turned
    assert watch_everything() == 0
    assert Alert.objects.count() == 3
    assert stays_below.code not in {code for code, _, _ in told(user)}


def test_a_projection_that_falls_below_the_objectif_alerts(contract):
    user = person(contract)
    found = indicator_with(contract, [91] * 8 + [60])
    sweep()
    watch_everything()
    assert (found.code, Turn.PROJECTED, SEPTEMBER) in told(user)


def test_each_is_alerted_as_they_chose_and_managers_of_their_own_indicators(contract):
    falls, other = (indicator_with(contract, last_month_at(60)) for _ in range(2))
    silent = person(contract, unwanted_alerts=[Turn.BELOW.value, Turn.PROJECTED_BELOW.value])
    manager = person(contract, Role.GESTIONNAIRE)
    assign(manager, falls)
    stranger = make_user(Role.DIRECTION, make_contract().body)
    gone = person(contract, is_active=False)
    sweep()
    watch_everything()
    assert {code for code, *_ in told(manager)} == {falls.code}
    assert told(silent) == told(stranger) == told(gone) == set()
    assert other.code


def test_the_monthly_mail_goes_to_those_who_steer_or_ask_once_a_month(contract, in_november_2025):
    director, controller = person(contract), person(contract, Role.CONTROLEUR)
    asks = person(contract, Role.LECTEUR, wants_monthly_digest=True)
    refuses = person(contract, wants_monthly_digest=False)
    indicator = indicator_with(contract, last_month_at(60))
    sweep()
    watch_everything()
    watch_everything()
    assert {mail.user_id for mail in OutboxMail.objects.all()} == {director.pk, asks.pk}
    assert controller.pk != refuses.pk
    in_november_2025.move_to("2025-11-12T10:00:00+01:00")
    watch_everything()
    assert OutboxMail.objects.filter(user=director).count() == 1, "nothing is entered for October yet"
    enter(indicator, "2025-10", pair(81, 100))
    sweep()
    watch_everything()
    assert OutboxMail.objects.filter(user=director).count() == 2


def test_the_mail_lists_what_turned_and_what_is_late_with_addresses(contract):
    person(contract)
    falls = indicator_with(contract, last_month_at(60))
    late = indicator_with(contract, [90] * 7)
    sweep()
    watch_everything()
    mail = OutboxMail.objects.get()
    assert mail.subject.endswith("septembre 2025\u00a0: un indicateur a tourné")
    body = mail.body
    assert f"- {falls.label} ({falls.code})\u00a0: ne tient plus le seuil" in body
    assert "Deux valeurs sont en retard." in body
    assert f"- {late.label} ({late.code})\u00a0: 2 mois depuis août 2025" in body
    assert "actions en retard" not in body
    assert "fictives" not in body
    address = f"/{contract.body.code}/{contract.code}/"
    assert f"{address}?mois=2025-09" in mail.body
    assert f"{address}completude/?filtre=retard" in mail.body
    assert "Le score est de " in body


def test_the_mail_lists_late_actions_and_marks_a_demonstration(contract):
    person(contract)
    Contract.objects.filter(pk=contract.pk).update(is_demo=True)
    late = indicator_with(contract, [90] * 8)
    make_action(contract, code="E1A1", years=[2024])
    make_action(contract, code="E1A2", years=[2025])
    sweep()
    watch_everything()
    body = OutboxMail.objects.get().body
    assert body.startswith("Données fictives.\n")
    assert "Une valeur et une action sont en retard." in body
    assert f"- {late.label} ({late.code})\u00a0: septembre 2025\n" in body
    assert f"/{contract.body.code}/{contract.code}/engagements/?etat=en_retard#calendrier" in body


def test_without_any_value_there_is_no_alert_and_the_mail_has_no_score(contract):
    user = person(contract)
    make_indicator(contract, aggregation=Aggregation.SOMME, unit="jours", first_year=2025)
    sweep()
    watch_everything()
    assert told(user) == set()
    assert "Pas encore de score." in OutboxMail.objects.get().body


@pytest.mark.parametrize("count", [1, 4])
def test_the_number_of_queries_does_not_grow_with_indicators(contract, count, django_assert_num_queries):
    person(contract)
    for _ in range(count):
        indicator_with(contract, last_month_at(60))
    sweep()
    with django_assert_num_queries(QUERIES):
        watch_everything()


def test_the_page_shows_ones_own_alerts_and_marks_them_as_read(contract, client):
    user, other = person(contract), person(contract)
    found = indicator_with(contract, last_month_at(60))
    sweep()
    watch_everything()
    client.force_login(user)
    home = f"/{contract.body.code}/{contract.code}/"
    assert "2\u00a0alertes non lues" in client.get(home).content.decode()
    page = client.get(f"{home}alertes/").content.decode()
    assert "Deux alertes ne sont pas lues" in page
    assert page.count(found.get_absolute_url()) == 1
    assert f'href="{home}{found.code}/?mois=2025-09"' in page
    assert client.post(f"{home}alertes/").status_code == 302
    assert "non lue" not in client.get(home).content.decode()
    assert "Vous avez lu toutes vos alertes" in client.get(f"{home}alertes/").content.decode()
    assert not Alert.objects.filter(user=other).exclude(read_at=None).exists()


def test_ones_choices_are_kept(contract, client):
    user = person(contract)
    client.force_login(user)
    shown = client.get("/compte/").context["news"]
    assert (shown["monthly"].value(), shown["alerts"].value()) == ("oui", [turn.value for turn in Turn])
    chosen = {"nouvelles-monthly": "non", "nouvelles-alerts": [Turn.BACK.value]}
    assert client.post("/compte/nouvelles/", chosen).status_code == 302
    user.refresh_from_db()
    assert user.wants_monthly_digest is False
    assert user.unwanted_alerts == [turn.value for turn in Turn if turn is not Turn.BACK]
    assert client.post("/compte/nouvelles/", {"nouvelles-monthly": "parfois"}).status_code == 422
