"""The journal of a contract: its pages in order, its filters, what is folded, and where its lines lead."""

import re

import pytest
import time_machine

from accounts.rights import Role
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from dashboards.journal.of_indicator import decision_lines, version_lines
from indicators.recording import MonthStep, lock, neutralise, put_many, return_, submit
from indicators.recording.months import Entry
from tests.factories import enter, every_year, make_action, make_indicator, make_user, pair
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
PAGE = 20


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, code="R1", label="Taux d’appels aboutis", targets=every_year("80", "90"))


@pytest.fixture
def journal(client, contract):
    """Ask for a page of the journal, as a reader."""
    client.force_login(make_user(Role.LECTEUR, contract.body))
    return lambda query="": client.get(f"/{contract.body.code}/{contract.code}/journal/{query}")


def numbers(response):
    assert response.status_code == 200
    return [int(each) for each in re.findall(r'id="acte-(\d+)"', response.content.decode())]


def link(response, rel):
    found = re.search(rf'href="(\?[^"#]*)#actes" rel="{rel}"', response.content.decode())
    return found and found[1].replace("&amp;", "&")


def test_pages_follow_each_other_whatever_comes_meanwhile(journal, contract, indicator):
    for rank in range(44):
        enter(indicator, str(Month(2022, 1).plus(12 + rank % 33)), pair(90, 100)) if rank < 33 else neutralise(
            indicator=indicator, month=Month(2023, 1).plus(rank - 33), is_neutralised=True, reason="grève",
            expected_version=0, actor=None, origin=Origin.FORM,
        )  # fmt: skip
    everything = list(
        Change.objects.filter(contract=contract).order_by("-sequence").values_list("sequence", flat=True)
    )

    first = journal()
    neutralise(
        indicator=indicator, month=Month(2025, 1), is_neutralised=True, reason="panne", expected_version=0,
        actor=None, origin=Origin.FORM,
    )  # fmt: skip
    second = journal(link(first, "next"))
    third = journal(link(second, "next"))

    assert numbers(first) + numbers(second) + numbers(third) == everything
    assert link(third, "next") is None
    assert numbers(journal(link(third, "prev"))) == numbers(second)
    assert numbers(journal(link(second, "prev"))) == numbers(first)
    assert link(first, "prev") is None
    assert "46 actes" in text_of(journal())
    # The same where rows are searched.
    second = journal(link(journal("?objet=R1"), "next"))
    assert numbers(journal(link(second, "prev"))) == numbers(journal("?objet=R1"))


def test_filters(journal, contract, indicator, manager):
    controller = make_user(Role.CONTROLEUR, contract.body, username="dominique")
    other = make_indicator(contract, code="R2", label="Délai (en jours) de l’éditeur")
    with time_machine.travel("2025-10-30T23:30:00+01:00"):
        entered = enter(
            indicator, "2025-03", pair(93, 100), actor=None, comment="Panne à l’Éditeur, 100 % [relevé]"
        )
    with time_machine.travel("2025-10-31T00:30:00+01:00"):
        late = enter(other, "2025-03", pair(93, 100), actor=controller)
    common = {"contract": contract, "origin": Origin.FORM}
    (submitted,) = submit(steps=[MonthStep(indicator, Month(2025, 3), 1)], actor=controller, **common)
    (returned,) = return_(
        steps=[MonthStep(indicator, Month(2025, 3), 2)], reason="dénominateur", actor=None, **common
    )
    lock(months=[Month(2025, 1)], actor=controller, **common)
    closing = Change.objects.get(verb="lock")
    loaded = Change.objects.get(verb="load_contract").sequence
    entry, second, submission, refusal = (
        each.change.sequence for each in (entered, late, submitted, returned)
    )

    def shown(query):
        return sorted(numbers(journal(query)))

    assert shown("?acte=renvoi") == [refusal]
    assert shown("?acte=saisie") == [entry, second]
    assert shown("?personne=dominique") == [second, submission, closing.sequence]
    assert shown("?du=2025-10-31&au=2025-10-31&acte=saisie") == [second]
    assert shown("?du=31/10/2025&acte=saisie") == [second]
    assert shown("?au=2025-10-30&acte=saisie") == [entry]
    assert shown("?objet=R2") == [loaded, second, closing.sequence]
    assert shown("?objet=fiche-1&acte=saisie") == [entry, second]
    for unknown in ("?objet=R9", "?personne=personne"):
        assert shown(unknown) == shown("")
        assert "retenu" not in text_of(journal(unknown))
    # A comment that later revisions repeat is of the act that wrote it.
    for text in ("panne a l'editeur", "PANNE À", "100 %25 [rel"):
        assert shown(f"?texte={text}") == [entry], text
    assert shown("?texte=denominateur") == [refusal]
    assert shown("?texte=[](){}*%2B?^$|\\.-–x’ø") == []
    assert shown("?texte=(en+jours)") == [loaded, second]
    assert shown("?texte=renvoi+de") == [refusal]
    assert shown("?texte=dominique&acte=soumission") == [submission]
    assert shown("?texte=rien+de+tel") == []
    assert shown("?texte=appels&personne=dominique&acte=soumission&objet=R1&du=2025-10-01") == [submission]
    for day in ("hier", "0001-01-01", "9999-12-31"):
        assert text_of(journal(f"?du={day}&au={day}")).count("Écrivez un jour comme 31/12/2026.") == 2
    # What is folded tells of what is asked for only, and says that there is more.
    page = text_of(journal("?objet=R2&acte=chargement"))
    assert "de l’éditeur (R2)" in page
    assert "R1 Taux d’appels" not in page.partition("Les actes")[2]
    assert "L’acte entier" in page


