"""An avenant is shown with its effect before it is signed: nothing is written before, and what was shown is signed."""

import re
from datetime import date
from decimal import Decimal

import pytest

from accounts.rights import Role
from commitments.models import Change, Origin
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.models.closing import FrozenExport
from dashboards.shared.marks import mark_of
from dashboards.targets.forms import AvenantForm
from indicators.domain import Term, attain, roll_up
from indicators.domain.model import Aggregation, Direction, Target
from indicators.models import Indicator, PendingRecompute, TargetVersion
from indicators.recording import amend
from indicators.selectors import known
from tests.closing import close_quarter
from tests.factories import amount, enter, every_year, make_contract, make_indicator, make_user, pair, target
from tests.pages import text_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.slow,
    pytest.mark.usefixtures("in_october_2025"),
]
QUERIES = {"form": 9, "preview": 15}
HEAD = {"libelle": "avenant 1", "effet": "2025-07-01", "source": "Avenant du 12 juin", "motif": "charge"}
CHANGED = {"R1-2025-seuil": "85", "R1-2025-objectif": "95,5 %", "R2-2025-objectif": "1 500"}


@pytest.fixture
def contract():
    contract = make_contract()
    rate = make_indicator(contract, targets=every_year("80", "90"))
    total = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0,
        targets=every_year("1000", "1200"),
    )  # fmt: skip
    delay = make_indicator(contract, direction=Direction.BAISSE, targets=every_year("20", "10"))
    for number in range(1, 10):
        enter(rate, f"2025-0{number}", pair(92, 100))
        enter(total, f"2025-0{number}", amount(95))
    enter(delay, "2025-03", pair(15, 100))
    return contract


def address(contract):
    return f"/{contract.body.code}/{contract.code}/cibles/avenant/"


def look(client, contract, sent=CHANGED, **changed):
    return client.post(address(contract), HEAD | {"numero": "1", "suite": "voir"} | sent | changed)


def save(client, contract, shown, sent=CHANGED, **changed):
    seen = re.findall(r'name="vu" value="(\w*)"', shown.text)[0]
    ticked = dict(re.findall(r'name="(reecrit)" value="(\w+)"', shown.text))
    return look(client, contract, sent, suite="enregistrer", vu=seen, **ticked | changed)


def field_of(page, name):
    return re.findall(rf'<input[^>]*name="{name}"[^>]*>', page.text)[0]


def error_of(page, name):
    return text_in(re.findall(rf'id="e-{name}">(.*?)</p>', page.text, re.DOTALL)[0])


def effects_of(page):
    """`{'septembre 2025': {'R1, statut': 'Atteint → …'}}`"""
    found = {}
    for block in page.text.split('<div class="effet">')[1:]:
        month = text_in(re.findall(r"<p>(.*?)</p>", block)[0]).removeprefix("À fin ")
        lines = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", block.split("</dl>")[0], re.DOTALL)
        found[month] = {text_in(label): text_in(said) for label, said in lines}
    return found


def written():
    return Change.objects.count(), TargetVersion.objects.count(), PendingRecompute.objects.count()


def test_the_form_starts_from_the_targets_in_force_and_the_next_name(client, contract, controller):
    page = client.get(address(contract))
    assert 'value="avenant 1"' in field_of(page, "libelle")
    assert 'type="date"' in field_of(page, "effet")
    assert 'value="90"' in field_of(page, "R1-2025-objectif")
    assert 'value="1000"' in field_of(page, "R2-2023-seuil")


def test_looking_records_nothing_and_shows_what_changes(client, contract, controller):
    before = written()
    page = look(client, contract)
    assert page.status_code == 200
    assert written() == before
    said = text_in(page.text)
    assert "R1 2025 seuil 80 %, objectif 90 % seuil 85 %, objectif 95,5 %" in said
    assert "R2 2025 seuil 1 000, objectif 1 200 seuil 1 000, objectif 1 500" in said
    assert "R3 2025" not in said.split("L’effet, calculé")[0]


