"""First years and weights in the form of an avenant, beside the targets."""

from datetime import date
from decimal import Decimal

import pytest

from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.models import Indicator
from indicators.recording import amend
from tests.pages import text_in
from tests.targets.test_amend_page import (
    arrow,
    computed,
    contract,
    effects_of,
    error_of,
    field_of,
    look,
    save,
)

__all__ = ["contract"]
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("in_october_2025")]


def test_a_first_year_and_a_weight_are_amended_with_their_effect_seen_first(client, contract, controller):
    sent = {"R3-premier": "2026", "R2-poids": "0", "R1-poids": "1,5"}
    month = Month(2025, 9)
    before = computed(contract, month)
    page = look(client, contract, sent)
    said = text_in(page.text)
    assert "R3 premier exercice 2023 2026" in said
    assert "R2 poids non fixé 0" in said
    assert "R1 poids non fixé 1,5" in said
    answer = save(client, contract, page, sent)
    assert "« avenant 1 » est enregistré : trois changements à effet du 01/07/2025." in text_in(
        client.get(answer["Location"]).text
    )
    after = computed(contract, month)
    shown = effects_of(page)["septembre 2025"]
    assert "R3, statut" in shown
    assert shown["Total"] == arrow(before["Total"], after["Total"])
    assert before["Total"] != after["Total"]
    found = Indicator.objects.filter(contract=contract).with_definition().order_by("position")
    assert [(each.first_year, each.weight) for each in found] == [
        (2023, Decimal("1.5")),
        (2023, 0),
        (2026, None),
    ]


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("R1-premier", "2028", "Le premier exercice 2028 est hors du contrat."),
        ("R1-premier", "bientôt", "Écrivez un exercice, comme 2026."),
        ("R1-poids", "-1", "ne peut pas être négatif."),
        ("R1-poids", "deux", "Ce n’est pas un nombre"),
        ("R1-poids", "1,234", "Pas plus de 2 décimales"),
    ],
)
def test_a_first_year_or_a_weight_that_cannot_be_signed_says_why_and_stays(
    client, contract, controller, name, typed, reason
):
    page = look(client, contract, {name: typed})
    assert page.status_code == 422
    assert reason in error_of(page, name)
    assert f'value="{typed}"' in field_of(page, name)


def test_a_first_year_that_nobody_touched_follows_another_avenant(client, contract, controller):
    """Sent back as it was shown, it would undo what the other one changed."""
    amend(
        contract=contract, label="autre", effective_from=date(2025, 7, 1), source="x", targets={}, reason="y",
        first_years={"R1": 2025}, weights={"R2": Decimal(2)}, actor=None, origin=Origin.FORM,
    )  # fmt: skip
    untouched = {"R1-premier": "2023", "R2-poids": "", "R1-2025-objectif": "95"}
    stale = look(client, contract, untouched, numero="1")
    assert stale.status_code == 409
    assert 'value="2025"' in field_of(stale, "R1-premier")
    assert 'value="2"' in field_of(stale, "R2-poids")