def test_an_act_of_many_lines_is_one(journal, client, contract, indicator):
    make_indicator(contract, code="R2")
    indicators = list(contract.indicators.with_definition())
    entries = [
        Entry(each, Month(2023, 1).plus(rank), pair(90, 100)) for each in indicators for rank in range(33)
    ]
    put_many(contract=contract, entries=entries, actor=None, origin=Origin.IMPORT, reason="Import de x.csv")
    act = Change.objects.get(verb="record_many").sequence

    html = journal("?acte=saisie").content.decode()

    assert numbers(journal("?acte=saisie")) == [act]
    item = html.partition(f'id="acte-{act}"')[2]
    assert "66\u00a0lignes, 2\u00a0indicateurs" in item
    assert item.count(" saisi</a></b>") == 60
    assert f"journal/{act}/" in item
    whole = client.get(f"/{contract.body.code}/{contract.code}/journal/{act}/").content.decode()
    assert whole.count(" saisi</a></b>") == 66
    assert client.get(f"/{contract.body.code}/{contract.code}/journal/999/").status_code == 404


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize(("query", "queries"), [("", 55), ("?texte=grève", 54), ("?objet=R1", 54)])
def test_as_many_queries_for_many_rows_as_for_one(
    journal, contract, indicator, manager, count, query, queries, django_assert_num_queries
):
    action = make_action(contract, years=(2025,), owner=manager)
    assert action.pk
    for rank in range(count):
        month = Month(2023, 1).plus(rank)
        enter(indicator, str(month), pair(95, 100), actor=manager, comment="grève")
        submit(contract=contract, steps=[MonthStep(indicator, month, 1)], actor=manager, origin=Origin.FORM)
        lock(contract=contract, months=[month], actor=None, origin=Origin.FORM)
    journal(query)
    with django_assert_num_queries(queries):
        journal(query)


def test_the_filter_on_an_indicator_has_all_that_its_own_history_has(journal, contract, indicator, manager):
    make_indicator(contract, code="R2")
    enter(indicator, "2025-03", pair(93, 100), actor=manager)
    neutralise(
        indicator=indicator, month=Month(2025, 1), is_neutralised=True, reason="grève", expected_version=0,
        actor=None, origin=Origin.FORM,
    )  # fmt: skip
    lock(contract=contract, months=[Month(2025, 1)], actor=None, origin=Origin.FORM)
    own = {line.by.sequence for line in (*decision_lines(indicator), *version_lines(indicator))}
    assert own <= set(numbers(journal("?objet=R1")))
    page = journal().client.get(f"/{contract.body.code}/{contract.code}/R1/").content.decode()
    assert f'href="/{contract.body.code}/{contract.code}/journal/?objet=R1"' in page