def test_the_previewed_effect_equals_the_computed_one_after_signing(client, contract, controller):
    """Both sides against the whole computation, before and after really signing."""
    before = computed(contract, Month(2025, 9))
    page = look(client, contract)
    assert save(client, contract, page).status_code == 302
    after = computed(contract, Month(2025, 9))
    shown = effects_of(page)["septembre 2025"]
    expected = {key: arrow(before[key], after[key]) for key in before}
    assert {key: shown[key] for key in expected} == expected
    assert before["R1, statut"] == "Atteint"
    assert after["R1, statut"] == "Entre seuil et objectif"
    assert after["R2, score"] == "28,00 %", "by hand: (855 - 750) / (1125 - 750)"


def test_a_month_without_a_value_is_not_judged(client, contract, controller):
    """Nine months of twelve, or eight of nine, are enough for a rate to have a status by the rules."""
    late = make_indicator(contract, targets=every_year("80", "90"))
    for number in range(1, 9):
        enter(late, f"2025-0{number}", pair(92, 100))
    shown = effects_of(look(client, contract, CHANGED | {"R4-2025-objectif": "93"}))
    assert list(shown) == [
        "août 2025",
        "septembre 2025",
        "décembre 2025, sans valeur encore : les cibles seules",
    ]
    assert shown["août 2025"] == {
        "R4, objectif à date": "90 % → 93 %",
        "R4, statut": "Atteint → Entre seuil et objectif",
        "R4, score": "100,00 % → 92,31 %",
    }
    assert {key for key in shown["septembre 2025"] if key.startswith("R4")} == {"R4, objectif à date"}
    assert shown["décembre 2025, sans valeur encore : les cibles seules"] == {
        "R1, seuil à date": "80 % → 85 %",
        "R1, objectif à date": "90 % → 95,5 %",
        "R2, objectif à date": "1 200 → 1 500",
        "R4, objectif à date": "90 % → 93 %",
    }


def computed(contract, month):
    indicators = list(Indicator.objects.filter(contract=contract).with_definition())
    found = {each.code: attain(known([each])[each.pk].series, month) for each in indicators}
    total = roll_up(Term.of(code, each) for code, each in found.items())
    covered = f"{french.number(total.score)} % ({total.measured} mesurés sur {total.due} dus)"
    lines = {"Total": covered if total.measured > 1 else covered.replace("mesurés", "mesuré")}
    for code in ("R1", "R2"):
        lines[f"{code}, statut"] = mark_of(found[code].status).word
        score, least = found[code].score, "au moins " if found[code].is_floor else ""
        lines[f"{code}, score"] = "aucun score" if score is None else f"{least}{french.number(score)} %"
    return lines


def arrow(before, after):
    return before if before == after else f"{before} → {after}"


def test_what_was_shown_is_signed_and_waits_for_its_figures(client, contract, controller):
    answer = save(client, contract, look(client, contract))
    assert answer["Location"] == address(contract).removesuffix("avenant/")
    version = TargetVersion.objects.get(number=1)
    assert (version.label, version.effective_from, version.source) == (
        "avenant 1",
        date(2025, 7, 1),
        "Avenant du 12 juin",
    )
    assert (version.change.actor, version.change.reason) == (controller, "charge")
    assert version.change.origin == Origin.FORM
    rows = version.targets.filter(year=2025).order_by("indicator__position")
    assert list(rows.values_list("indicator__code", "seuil", "objectif")) == [
        ("R1", 85, Decimal("95.5")),
        ("R2", 1000, 1500),
    ]
    assert "« avenant 1 » est enregistré : deux cibles changent à effet du 01/07/2025." in text_in(
        client.get(answer["Location"]).text
    )


@pytest.mark.parametrize("other", [{"R1-2025-objectif": "96"}, {"effet": "2025-08-01"}, {"motif": "autre"}])
def test_what_was_not_shown_is_shown_again_instead_of_signed(client, contract, controller, other):
    before = written()
    again = save(client, contract, look(client, contract), CHANGED | other)
    assert again.status_code == 409
    assert "n’est pas ce qui vous a été montré" in text_in(again.text)
    assert written() == before
    assert save(client, contract, again, CHANGED | other).status_code == 302


def test_signing_without_having_looked_shows_first(client, contract, controller):
    assert look(client, contract, suite="enregistrer").status_code == 409
    assert TargetVersion.objects.count() == 1


def test_the_enter_key_looks_and_never_signs(client, contract, controller):
    form = look(client, contract).text.split('<form class="avenant"')[1]
    assert 'value="voir"' in re.findall(r"<button[^>]*>", form)[0]


