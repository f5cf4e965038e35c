"""A dated decision is shown with its effect before it is recorded, and what was shown is recorded."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from accounts.rights import Role
from commitments.models import Change, Contract, Origin
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain import Term, attain, roll_up
from indicators.domain.model import Aggregation
from indicators.models import Indicator, PendingRecompute, TargetVersion
from indicators.recording import decide_profile, decide_weights, set_base_values
from indicators.selectors import known
from tests.factories import amount, enter, every_year, make_contract, make_indicator, make_user, pair
from tests.pages import text_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.slow,
    pytest.mark.usefixtures("in_october_2025"),
]

SEPTEMBER = Month(2025, 9)
# A year whose summer is low: 10 % in nine months, 5, 0 and 5 % in June, July and August.
SEASON = {f"mois-{number}": {6: "5", 7: "0", 8: "5"}.get(number, "10") for number in range(1, 13)}
BASE = {f"mois-{number}": "100" for number in range(1, 13)}


@pytest.fixture(scope="module")
def contract_of_module(rows_of_module):
    contract = make_contract()
    make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="ateliers", decimals=0,
        targets=every_year("1000", "1200"),
    )  # fmt: skip
    rate = make_indicator(contract, targets=every_year("80", "90"))
    energy = make_indicator(
        contract, aggregation=Aggregation.EVOLUTION, direction="baisse", targets=every_year("-5", "-10")
    )
    summed = contract.indicators.get(code="R1")
    for number in range(1, 13):
        enter(summed, f"2024-{number:02d}", amount({6: 50, 7: 0, 8: 50}.get(number, 100)))
    for number in range(1, 10):
        enter(summed, f"2025-0{number}", amount(95))
        enter(rate, f"2025-0{number}", pair(85, 100))
        enter(energy, f"2025-0{number}", pair(88, 101 if number == 3 else 100))
    return contract


@pytest.fixture
def contract(contract_of_module):
    return Contract.objects.select_related("body").get(pk=contract_of_module.pk)


def address(contract, rest=""):
    return f"/{contract.body.code}/{contract.code}/decisions/{rest}"


def look(client, contract, rest, sent, version="0", **changed):
    data = {"motif": "saison", "version": version, "suite": "voir"} | sent | changed
    return client.post(address(contract, rest), data)


def save(client, contract, rest, sent, shown, version="0", **changed):
    seen = re.findall(r'name="vu" value="(\w*)"', shown.text)[0]
    return look(client, contract, rest, sent, version, suite="enregistrer", vu=seen, **changed)


def effects_of(page):
    """`{'septembre 2025': {'Total': 'avant → après'}}`"""
    found = {}
    for block in page.text.split('<div class="effet">')[1:]:
        month = text_in(re.findall(r"<p>(.*?)</p>", block)[0]).removeprefix("À fin ")
        lines = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", block.split("</dl>")[0], re.DOTALL)
        found[month] = {text_in(label): text_in(said) for label, said in lines}
    return found


def total(contract):
    """The total at the end of September, computed from what is recorded."""
    indicators = list(Indicator.objects.filter(contract=contract).with_definition())
    found = {each.code: attain(known([each])[each.pk].series, SEPTEMBER) for each in indicators}
    rolled = roll_up(Term.of(code, each) for code, each in found.items())
    assert rolled.score is not None
    return f"{french.number(rolled.score)} % ({rolled.measured} mesurés sur {rolled.due} dus)"


KINDS = {
    "weights": ("poids/", {"effet": "2025-07-01", "poids-R1": "3", "poids-R3": "", "poids-R2": "0,5"}, "1"),
    "profile": ("profil/R1/2025/", SEASON, "0"),
    "credit": ("score-au-seuil/", {"score": "50"}, "1"),
    "base": ("reference/R3/", BASE, "0"),
}
each_kind = pytest.mark.parametrize("kind", KINDS)


@each_kind
def test_looking_records_nothing_and_what_was_shown_is_recorded(client, contract, controller, kind):
    rest, sent, version = KINDS[kind]
    before = Change.objects.count(), PendingRecompute.objects.count()
    page = look(client, contract, rest, sent, version)
    assert page.status_code == 200
    assert (Change.objects.count(), PendingRecompute.objects.count()) == before
    answer = save(client, contract, rest, sent, page, version)
    assert answer["Location"] == address(contract)
    change = Change.objects.last()
    assert (change.actor, change.reason, change.origin) == (controller, "saison", Origin.FORM)
    assert "« saison »" in text_in(client.get(answer["Location"]).text)


@each_kind
def test_what_was_not_shown_is_shown_again_instead_of_recorded(client, contract, controller, kind):
    rest, sent, version = KINDS[kind]
    count = Change.objects.count()
    other = save(
        client, contract, rest, sent, look(client, contract, rest, sent, version), version, motif="autre"
    )
    assert other.status_code == 409
    assert "n’est pas ce qui vous a été montré" in text_in(other.text)
    assert look(client, contract, rest, sent, version, suite="enregistrer").status_code == 409
    assert Change.objects.count() == count


@each_kind
@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"motif": " "}, 422, "Dites pourquoi."),
        ({"motif": "x" * 501}, 422, "Ce motif est trop long"),
        ({"version": "7"}, 409, "Une autre décision a été enregistrée entre-temps"),
        ({"version": "x"}, 422, "Cet envoi ne se lit pas"),
    ],
)
def test_what_may_not_be_recorded_says_why_and_keeps_what_was_typed(
    client, contract, controller, kind, changed, status, said
):
    rest, sent, version = KINDS[kind]
    page = look(client, contract, rest, sent, **{"version": version} | changed)
    assert page.status_code == status
    assert said in text_in(page.text)
    name, typed = list(sent.items())[-1]
    assert f'value="{typed}"' in re.findall(rf'<input[^>]*name="{name}"[^>]*>', page.text)[0]


@each_kind
def test_deciding_what_holds_already_is_no_decision(client, contract, controller, kind):
    rest, sent, version = KINDS[kind]
    save(client, contract, rest, sent, look(client, contract, rest, sent, version), version)
    again = look(client, contract, rest, sent, str(int(version) + 1))
    assert again.status_code == 422
    assert "Cette décision ne change rien." in text_in(again.text)


@pytest.mark.parametrize("kind", ["weights", "profile", "credit"])
def test_the_effect_that_is_shown_is_the_one_that_recording_has(client, contract, controller, kind):
    rest, sent, version = KINDS[kind]
    before = total(contract)
    page = look(client, contract, rest, sent, version)
    save(client, contract, rest, sent, page, version)
    assert before != total(contract)
    assert effects_of(page)["septembre 2025"]["Total"] == f"{before} → {total(contract)}"


def test_the_form_of_a_profile_proposes_past_years_beside_what_is_in_force(client, contract, controller):
    page = client.get(address(contract, "profil/R1/2025/"))
    said = text_in(page.text)
    assert "Janvier 8,33 % 10,00 %" in said, "by hand: 100 of 1 000"
    assert 'name="mois-7" value="0"' in page.text
    values = [
        Decimal(text.replace(",", ".")) for text in re.findall(r'name="mois-\d+" value="([^"]*)"', page.text)
    ]
    assert sum(values) == 100
    assert "Lever le profil" not in said


def test_a_profile_is_withdrawn(client, contract, controller):
    indicator = contract.indicators.all().with_definition().get(code="R1")
    decide_profile(
        indicator=indicator, year=2025, weights=(Fraction(1), *(Fraction(0),) * 11), reason="x", expected_version=0,
        actor=None, origin=Origin.FORM,
    )  # fmt: skip
    page = look(client, contract, "profil/R1/2025/", {"lever": "on"}, "1")
    assert save(client, contract, "profil/R1/2025/", {"lever": "on"}, page, "1").status_code == 302
    assert known([indicator])[indicator.pk].series.profiles == {}


@pytest.mark.parametrize(
    ("rest", "sent", "said"),
    [
        ("profil/R1/2025/", SEASON | {"mois-1": "9,5"}, "Les douze parts font 99,5 %, et non 100 %."),
        ("profil/R1/2025/", SEASON | {"mois-1": ""}, "Il manque la part d’un mois"),
        ("profil/R1/2025/", SEASON | {"mois-1": "dix"}, "Ce n’est pas un nombre"),
        ("score-au-seuil/", {"score": "101", "version": "1"}, "Donnez un score de 0 à 100."),
        ("reference/R3/", BASE | {"mois-1": ""}, "Il manque la valeur d’un mois"),
        ("reference/R3/", dict.fromkeys(BASE, "0"), "Douze zéros ne mesurent rien."),
        ("poids/", {"effet": "2028-01-01", "version": "1"}, "La date d’effet est hors du contrat"),
        ("poids/", {"effet": "2025-07-01", "poids-R1": "1,234", "version": "1"}, "Pas plus de 2 décimales"),
    ],
)
def test_numbers_that_cannot_be_decided_say_why(client, contract, controller, rest, sent, said):
    page = look(client, contract, rest, sent)
    assert page.status_code == 422
    assert said in text_in(page.text)


def test_months_entered_against_another_base_are_listed_for_correction(client, contract, controller):
    page = look(client, contract, "reference/R3/", BASE)
    assert "Aucun chiffre ne change" in text_in(page.text)
    assert "mars 2025 101 100" in text_in(page.text)
    save(client, contract, "reference/R3/", BASE, page)
    held = client.get(address(contract, "reference/R3/"))
    assert "Mois à corriger" in text_in(held.text)
    assert f"/{contract.body.code}/{contract.code}/R3/2025-03/" in held.text


@pytest.mark.parametrize("rest", ["profil/R2/2025/", "profil/R1/2030/", "reference/R1/", "profil/R9/2025/"])
def test_what_cannot_be_decided_of_an_indicator_has_no_page(client, contract, controller, rest):
    assert client.get(address(contract, rest)).status_code == 404


@each_kind
@pytest.mark.parametrize("role", [Role.GESTIONNAIRE, Role.DIRECTION, Role.LECTEUR, Role.ADMINISTRATEUR])
def test_others_see_what_was_decided_and_decide_nothing(client, contract, kind, role):
    client.force_login(make_user(role, contract.body))
    rest, sent, version = KINDS[kind]
    assert client.get(address(contract, rest)).status_code == 403
    assert look(client, contract, rest, sent, version).status_code == 403
    page = client.get(address(contract))
    assert page.status_code == 200
    assert "Décider" not in page.text


def test_every_decision_is_listed_the_latest_first(client, contract):
    client.force_login(make_user(Role.DIRECTION, contract.body))
    first, _, energy = contract.indicators.all().with_definition().order_by("position")
    by = {"reason": "vu", "actor": None, "origin": Origin.FORM}
    version = TargetVersion.objects.get().effective_from
    decide_weights(contract=contract, effective_from=version, weights={"R1": Decimal(2)}, **by)
    decide_profile(indicator=first, year=2025, weights=(Fraction(1, 12),) * 12, expected_version=0, **by)
    set_base_values(indicator=energy, values=[Decimal(100)] * 12, expected_version=0, **by)
    said = text_in(client.get(address(contract)).text)
    places = [
        said.index(title)
        for title in (
            f"{energy.short_name}, valeurs de",
            f"{first.short_name}, profil mensuel de 2025",
            "Poids du 01/01/2023",
        )
    ]
    assert places == sorted(places)
    assert "Trois décisions datées" in said


@pytest.mark.parametrize("count", [0, 10])
@pytest.mark.parametrize(
    ("rest", "queries"),
    [("", 10), ("poids/", 7), ("score-au-seuil/", 6), ("profil/R1/2025/", 13), ("reference/R3/", 11)],
)
def test_as_many_queries_for_many_indicators_as_for_few(
    client, contract, controller, count, rest, queries, django_assert_num_queries
):
    for _ in range(count):
        make_indicator(contract, targets=every_year("80", "90"))
    with django_assert_num_queries(queries):
        assert client.get(address(contract, rest)).status_code == 200
