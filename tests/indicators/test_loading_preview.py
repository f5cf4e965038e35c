"""What a file would change, before anything is written."""

import json
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from commitments.differences import Kind
from commitments.models import Change, Contract, Origin
from cpg.shared.periods import Month
from indicators import jobs
from indicators.loading import (
    NotAsShownError,
    load_as_shown,
    load_contract,
    plan_of,
    preview_for,
    preview_loading,
)
from indicators.models import Indicator, PendingRecompute
from indicators.recording import lock
from tests.factories import enter, pair
from tests.indicators.small_contract import small_contract
from tests.pages import text_in

pytestmark = pytest.mark.django_db


def corrected() -> dict[str, Any]:
    """Something of each kind differs from the small contract."""
    data = small_contract()
    data["contrat"]["titre"] = "Titre corrigé"
    data["themes"] = ["Service public"]
    data["indicateurs"][0]["libelle"] = "Libellé corrigé"
    data["indicateurs"][0]["cibles"]["2029"]["objectif"] = "96"
    data["parties"][0]["fiches"][0]["engagements"][0]["actions"][0]["annees"] = [2029]
    return data


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def contents() -> list[tuple[object, ...]]:
    """Every row of the tables that loading writes."""
    models = [
        each
        for each in apps.get_models()
        if each._meta.app_label in {"accounts", "commitments", "indicators"}
    ]
    return [row for model in models for row in model._default_manager.order_by("pk").values_list()]


def test_a_preview_says_what_loading_does_and_writes_nothing(monkeypatch, django_capture_on_commit_callbacks):
    load_contract(small_contract())
    before, counts = contents(), rows()
    asked: list[object] = []
    monkeypatch.setattr(jobs, "enqueue", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        preview = preview_loading(corrected())
    assert (contents(), rows(), asked) == (before, counts, [])
    loaded = [str(each) for each in load_contract(corrected()).differences]
    assert [str(each) for each in preview.differences] == loaded
    assert [kind for kind, _ in preview.by_kind] == list(Kind)


def test_it_names_body_and_contract_and_says_what_is_new():
    preview = preview_loading(small_contract())
    assert (preview.body, preview.is_new_body, preview.contract, preview.is_new_contract) == (
        "caisse-du-nord", True, "cpg-2028-2029", True,
    )  # fmt: skip
    assert (preview.series, Contract.objects.count()) == (2, 0)
    load_contract(small_contract())
    again = preview_loading(small_contract())
    assert (again.is_new_body, again.is_new_contract, again.differences, again.series) == (
        False,
        False,
        [],
        0,
    )
    next_period = small_contract()
    next_period["contrat"]["code"] = "cpg-2030-2031"
    assert (preview_loading(next_period).is_new_body, preview_loading(next_period).is_new_contract) == (
        False,
        True,
    )


@time_machine.travel("2028-05-20")
def test_what_is_refused_is_shown_with_what_differs():
    load_contract(small_contract())
    contract = Contract.objects.get()
    enter(Indicator.objects.get(code="R1"), "2028-01", pair(85, 100))
    lock(contract=contract, months=[Month(2028, n) for n in (1, 2, 3)], actor=None, origin=Origin.COMMAND)
    data = corrected()
    data["indicateurs"][0]["cibles"]["2028"]["objectif"] = "91"
    before = contents()
    preview = preview_loading(data)
    assert contents() == before
    assert any("la cible a servi à un trimestre clos" in problem for problem in preview.problems)
    assert len(preview.differences) == 6
    not_a_contract = preview_loading({"contrat": 3})
    assert not_a_contract.problems
    assert not_a_contract.body == ""


def test_a_reason_is_asked_for_a_correction_of_a_target_or_a_definition_and_for_nothing_else():
    assert not preview_loading(small_contract()).asks_reason
    load_contract(small_contract())
    assert preview_loading(corrected()).asks_reason
    text_only = small_contract()
    text_only["themes"] = ["Autre"]
    assert not preview_loading(text_only).asks_reason
    assert preview_loading(text_only).series == 0
    scored_otherwise = small_contract()
    scored_otherwise["contrat"]["score_au_seuil"] = "35"
    assert preview_loading(scored_otherwise).asks_reason
    assert preview_loading(scored_otherwise).series == 2
    one_target = small_contract()
    one_target["indicateurs"][1]["cibles"]["2029"]["objectif"] = "99"
    assert preview_loading(one_target).series == 1


def test_the_plan_changes_with_the_file_and_with_what_is_recorded():
    first = preview_loading(small_contract()).plan
    assert preview_loading(small_contract()).plan == first
    assert preview_loading(corrected()).plan != first
    load_contract(small_contract())
    assert preview_loading(small_contract()).plan != first
    one = preview_loading(corrected()).plan
    other = small_contract()
    other["contrat"]["titre"] = "Un titre chargé entre-temps"
    load_contract(other)
    assert preview_loading(corrected()).plan != one


def test_the_command_shows_without_writing(tmp_path, capsys):
    file = tmp_path / "contrat.json"
    file.write_text(json.dumps(small_contract()), "utf-8")
    call_command("load_contract", str(file), "--dry-run")
    said = text_in(capsys.readouterr().out)
    assert said.startswith(
        "Caisse du Nord (caisse-du-nord, nouvel organisme), CPG 2028-2029 (cpg-2028-2029, nouveau"
    )
    assert "Cibles (4) : R1 2028, cible : ajouté" in said
    assert said.endswith("différences, 2 séries seraient recalculées. Rien n’est écrit.")
    assert Contract.objects.count() == 0
    load_contract(small_contract())
    PendingRecompute.objects.all().delete()
    call_command("load_contract", str(file), "--dry-run")
    assert "organisme connu" in (said := text_in(capsys.readouterr().out))
    assert said.endswith("Le contrat est déjà chargé, rien ne diffère.")
    file.write_text(json.dumps(small_contract() | {"surplus": 1}), "utf-8")
    with pytest.raises(CommandError, match="serait refusé"):
        call_command("load_contract", str(file), "--dry-run")
    assert PendingRecompute.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_known", [False, True])
def test_of_two_people_who_confirm_at_once_one_loads_and_the_other_sees_it_again(is_known, monkeypatch):
    """A new contract has no row to lock, a known one has. With real transactions, which only PostgreSQL has."""
    if connection.vendor != "postgresql":
        return
    monkeypatch.setattr(jobs, "enqueue", lambda *asked: None)
    if is_known:
        load_contract(small_contract())
    person = User.objects.create_superuser("installateur")
    content = json.dumps(corrected()).encode()
    plan = plan_of(content, preview_for(corrected(), person))
    together, answers = Barrier(2), []

    def confirm() -> None:
        together.wait()
        try:
            load_as_shown(content, corrected(), plan=plan, actor=person, reason="à deux")
            answers.append("chargé")
        except NotAsShownError:
            answers.append("à revoir")
        finally:
            connection.close()

    threads = [Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["chargé", "à revoir"]
    assert Change.objects.filter(reason="à deux").count() == 1
    assert Contract.objects.count() == 1