def another(contract):
    amend(
        contract=contract, label="avenant urgent", effective_from=date(2025, 1, 1), source="Autre",
        targets={"R3": {2025: target("19", "9")}}, reason="urgence", actor=None, origin=Origin.COMMAND,
    )  # fmt: skip


def test_another_avenant_meanwhile_is_shown_and_what_was_typed_is_kept(client, contract, controller):
    shown = look(client, contract)
    another(contract)
    refused = save(client, contract, shown)
    assert refused.status_code == 409
    said = text_in(refused.text)
    assert "Un autre avenant a été enregistré entre-temps." in said
    assert "« avenant urgent » est maintenant la dernière version" in said
    assert 'value="95,5 %"' in field_of(refused, "R1-2025-objectif")
    assert TargetVersion.objects.count() == 2
    assert save(client, contract, refused, numero="2").status_code == 302


def test_fields_that_nobody_touched_do_not_undo_another_avenant(client, contract, controller):
    """A browser sends every field back, those of the other avenant as they were before it."""
    form = client.get(address(contract)).text
    untouched = dict(re.findall(r'name="(R\d-\d{4}-\w+)"[^>]*value="([^"]*)"', form))
    assert untouched["R3-2025-objectif"] == "10"
    sent = untouched | CHANGED
    shown = look(client, contract, sent)
    another(contract)
    refused = save(client, contract, shown, sent)
    assert refused.status_code == 409
    assert 'value="9"' in field_of(refused, "R3-2025-objectif")
    sent |= {"R3-2025-seuil": "19", "R3-2025-objectif": "9"}
    assert save(client, contract, refused, sent, numero="2").status_code == 302
    signed = TargetVersion.objects.get(number=2).targets
    assert not signed.filter(indicator__code="R3").exists()


def test_another_avenant_signed_in_the_very_moment_is_refused_under_the_lock(
    client, contract, controller, monkeypatch
):
    shown = look(client, contract)

    def then_another(signed, sent):
        form = AvenantForm(signed, sent)
        if signed.next_number == 1:
            another(contract)
        return form

    monkeypatch.setattr("dashboards.targets.views.AvenantForm", then_another)
    refused = save(client, contract, shown)
    assert (refused.status_code, "entre-temps" in refused.text) == (409, True)
    assert TargetVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "name", "said"),
    [
        ({"R1-2025-objectif": "8x"}, "R1-2025-objectif", "L’unité attendue est « % », pas « x »"),
        ({"R1-2025-seuil": "1e5"}, "R1-2025-seuil", "Ce n’est pas un nombre"),
        ({"R1-2025-seuil": "9\x009"}, "R1-2025-seuil", "Ce n’est pas un nombre"),
        ({"R1-2025-seuil": "9" * 5000}, "R1-2025-seuil", "Ce nombre est trop long."),
        ({"R1-2025-seuil": "9" * 60}, "R1-2025-seuil", "Ce nombre a plus de dix chiffres"),
        ({"R1-2025-objectif": "90,123"}, "R1-2025-objectif", "Pas plus de 2 décimales ici."),
        ({"R1-2025-objectif": "79"}, "R1-2025-objectif", "L’objectif doit être au-dessus du seuil"),
        ({"R3-2025-objectif": "21"}, "R3-2025-objectif", "L’objectif doit être au-dessous du seuil"),
        ({"R1-2025-objectif": ""}, "R1-2025-seuil", "Un seuil ne va pas sans objectif."),
        ({"R1-2024-objectif": "91"}, "R1-2024-objectif", "Cet exercice finit avant la date d’effet"),
    ],
)
def test_a_figure_is_refused_beside_its_field_and_kept(client, contract, controller, sent, name, said):
    before = written()
    page = look(client, contract, sent)
    assert page.status_code == 422
    assert error_of(page, name).startswith(said)
    field = field_of(page, name)
    assert f'aria-describedby="e-{name}"' in field
    typed = sent.get(name, "80")
    assert f'value="{typed}"' in field
    assert written() == before
    assert "Enregistrer l’avenant" not in page.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"libelle": "INITIALE"}, "Une version des cibles s’appelle déjà « INITIALE »."),
        ({"libelle": " "}, "Donnez un libellé"),
        ({"libelle": "x" * 61}, "60 caractères"),
        ({"libelle": "a\x00b"}, "caractère"),
        ({"motif": "a\x00b"}, "caractère"),
        ({"source": ""}, "Nommez le document"),
        ({"effet": "2028-01-01"}, "La date d’effet est hors du contrat, qui va de 2023 à 2027."),
        ({"effet": "demain"}, "Écrivez ce jour comme 01/07/2025."),
        ({"numero": "9" * 5000}, "Cet envoi ne se lit pas"),
        ({"numero": ""}, "Cet envoi ne se lit pas"),
        ({"vu": "\x00"}, "Cet envoi ne se lit pas"),
        ({"R1-2025-seuil": "80", "R1-2025-objectif": "90", "R2-2025-objectif": ""}, "sans objectif"),
    ],
)
def test_the_whole_is_refused_with_its_reason(client, contract, controller, changed, said):
    before = written()
    page = look(client, contract, **changed)
    assert page.status_code == 422
    assert said in text_in(page.text)
    assert written() == before


