"""Loading a contract: the same twice changes nothing, a corrected file is shown, what was used is not touched."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator

from commitments.models import Action, Change, Contract, Origin, PlannedYear
from cpg.shared.periods import Month
from indicators.domain.model import Target
from indicators.loading import LoadingRefusedError, load_contract
from indicators.models import Indicator, PendingRecompute, TargetRevision
from indicators.recording import amend, lock
from tests.factories import enter, pair
from tests.indicators.small_contract import small_contract

pytestmark = pytest.mark.django_db

AFTER_THE_FIRST_QUARTER = "2028-05-20"
USED = "R1 2028 : la cible a servi à un trimestre clos"
ACTIONS = ("parties", 0, "fiches", 0, "engagements", 0, "actions")
type Change_ = Callable[[dict[str, Any]], None]


def changed(change: Change_) -> dict[str, Any]:
    data = small_contract()
    change(data)
    return data


def put(*path: str | int, value: Any) -> Change_:
    """A change of the file: that value at that place."""

    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value

    return change


def drop(*path: str | int) -> Change_:
    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]

    return change


def add_indicator(data: dict[str, Any]) -> None:
    data["indicateurs"].append(small_contract()["indicateurs"][1] | {"code": "R3"})


def extend(data: dict[str, Any]) -> None:
    data["contrat"]["dernier_exercice"] = 2030
    for indicator in data["indicateurs"]:
        indicator["cibles"]["2030"] = {"type": "a_definir"}


def whole_database() -> list[tuple[object, ...]]:
    """What the rows of the contract say, to see that nothing moved."""
    tables = [Contract, Indicator, Action, PlannedYear, TargetRevision, Change, PendingRecompute]
    return [row for table in tables for row in table._default_manager.order_by("pk").values_list()]


def load_with_a_closed_quarter() -> Contract:
    load_contract(small_contract())
    contract = Contract.objects.get()
    enter(Indicator.objects.get(code="R1"), "2028-01", pair(85, 100))
    lock(contract=contract, months=[Month(2028, n) for n in (1, 2, 3)], actor=None, origin=Origin.COMMAND)
    return contract


def refusal_of(data: dict[str, Any]) -> list[str]:
    before = whole_database()
    with pytest.raises(LoadingRefusedError) as refused:
        load_contract(data)
    assert whole_database() == before
    return refused.value.problems


def test_another_body_and_another_period_are_another_file():
    load_contract(small_contract())
    contract = Contract.objects.get()
    assert (contract.body.code, contract.credit, contract.entry_delay_days) == ("caisse-du-nord", 50, 15)
    indicator = Indicator.objects.with_definition().get(code="R1")
    assert indicator.definition.contract_first_year == 2028
    assert TargetRevision.objects.get(indicator=indicator, year=2029).objectif == 95
    assert sorted(PlannedYear.objects.values_list("action__code", "deliverable__title", "year")) == [
        ("E1A1", None, 2028), ("E1A1", None, 2029), ("E1A2", "Guide", 2028),
    ]  # fmt: skip


def test_two_bodies_with_the_same_measure_count_alike():
    load_contract(small_contract())
    other = small_contract()
    other["organisme"]["code"] = "caisse-du-sud"
    assert load_contract(other).differences
    assert Contract.objects.count() == 2
    assert len({each.measure_id for each in Indicator.objects.filter(code="R1")}) == 1


def test_loading_twice_changes_nothing():
    load_contract(small_contract())
    before = whole_database()
    assert load_contract(small_contract()).differences == []
    assert whole_database() == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (put("indicateurs", 0, "libelle", value="Nouveau"), "R1, libellé de l’annexe 3 : Indicateur R1 → Nouveau"),
        (
            put("indicateurs", 0, "cibles", "2028", "objectif", value="91"),
            "R1 2028, cible : seuil 80, objectif 90 → seuil 80, objectif 91",
        ),
        (
            put("indicateurs", 0, "cibles", "2028", value={"type": "sans_cible"}),
            "R1 2028, cible : seuil 80, objectif 90 → sans_cible",
        ),
        (put("indicateurs", 1, "mesure", "unite", value="h"), "R2, unité : ateliers → h"),
        (
            put(*ACTIONS, 0, "annees", value=[2029]),
            "F1-E1A1, années : [2028, 2029] → [2029]",
        ),
        (put("interpretations", value=[]), "Interprétation 1 : Délai → retirée"),
        (put("themes", value=["Service", "Coûts"]), "Thème 2 : ajouté"),
        (add_indicator, "R3 : ajouté"),
        (extend, "Contrat cpg-2028-2029, dernier exercice : 2029 → 2030"),
        (put("version_des_cibles", "source", value="Annexe 3"), "Version des cibles, source : Annexe 2 → Annexe 3"),
    ],
)  # fmt: skip
def test_a_corrected_file_shows_what_differs_and_is_applied_once(change, told):
    load_contract(small_contract())
    data = changed(change)
    assert told in [str(difference) for difference in load_contract(data).differences]
    assert load_contract(data).differences == []


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (put("indicateurs", 0, "cibles", "2028", "objectif", value="91"), ["R1"]),
        (put("indicateurs", 1, "mesure", "unite", value="h"), ["R2"]),
        (put("indicateurs", 0, "poids", value="2"), ["R1"]),
        (put("indicateurs", 0, "libelle", value="Nouveau"), []),
        (put("themes", value=["Service", "Coûts"]), []),
        (put("contrat", "score_au_seuil", value="35"), ["R1", "R2"]),
        (add_indicator, ["R3"]),
        (extend, ["R1", "R2"]),
    ],
)
def test_what_changes_figures_asks_for_their_recompute_and_nothing_else_does(change, codes):
    load_contract(small_contract())
    PendingRecompute.objects.all().delete()
    load_contract(changed(change))
    assert sorted(PendingRecompute.objects.values_list("indicator__code", flat=True)) == codes


def test_a_corrected_target_keeps_the_reason_of_the_loading():
    load_contract(small_contract())
    load_contract(changed(put("indicateurs", 0, "cibles", "2028", "objectif", value="91")))
    corrected = TargetRevision.objects.order_by("change__sequence").last()
    assert corrected.change.reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (drop("themes"), "fichier : il manque « themes »."),
        (put("contrat", "premier_exercice", value=2030), "le premier exercice (2030) vient après le dernier (2029)."),
        (put("version_des_cibles", "date_d_effet", value="2028-02-30"), "« 2028-02-30 » n’est pas une date."),
        (put("indicateurs", 1, "code", value="R1"), "R1 figure 2 fois dans le fichier."),
        (put("indicateurs", 1, "mesure", "code", value="delai-du-nord"), "R2 : la mesure delai-du-nord est définie"),
        (put("indicateurs", 0, "mesure", "numerateur", value=""), "R1 : l’agrégation ratio demande un numérateur"),
        (put("indicateurs", 1, "mesure", "numerateur", value="x"), "R2 : l’agrégation somme n’en admet pas"),
        (put("indicateurs", 0, "fiche", value=7), "R1 : sa fiche ou son thème n’est pas dans le fichier."),
        (put("indicateurs", 0, "premier_exercice", value=2031), "R1 : le premier exercice 2031 est hors du contrat."),
        (drop("indicateurs", 0, "cibles", "2029"), "R1 2029 : il manque une cible, ou « sans_cible »."),
        (put("indicateurs", 0, "cibles", "2030", value={"type": "a_definir"}), "R1 2030 : cet exercice est hors"),
        (put("indicateurs", 0, "cibles", "2028", "seuil", value="99"), "seuil"),
        (put(*ACTIONS, 0, "annees", value=[2027]), "F1-E1A1 : 2027 est hors des exercices"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_a_contract_is_refused_whole(change, reason):
    problems = refusal_of(changed(change))
    assert any(reason in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (drop("indicateurs", 1), "R2"),
        (drop(*ACTIONS, 1), "F1-E1A2"),
        (drop("parties", 0, "fiches", 0, "engagements", 0), "F1-E1"),
        (put("themes", value=["Service"]), "Le thème 2"),
    ],
)
def test_an_element_of_a_contract_is_not_taken_away(change, missing):
    full = changed(put("themes", value=["Service", "Coûts"]))
    load_contract(full)
    change(full)
    message = f"{missing} est dans la base et plus dans le fichier : un élément du contrat ne se retire pas."
    assert message in refusal_of(full)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (put("indicateurs", 0, "cibles", "2028", "objectif", value="91"), USED),
        (put("indicateurs", 0, "cibles", "2028", value={"type": "sans_cible"}), USED),
        (put("indicateurs", 0, "mesure", "decimales", value=1), "décimales publiées : 2 → 1 refusé"),
        (put("indicateurs", 0, "mesure", "code", value="autre"), "R1, mesure : delai-du-nord → autre refusé"),
        (put("indicateurs", 0, "poids", value="2"), "R1, poids : rien → 2 refusé"),
        (put("contrat", "score_au_seuil", value="0"), "score au seuil : 50.00 → 0 refusé"),
    ],
)  # fmt: skip
@time_machine.travel(AFTER_THE_FIRST_QUARTER)
def test_what_a_closed_quarter_was_computed_with_takes_an_avenant(change, reason):
    load_with_a_closed_quarter()
    problems = refusal_of(changed(change))
    assert any(reason in problem for problem in problems), problems


@time_machine.travel(AFTER_THE_FIRST_QUARTER)
def test_after_a_closed_quarter_the_targets_of_later_years_and_the_texts_may_still_be_corrected():
    load_with_a_closed_quarter()
    data = changed(put("indicateurs", 0, "cibles", "2029", "objectif", value="96"))
    data["indicateurs"][0]["libelle"] = "Corrigé"
    assert len(load_contract(data).differences) == 2
    assert TargetRevision.objects.filter(indicator__code="R1", year=2029).count() == 2


@time_machine.travel(AFTER_THE_FIRST_QUARTER)
def test_an_indicator_with_recorded_months_keeps_its_shape():
    load_contract(small_contract())
    enter(Indicator.objects.get(code="R1"), "2028-01", pair(85, 100))
    data = small_contract()
    data["indicateurs"][0]["mesure"] |= {"agregation": "somme", "numerateur": "", "denominateur": ""}
    assert any("agrégation : ratio → somme refusé" in problem for problem in refusal_of(data))


def test_years_ranks_and_directions_stay():
    load_contract(small_contract())
    shorter = changed(put("contrat", "dernier_exercice", value=2028))
    assert any("il peut seulement être prolongé" in problem for problem in refusal_of(shorter))
    swapped = small_contract()
    swapped["indicateurs"].reverse()
    assert any("un indicateur garde son rang" in problem for problem in refusal_of(swapped))
    turned = changed(put("indicateurs", 0, "mesure", "sens", value="baisse"))
    assert "R1, sens : hausse → baisse refusé, car des cibles en dépendent." in refusal_of(turned)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("date_d_effet", "2028-02-01", "Version des cibles, date d’effet : 2028-01-01 → 2028-02-01 refusé"),
        ("libelle", "première", "Version des cibles, libellé : initiale → première refusé"),
    ],
)
def test_a_signed_version_keeps_its_name_and_its_date(name, value, told):
    load_contract(small_contract())
    problems = refusal_of(changed(put("version_des_cibles", name, value=value)))
    assert any(told in problem for problem in problems), problems


def test_a_target_that_an_avenant_repeats_takes_another_avenant():
    """Corrected in the first version, it would be shown as changed and count nowhere."""
    load_contract(small_contract())
    amend(
        contract=Contract.objects.get(),
        label="avenant 1",
        effective_from=date(2028, 7, 1),
        source="Avenant",
        targets={"R1": {2028: Target(None, Decimal(92))}},
        reason="Révision",
        actor=None,
        origin=Origin.COMMAND,
    )
    data = changed(put("indicateurs", 0, "cibles", "2029", "objectif", value="96"))
    told = (
        "R1 2029 : un avenant a repris cette cible, "
        "seul un autre avenant peut la changer (page « Cibles et avenants »)."
    )
    assert told in refusal_of(data)
    other = changed(put("indicateurs", 1, "cibles", "2029", "objectif", value="96"))
    assert len(load_contract(other).differences) == 1


def test_every_change_is_shown_and_the_beginning_of_what_is_new(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("indicators.management.commands.load_contract.SHOWN_AT_MOST", 2)
    file = tmp_path / "contrat.json"
    file.write_text(json.dumps(small_contract()), "utf-8")
    call_command("load_contract", str(file))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[2].startswith("… et ")
    data = small_contract()
    for indicator in data["indicateurs"]:
        indicator["libelle"] += " corrigé"
        indicator["cibles"]["2029"]["objectif"] = "97"
    file.write_text(json.dumps(data), "utf-8")
    call_command("load_contract", str(file))
    assert len(capsys.readouterr().out.splitlines()) == 5


def test_the_schema_is_a_schema_and_the_contract_of_the_first_user_follows_it(settings):
    schema = json.loads((settings.BASE_DIR / "docs/contrat.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(settings.CONTRACT_FILE.read_text("utf-8")))


def test_the_command_says_what_it_did_and_what_it_refuses(tmp_path, capsys):
    file = tmp_path / "contrat.json"
    file.write_text(json.dumps(small_contract()), "utf-8")
    call_command("load_contract", str(file))
    assert "R1 : ajouté" in capsys.readouterr().out
    call_command("load_contract", str(file))
    assert capsys.readouterr().out == "Le contrat est déjà chargé, rien ne diffère.\n"
    assert Change.objects.get().reason == "Chargement du fichier contrat.json"
    file.write_text(json.dumps(changed(drop("themes"))), "utf-8")
    with pytest.raises(CommandError, match="Rien n’a été chargé :\n- fichier : il manque"):
        call_command("load_contract", str(file))
    file.write_text("{", "utf-8")
    with pytest.raises(CommandError, match="n’est pas du JSON"):
        call_command("load_contract", str(file))
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("load_contract", str(tmp_path / "rien.json"))
