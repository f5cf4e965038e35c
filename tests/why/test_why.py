"""Pourquoi ce chiffre ? What the page shows is enough to find its figures again by hand.

The page's own numbers are read and computed anew here, in fractions, by the rules as they are written down; the code
under test is asked for nothing but the page.
"""

import io
import re
from fractions import Fraction
from math import ceil, floor

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Contract
from indicators.domain.model import Aggregation, Direction
from indicators.models import Indicator
from tests.domain.reading_arithmetic import value_of
from tests.factories import amount, enter, make_contract, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TODAY = "2025-10-20T10:00:00+02:00"
FIGURE = r"−?\d[\d ]*(?:,\d+)?"


def plain(html):
    """A piece of a page as text, every kind of space written as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()


def first(pattern, text, flags=0):
    found = re.search(pattern, text, flags)
    assert found, pattern
    return found


def number(text):
    return value_of(first(FIGURE, text)[0].replace("−", "-").strip())


def computed(expression):
    """The exact value of a formula as it is shown, without its words and units."""
    bare = re.sub(r" ?[%€j](?= |$)", "", expression)
    return value_of(bare.replace("−", "-").replace("÷", "/"))


def half_up(exact, decimals):
    scaled = abs(exact) * 10**decimals
    rounded = Fraction(floor(scaled + Fraction(1, 2)), 10**decimals)
    return rounded if exact >= 0 else -rounded


class WhyText:
    """The explanation of a page, read from its HTML."""

    def __init__(self, html):
        aside = first(r'<section class="pourquoi".*?</section>', html, re.DOTALL)[0]
        titles = [plain(each) for each in re.findall(r"<h3>(.*?)</h3>", aside, re.DOTALL)]
        blocks = re.split(r"<h3>", aside)[1:]
        self.steps = dict(zip(titles, blocks, strict=True))
        head = first(r'<dl class="mesures">.*?</dl>', html, re.DOTALL)[0]
        measures = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", head, re.DOTALL)
        self.head = {plain(name).split(" à fin")[0]: plain(said) for name, said in measures}

    def formulas(self, start):
        found = next(block for title, block in self.steps.items() if title.startswith(start))
        code = re.search(r"<code.*?</code>", found, re.DOTALL)
        return [plain(each) for each in code[0].split("<br>")] if code else []

    def cut(self, target):
        """The target as it is due: whole where the page says so."""
        said = plain(next(block for title, block in self.steps.items() if title.startswith("Les cibles")))
        if "arrondi à l’entier inférieur" in said:
            return Fraction(floor(target))
        return Fraction(ceil(target)) if "arrondi à l’entier supérieur" in said else target

    @property
    def decimals(self):
        return int(first(r"à (\d+) décimale", plain(self.steps["La valeur à date"]))[1])

    @property
    def inputs(self):
        """The figures of each month that counts, in order: one number, or a numerator and a denominator."""
        lines = re.findall(
            r"<li( class=\"doux\")?><b>.*?</b>\s*<span[^>]*>(.*?)</span>", self.steps["La valeur à date"]
        )
        return [tuple(map(number, plain(said).split(" sur "))) for left_out, said in lines if not left_out]

    def targets(self):
        """Seuil and objectif to date, each as shown and as its own formula gives it."""
        found = {}
        for formula in self.formulas("Les cibles"):
            level, _, said = formula.partition(" ")
            *worked, result = said.split(" → ")
            found[level] = (number(result), computed(worked[0]) if worked else number(result))
        return found


def by_hand(shown, aggregation, unit="%"):
    """The value to date from the inputs."""
    inputs = shown.inputs
    if aggregation is Aggregation.DERNIER:
        return inputs[-1][0]
    if aggregation.accumulates:
        return sum((each[0] for each in inputs), Fraction(0))
    ratio = sum(each[0] for each in inputs) / sum(each[1] for each in inputs)
    if aggregation is Aggregation.EVOLUTION:
        return 100 * (ratio - 1)
    return ratio * (100 if unit == "%" else 1)


def check(html, aggregation, unit="%"):
    """Recompute value, targets, gap and score of a page from what it shows."""
    shown = WhyText(html)
    value = half_up(by_hand(shown, aggregation, unit), shown.decimals)
    assert number(shown.head["Valeur"]) == value
    formulas = shown.formulas("La valeur à date")
    assert number(re.split("→|=", formulas[-1])[-1]) == value
    if aggregation.accumulates:
        for formula in formulas:
            worked, total = re.sub(r"^\d{4} : ", "", formula).split(" → ")[0].split(" = ")
            assert computed(worked) == number(total)
    due = {level: shown.cut(exact) for level, (_, exact) in shown.targets().items()}
    for level, (to_date, _) in shown.targets().items():
        assert to_date == half_up(due[level], shown.decimals + 2)
    seuil, objectif = due["seuil"], due["objectif"]
    (gap,) = shown.formulas("L’écart")
    assert number(gap.split("→")[1]) == half_up(value - objectif, shown.decimals + 2)
    p = (value - seuil) / (objectif - seuil)
    score = Fraction(0) if p < 0 else Fraction(100) if p >= 1 else min(half_up(100 * p, 2), Fraction("99.99"))
    assert number(shown.head["Score"]) == score
    share, points = shown.formulas("Le score")
    assert abs(number(re.split("≈|=", share)[1]) - p) <= Fraction(1, 10**6)
    assert number(points.split("→")[1]) == score
    return shown


@pytest.fixture(scope="module")
def contract_of_module(rows_of_module):
    call_command("load_contract", verbosity=0, stdout=io.StringIO())


@pytest.fixture
def signed(client, contract_of_module):
    """The contract as it was signed, read by its controller in October 2025."""
    contract = Contract.objects.get()
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    with time_machine.travel(TODAY, tick=False):
        yield contract


def page_of(client, indicator, query=""):
    call_command("recompute", verbosity=0, stdout=io.StringIO())
    contract = indicator.contract
    return client.get(f"/{contract.body.code}/{contract.code}/{indicator.code}/{query}").content.decode()


def named(code):
    return Indicator.objects.all().with_definition().get(code=code)


def test_a_ratio(client, signed):
    indicator = named("R3")
    author = make_user(Role.CONTROLEUR, signed.body, username="camille")
    for month, found in enumerate([(812, 940), (798, 1003), (640, 777)], 1):
        enter(indicator, f"2025-0{month}", pair(*found), actor=author)
    shown = check(page_of(client, indicator, "?mois=2025-03"), Aggregation.RATIO)
    assert shown.inputs == [(812, 940), (798, 1003), (640, 777)]
    assert "saisi par camille le 20/10/2025, saisi" in plain(shown.steps["La valeur à date"])
    assert "Annexe 3" in plain(shown.steps["Les cibles"])


def test_a_mean_delay(client, signed):
    indicator = named("R15")
    for month, found in enumerate([("61234.5", 812), ("70001", 955)], 1):
        enter(indicator, f"2025-0{month}", pair(*found))
    check(page_of(client, indicator, "?mois=2025-02"), Aggregation.RATIO, "jours")


def test_an_evolution(client, signed):
    indicator = named("R26")
    for month in range(1, 7):
        enter(indicator, f"2025-0{month}", pair(8123 + month, 9400))
    check(page_of(client, indicator, "?mois=2025-06"), Aggregation.EVOLUTION)


def test_a_sum_whose_target_decreases(client):
    with time_machine.travel(TODAY, tick=False):
        contract = make_contract()
        client.force_login(make_user(Role.CONTROLEUR, contract.body))
        targets = {2023: ("900", "800"), 2024: ("700", "610"), 2025: ("551", "487"), 2026: ("400", "350")}
        indicator = make_indicator(
            contract, aggregation=Aggregation.SOMME, direction=Direction.BAISSE, unit="réclamations",
            decimals=0, targets=targets,
        )  # fmt: skip
        for month in range(1, 8):
            enter(indicator, f"2025-0{month}", amount(40 + month))
        shown = check(page_of(client, indicator, "?mois=2025-07"), Aggregation.SOMME)
        assert shown.targets()["objectif"][1] == Fraction(487 * 7, 12)


def test_a_running_total(client, signed):
    indicator = named("R8")
    for year, first in ((2024, 150), (2025, 430)):
        for month in range(1, 13 if year == 2024 else 10):
            enter(indicator, f"{year}-{month:02d}", amount(first + month))
    shown = check(page_of(client, indicator, "?mois=2025-09"), Aggregation.CUMUL_CONTRAT)
    assert len(shown.inputs) == 21
    assert shown.formulas("La valeur à date")[-1] == "1 878 + 3 915 = 5 793"
    assert shown.targets()["objectif"][1] == 2565 + Fraction((7696 - 2565) * 9, 12)


def test_a_sum_of_cents_is_shown_before_it_is_rounded(client, signed):
    indicator = named("R24")
    for month, value in (("2025-01", "1000.40"), ("2025-02", "2000.35")):
        enter(indicator, month, amount(value))
    shown = WhyText(page_of(client, indicator, "?mois=2025-02"))
    assert shown.formulas("La valeur à date") == ["1 000,4 + 2 000,35 = 3 000,75 → 3 001 €"]


def test_the_last_known_value_is_shown_as_it_was_entered(client, signed):
    indicator = named("R28")
    enter(indicator, "2023-12", amount("0.125"))
    shown = WhyText(page_of(client, indicator, "?mois=2023-12"))
    assert shown.formulas("La valeur à date") == ["décembre 2023 : 0,125 → 0,13 %"]


def test_the_contract_is_read_where_the_figure_is_explained(client, signed):
    """The notes themselves, both readings and the one that is kept, not a link to them."""
    html = page_of(client, named("R8"))
    aside = plain(first(r'<section class="pourquoi".*?</section>', html, re.DOTALL)[0])
    for said in (
        "Cumul de R8 et de R30",
        "Le contrat dit :",
        "Autre lecture : Chaque année compterait seule.",
        "Retenu :",
    ):
        assert said in aside
    assert "sans divergence ni silence" in plain(page_of(client, named("R6")))


def test_a_quarterly_running_total(client, signed):
    indicator = named("R30")
    for month, value in (("2023-06", 1), ("2023-12", 1), ("2024-12", 2), ("2025-03", 1)):
        enter(indicator, month, amount(value))
    for month in ("2023-03", "2023-09", "2024-03", "2024-06", "2024-09", "2025-06", "2025-09"):
        enter(indicator, month, amount(0))
    check(page_of(client, indicator, "?mois=2025-08"), Aggregation.CUMUL_CONTRAT)


def test_a_last_known_value(client, signed):
    indicator = named("R10")
    for month, value in (("2025-03", 1), ("2025-06", 2)):
        enter(indicator, month, amount(value))
    check(page_of(client, indicator, "?mois=2025-08"), Aggregation.DERNIER)


@pytest.mark.parametrize("code", ["R28", "R29"])
@pytest.mark.parametrize("value", ["-0.4", "0", "0.35"])
def test_a_first_year_whose_objectif_is_zero(client, signed, code, value):
    """An objectif of nothing is an objectif: it is shown, subtracted and judged."""
    indicator = named(code)
    enter(indicator, "2023-12", amount(value))
    shown = check(page_of(client, indicator, "?mois=2023-12"), Aggregation.DERNIER)
    assert shown.targets()["objectif"][0] == 0


def test_an_annual_indicator(client, signed):
    indicator = named("R1")
    enter(indicator, "2024-12", amount("88.25"))
    check(page_of(client, indicator, "?mois=2024-12"), Aggregation.DERNIER)


def test_a_changed_figure_would_be_seen(client, signed):
    """The control: the same check fails on a page whose input was tampered with."""
    indicator = named("R3")
    enter(indicator, "2025-01", pair(812, 940))
    html = page_of(client, indicator, "?mois=2025-01")
    check(html, Aggregation.RATIO)
    with pytest.raises(AssertionError):
        check(html.replace("812 sur 940", "813 sur 940"), Aggregation.RATIO)


def test_the_score_between_the_targets_is_a_share_of_the_way(client, signed):
    indicator = named("R3")
    enter(indicator, "2025-01", pair(81, 100))
    shown = WhyText(page_of(client, indicator, "?mois=2025-01"))
    assert shown.formulas("Le score") == ["(81 − 78) ÷ (83 − 78) = 0,6", "100 × 0,6 → 60,00 %"]