def test_half_a_character_is_answered(client, contract, controller):
    typed = "&".join(f"{name}=%ED%A0%80" for name in ("source", "motif", "libelle", "R1-2025-seuil"))
    body = f"numero=1&suite=voir&effet=2025-07-01&{typed}".encode()
    answer = client.post(address(contract), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert TargetVersion.objects.count() == 1


def test_nothing_changed_is_no_avenant_and_a_missing_field_is_no_removal(client, contract, controller):
    page = look(client, contract, {"R1-2025-objectif": "90,0", "R1-2025-seuil": "80 %"})
    assert (page.status_code, "ne change rien" in page.text) == (422, True)
    assert "ne change rien" in look(client, contract, {}).text


def test_an_empty_year_has_no_target_any_more(client, contract, controller):
    gone = {"R1-2026-seuil": "", "R1-2026-objectif": ""}
    page = look(client, contract, gone)
    assert "seuil 80 %, objectif 90 % sans cible" in text_in(page.text)
    save(client, contract, page, gone)
    row = TargetVersion.objects.get(number=1).targets.get(year=2026)
    assert Target(row.seuil, row.objectif) == Target()


def test_a_date_before_the_last_version_is_refused_beside_it(client, contract, controller):
    another(contract)
    page = look(client, contract, numero="2", effet="2024-12-31")
    assert "prend effet le 01/01/2025 : la suivante ne peut pas la précéder." in text_in(page.text)


def test_closed_quarters_after_the_day_are_named_and_their_files_stay(client, contract, controller):
    for number in (2, 3):
        close_quarter(
            contract=contract, quarter=Quarter(2025, number), expected_version=0, actor=None, origin=Origin.FORM
        )  # fmt: skip
    before = [bytes(each.content) for each in FrozenExport.objects.order_by("pk")]
    page = look(client, contract)
    assert "finissent après la date d’effet : 2025T3 ." in text_in(page.text)
    assert save(client, contract, page).status_code == 302
    assert [bytes(each.content) for each in FrozenExport.objects.order_by("pk")] == before


def test_an_avenant_for_later_changes_no_figure_yet(client, contract, controller):
    later = {"R1-2026-objectif": "95"}
    page = look(client, contract, later, effet="2026-01-01")
    assert "Il prendra effet après décembre 2025 : aucun chiffre jusque-là ne change." in text_in(page.text)
    untouched = look(client, contract, CHANGED | {"R3-2026-objectif": "9"})
    assert "Rien ne change pour R3." in text_in(untouched.text)


def test_a_contract_without_figures_has_no_effect_to_show(client):
    contract = make_indicator(targets=every_year("80", "90")).contract
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    page = look(client, contract, {"R1-2025-objectif": "95"})
    assert "Aucun mois n’a encore de chiffre" in text_in(page.text)


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_do_not_grow_with_indicators(client, django_assert_num_queries, count):
    contract = make_contract()
    for _ in range(count):
        enter(make_indicator(contract, targets=every_year("80", "90")), "2025-01", pair(85, 100))
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    client.get(address(contract))
    with django_assert_num_queries(QUERIES["form"]):
        client.get(address(contract))
    sent = {f"R{rank}-2025-objectif": "95" for rank in range(1, count + 1)}
    with django_assert_num_queries(QUERIES["preview"]):
        assert look(client, contract, sent).status_code == 200
