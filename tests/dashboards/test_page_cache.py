"""A cached part of a page never outlives its data: each way to change them shows at the next request."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from time import sleep

import pytest
import time_machine
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import connection, models
from django.db.models import F
from django.template import Context, Template
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from redis.exceptions import ConnectionError as RedisAway

from accounts.models import Body, Membership, User
from accounts.rights import Role
from commitments.models import Contract, Fiche, Origin, Theme
from cpg.settings.caches import with_redis
from cpg.shared.periods import Month, Quarter
from dashboards import data_digest
from dashboards.page_cache import cached_part
from indicators.jobs import sweep
from indicators.models import Assignment, Indicator, PendingRecompute, StoredAttainment
from indicators.recompute import recompute_series
from indicators.recording import MonthStep, amend, define, put, submit
from tests.closing import close_quarter
from tests.factories import (
    assign,
    enter,
    enter_no_case,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    make_user,
    months_before,
    pair,
    target,
)
from tests.one_of_each import make_resolution

pytestmark = pytest.mark.django_db

TODAY = "2025-10-20T10:00:00+02:00"
KEPT_QUERIES, MADE_QUERIES = 8, 34
COMMAND = {"actor": None, "origin": Origin.COMMAND}


@pytest.fixture
def indicator():
    with time_machine.travel(TODAY):
        indicator = make_indicator(make_contract(), targets=every_year("80", "90"))
        enter_no_case(indicator, *months_before("2025-08"))
        enter(indicator, "2025-08", pair(85, 100))
        enter(indicator, "2025-09", pair(85, 100))
        sweep()
        return indicator


@pytest.fixture
def person(indicator, client):
    user = make_user(Role.CONTROLEUR, indicator.contract.body, username="camille")
    client.force_login(user)
    return user


@pytest.fixture
def read(client, indicator, person):
    contract = indicator.contract
    address = f"/{contract.body.code}/{contract.code}/"

    def read(query=""):
        content = client.get(f"{address}{query}").content.decode()
        content = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", content)
        text = " ".join(re.sub(r"<[^>]*>", " ", content).split())
        # The navigation counts what is owed by itself, on every page.
        return re.sub(r"\d+ à traiter", "", text)

    return read


def correct_september(indicator):
    put(
        indicator=indicator, month=Month(2025, 9), fact=pair(99, 100), expected_version=1, reason="erreur",
        **COMMAND,
    )  # fmt: skip


def sign_an_avenant(indicator):
    amend(
        contract=indicator.contract, label="avenant 1", effective_from=date(2025, 1, 1), source="avenant",
        targets={indicator.code: {2025: target("40", "50")}}, reason="avenant", **COMMAND,
    )  # fmt: skip


def handed_over(indicator):
    step = MonthStep(indicator, Month(2025, 9), 2)
    put(
        indicator=indicator, month=step.month, fact=pair(96, 100), expected_version=1, comment="reprise du stock",
        reason="erreur", **COMMAND,
    )  # fmt: skip
    submit(contract=indicator.contract, steps=[step], **COMMAND)


def closed(indicator):
    close_quarter(contract=indicator.contract, quarter=Quarter(2025, 1), expected_version=0, **COMMAND)


def renamed(path, /, **columns):
    """By a statement of the database: neither a form nor a signal tells of it."""

    def rename(indicator):
        row = indicator
        for step in filter(None, path.split(".")):
            row = getattr(row, step)
        type(row)._default_manager.filter(pk=row.pk).update(**columns)

    return rename


def defined(**columns):
    """What Annexe 3 calls it, or how it is counted: no row of a definition is ever rewritten."""
    return lambda indicator: define(indicator=indicator, changed=columns, reason="avenant", **COMMAND)


def appointed(indicator):
    """A holder, who then changes name: neither is an act of the contract."""
    user = make_user(Role.GESTIONNAIRE, indicator.contract.body, username="sacha")
    assign(user, indicator)
    return user


def married(indicator):
    type(appointed(indicator)).objects.filter(username="sacha").update(first_name="Sacha", last_name="Martin")


def left_waiting(indicator):
    """As a restored database may have it, without an act."""
    PendingRecompute.objects.create(indicator=indicator, wanted_sequence=1, requested_at=timezone.now())


SHOWN = [
    (appointed, "sacha"),
    (married, "Sacha Martin"),
    (left_waiting, "calcul en attente"),
    (correct_september, "calcul en attente"),
    (lambda each: (correct_september(each), sweep()), "92,00 %"),
    (lambda each: (sign_an_avenant(each), sweep()), "40 → 50"),
    (defined(label="Taux renommé"), "Taux renommé"),
    (renamed("fiche", title="Fiche renommée"), "Fiche renommée"),
    (renamed("theme", title="Thème renommé"), "Thème renommé"),
    (defined(unit="jours"), "85,00 j"),
    (renamed("contract", label="CPG renommé"), "CPG renommé"),
    (renamed("contract.body", name="Caisse renommée"), "Caisse renommée"),
    (renamed("contract", is_demo=True), "Données fictives"),
]


@time_machine.travel(TODAY)
@pytest.mark.parametrize(("act", "shown"), SHOWN, ids=[str(rank) for rank in range(len(SHOWN))])
def test_an_act_shows_at_the_next_request(read, indicator, act, shown):
    assert shown not in read()
    act(indicator)
    assert shown in read()


@time_machine.travel(TODAY)
def test_the_owner_of_a_late_action_who_changes_name_shows(read, indicator):
    owner = make_user(Role.GESTIONNAIRE, indicator.contract.body, username="noa")
    make_action(indicator.contract, owner=owner, years=(2024,))
    assert "noa" in read()
    type(owner).objects.filter(pk=owner.pk).update(first_name="Noa", last_name="Petit")
    assert "Noa Petit" in read()


@time_machine.travel(TODAY)
def test_who_does_what_the_committee_decided_and_changes_name_shows(read, indicator):
    owner = make_user(Role.DIRECTION, indicator.contract.body, username="noa")
    make_resolution(indicator.contract, owner)
    assert "noa" in read()
    type(owner).objects.filter(pk=owner.pk).update(first_name="Noa", last_name="Petit")
    assert "Noa Petit" in read()


@time_machine.travel(TODAY)
def test_without_the_digest_an_act_would_not_show(read, indicator, monkeypatch):
    """The control: the page is kept, and nothing but its digest renders it anew."""
    same = data_digest.Digests("always the same", "always the same")
    monkeypatch.setattr("dashboards.overview.views.both_digests", lambda contracts: same)
    monkeypatch.setattr("dashboards.overview.views.people_digest", lambda contracts: "always the same")
    before = read()
    correct_september(indicator)
    sweep()
    assert read() == before


@time_machine.travel(TODAY)
def test_a_rebuild_shows_though_nobody_acted(read, indicator):
    recompute_series(indicator.pk)
    StoredAttainment.objects.filter(indicator=indicator).update(value="12.34")
    assert "12,34" in read()
    recompute_series(indicator.pk)
    assert "12,34" not in read()


@time_machine.travel(TODAY)
@pytest.mark.parametrize("act", [handed_over, closed])
def test_what_does_not_show_today_changes_the_digest_all_the_same(indicator, act):
    before = data_digest.figures_digest([fresh(indicator)])
    assert data_digest.figures_digest([fresh(indicator)]) == before
    act(indicator)
    assert data_digest.figures_digest([fresh(indicator)]) != before


def fresh(indicator):
    return type(indicator.contract).objects.select_related("body").get(pk=indicator.contract_id)


@pytest.fixture
def new_column(request, db):
    """A model with one column more than its code has, as after the next migration."""
    model, field = request.param, models.IntegerField(default=0)
    # Before any row is written: PostgreSQL alters no table whose deferred constraints wait to be checked.
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {model._meta.db_table} ADD COLUMN added integer NOT NULL DEFAULT 0")
    field.contribute_to_class(model, "added")
    data_digest._sql.cache_clear()  # the process of another version of the code
    yield model
    data_digest._sql.cache_clear()
    model._meta.local_fields.remove(field)
    delattr(model, "added")
    model._meta._expire_cache()


ROWS_BEHIND_A_PAGE = [Indicator, Fiche, Theme, Contract, Body, PendingRecompute, Assignment, User, Membership]


def change_every_row_of(model):
    assert model._default_manager.update(added=F("added") + 1)


@time_machine.travel(TODAY)
@pytest.mark.parametrize("new_column", ROWS_BEHIND_A_PAGE, indirect=True, ids=lambda model: model.__name__)
def test_a_new_column_counts_without_further_code(new_column, indicator):
    married(indicator)
    left_waiting(indicator)
    before = data_digest.people_digest([fresh(indicator)])
    assert data_digest.people_digest([fresh(indicator)]) == before
    change_every_row_of(new_column)
    assert data_digest.people_digest([fresh(indicator)]) != before


@time_machine.travel(TODAY)
@pytest.mark.parametrize("new_column", [Indicator, User], indirect=True, ids=lambda model: model.__name__)
def test_listed_columns_would_miss_a_new_one(new_column, indicator, monkeypatch):
    """The control: with the columns of the code as it is, the same change goes unseen."""
    married(indicator)

    def listed(read, contracts):
        rows = read([each.pk for each in contracts])
        return list(rows.values_list("pk", *(("code", "position") if rows.model is Indicator else ())))

    monkeypatch.setattr(data_digest, "_rows", listed)
    before = data_digest.people_digest([fresh(indicator)])
    change_every_row_of(new_column)
    assert data_digest.people_digest([fresh(indicator)]) == before


@time_machine.travel(TODAY)
def test_signing_in_renders_no_page_anew(indicator):
    married(indicator)
    before = data_digest.people_digest([fresh(indicator)])
    User.objects.update(last_login=timezone.now(), password="another")
    assert data_digest.people_digest([fresh(indicator)]) == before


@pytest.mark.parametrize(
    "read", ["_with_themes", "_with_fiches", "_assignments", "_arrivals", "_named", "_named_or_author"]
)
def test_the_parameters_of_a_read_are_the_keys_of_its_contracts(read):
    """So that its statement may be written once and run for other contracts."""
    _, params = getattr(data_digest, read)([7, 5, 9]).query.sql_with_params()
    assert params == (7, 5, 9) * (len(params) // 3)


@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    ("digest", "queries"),
    [("scores_digest", 1), ("figures_digest", 1), ("people_digest", 4), ("acts_digest", 3)],
)
def test_a_digest_costs_few_queries(indicator, django_assert_num_queries, digest, queries):
    contracts = [fresh(indicator)]
    with django_assert_num_queries(queries):
        getattr(data_digest, digest)(contracts)


@time_machine.travel(TODAY)
def test_what_is_of_a_person_is_never_kept(read, client, indicator, person):
    assert "camille" in read()
    assert "Validation (0 mois en attente" in read()
    handed_over(indicator)
    type(person).objects.filter(pk=person.pk).update(first_name="Dominique", last_name="Martin")
    assert "Dominique Martin" in read()
    assert "Validation (1 mois en attente" in read()
    client.force_login(make_user(Role.LECTEUR, indicator.contract.body, username="alex"))
    assert "alex" in read()
    assert "Validation" not in read()
    assert "no-store" in client.get(f"/{indicator.contract.body.code}/cpg-2023-2027/")["Cache-Control"]


def test_midnight_in_paris_shows(read, indicator):
    """An échéance of the year is late from its end on."""
    make_action(indicator.contract, years=(2025,))
    with time_machine.travel("2025-12-31T23:59:30+01:00", tick=False):
        before = read()
    with time_machine.travel("2026-01-01T00:00:30+01:00", tick=False):
        after = read()
    assert "1 échéance" not in before
    assert "1 échéance" in after


@time_machine.travel(TODAY)
def test_each_address_has_its_own(read):
    assert read("?mois=2025-08") != read()
    assert "Aucun indicateur ne répond" in read("?statut=sous")
    assert "Aucun indicateur ne répond" not in read("?statut=entre")


@time_machine.travel(TODAY)
def test_what_is_kept_is_not_made_again(client, indicator, person, django_assert_num_queries):
    address = f"/{indicator.contract.body.code}/{indicator.contract.code}/?avant=2025-07"
    queries_of_the_nav = 1  # what waits for a validation
    with django_assert_num_queries(MADE_QUERIES + queries_of_the_nav):
        made = client.get(address).content
    with django_assert_num_queries(KEPT_QUERIES):
        again = client.get(address).content
    assert len(again) == len(made)


@time_machine.travel(TODAY)
def test_a_redis_that_is_away_neither_breaks_nor_slows_a_page(read, settings):
    """Nothing of a page is asked of it: nobody listens at that port, and a try would be an error."""
    settings.CACHES = with_redis("redis://127.0.0.1:1/0")
    made = read()
    assert read() == made
    with pytest.raises(RedisAway):
        RedisCache.get(caches["default"], "anything")


def test_those_who_ask_meanwhile_wait_for_the_one_who_makes_it():
    part, made = cached_part("slow", object()), []

    def make():
        made.append(1)
        sleep(0.2)
        return "part"

    with ThreadPoolExecutor(4) as pool:
        assert {each.result() for each in [pool.submit(part.get_or_render, make) for _ in range(4)]} == {
            "part"
        }
    assert made == [1]


def test_what_moved_while_it_was_read_is_not_kept():
    said = iter(["before", "after", "after", "after"])
    part = partial(cached_part, "part", digest=lambda: next(said))
    assert part().get_or_render(lambda: "torn") == "torn"
    assert part().get_or_render(lambda: "whole") == "whole"


def test_a_shared_part_sees_only_what_it_names():
    template = Template(
        "{% load page_cache %}{% cached_part part name %}{{ name }}{% if secret %}{{ secret }}{% endif %}"
        "{% endcached_part %}"
    )
    part = cached_part("only", object())
    said = {"part": part, "name": SimpleLazyObject(lambda: "<b>"), "secret": "csrf"}
    assert template.render(Context(said)) == "&lt;b&gt;"
    assert caches["pages"].get(part.key) == "&lt;b&gt;"
