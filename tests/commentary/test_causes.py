"""What moved a score since the end of the quarter before, as it was known then, in the proposed texts; and December."""

from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Origin, lock_contract, open_change
from cpg.shared.periods import Month
from dashboards.commentary.agreement import Agreement, cited_in
from dashboards.commentary.entries import entries
from dashboards.commentary.numbers import plain
from dashboards.commentary.parts import Figure, Kind, Lineage
from dashboards.models.closing import QuarterClosing
from dashboards.templatetags.commentary import lineage_url
from indicators.recording import neutralise, put
from tests.commentary.reading import told_causes
from tests.factories import enter, every_year, make_contract, make_indicator, make_user, pair
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SEPTEMBER = Month(2025, 9)
BY_COMMAND = {"actor": None, "origin": Origin.COMMAND}


def rates(*, is_closed):
    """Two rates over two years and a half. Known in July, then: May of R1 corrected, April of R2 neutralised, July to
    September entered.
    """
    with time_machine.travel("2025-07-10"):
        contract = make_contract()
        listed = [
            make_indicator(contract, code=code, targets=every_year("80", "85")) for code in ("R1", "R2")
        ]
        for indicator, usual in zip(listed, (85, 83), strict=True):
            for year in (2023, 2024, 2025):
                for number in range(1, 7 if year == 2025 else 13):
                    enter(indicator, f"{year}-{number:02}", pair(usual + number % 3, 100))
        if is_closed:
            change = open_change(lock_contract(contract.pk), verb="close_quarter", **BY_COMMAND)
            QuarterClosing.objects.create(contract=contract, year=2025, quarter=2, version=1, change=change)
    with time_machine.travel("2025-10-15"):
        first, second = listed
        put(
            indicator=first, month=Month(2025, 5), fact=pair(70, 100), expected_version=1, reason="erreur", **BY_COMMAND
        )  # fmt: skip
        neutralise(
            indicator=second, month=Month(2025, 4), is_neutralised=True, reason="incident", expected_version=0,
            **BY_COMMAND,
        )  # fmt: skip
        for indicator in listed:
            for number in (7, 8, 9):
                enter(indicator, f"2025-{number:02}", pair(86, 100))
    call_command("recompute", verbosity=0)
    return contract


def texts(contract):
    contract.refresh_from_db()
    return {each.subject.key: each for each in entries(contract, SEPTEMBER, None)}


@pytest.mark.parametrize("is_closed", [True, False])
@time_machine.travel("2025-10-20")
def test_a_correction_is_named_with_figures_that_add_up_and_are_those_of_the_page(client, is_closed):
    contract = rates(is_closed=is_closed)
    found = texts(contract)
    first = plain(found["R1"].proposal.text)
    known = (
        "L’arrêté du 3e trimestre" if not is_closed else "L’arrêté du 2e trimestre 2025 donnait un score de"
    )
    assert (known if is_closed else "Le 31 juillet 2025, le score connu à fin juin 2025 était de") in first
    assert "correction (mai 2025)" in first
    assert "neutralisation (avril 2025)" in plain(found["R2"].proposal.text)
    assert "correction -" in plain(found["contrat"].proposal.text)
    client.force_login(make_user(Role.LECTEUR, contract.body))
    for key in ("contrat", "theme-1", "R1", "R2"):
        proposal = found[key].proposal
        told = told_causes(proposal.text)
        change, then = proposal.figures["ecart-alors"], proposal.figures["score-alors"]
        assert not told or sum(points for _, points in told) == as_number(change)
        assert told or "vient d’une seule cause" in proposal.text
        assert as_number(then) + as_number(change) == as_number(proposal.figures["score"])
        for figure in proposal.figures.values():
            if figure.place.lineage is Lineage.CAUSES and figure.place.since:
                page = plain(text_of(client.get(lineage_url(figure.place, contract))))
                assert plain(figure.text).removesuffix(" %") in page, (key, figure)


def as_number(figure: Figure) -> Decimal:
    text = plain(figure.text).removesuffix(" pt").removesuffix(" %").replace(" ", "").replace(",", ".")
    return Decimal(text)


@time_machine.travel("2025-10-20")
def test_a_written_share_that_changed_is_told(client):
    contract = rates(is_closed=True)
    before = texts(contract)["R1"].proposal
    (share,) = (each for key, each in before.figures.items() if key == "cause-correction")
    text = f"La correction de mai coûte {share.text.removeprefix('−')} ; l’écart est de {share.text}."
    cited = cited_in(text, before.figures)
    assert {"statut", "cause-correction"} <= set(cited)
    put(
        indicator=contract.indicators.get(code="R1"), month=Month(2025, 5), fact=pair(75, 100), expected_version=2,
        reason="encore", **BY_COMMAND,
    )  # fmt: skip
    after = Agreement(text, cited, texts(contract)["R1"].proposal.figures)
    assert "cause-correction" in {each.key for each in after.sentences[0].disagreements}


@time_machine.travel("2025-10-20")
def test_december_is_told_as_its_table_ranks_it_with_the_estimate_of_the_indicator(client):
    contract = rates(is_closed=True)
    found = texts(contract)
    client.force_login(make_user(Role.LECTEUR, contract.body))
    page = text_of(client.get(f"{contract.get_absolute_url()}?mois=2025-09"))
    told = [plain(each.text) for each in found["contrat"].proposal.sentences if each.kind is Kind.DECEMBER]
    announced = told[0].removesuffix(".")
    assert announced[0].lower() + announced[1:] in page
    own = {plain(each.text) for each in found["R1"].proposal.sentences if each.kind is Kind.DECEMBER} | {
        plain(each.text) for each in found["R2"].proposal.sentences if each.kind is Kind.DECEMBER
    }
    assert told[-1] in own
    assert "quatre fois sur cinq : environ" in told[-1]
    assert "sera" not in " ".join(told)
