"""Pages kept for one person: whatever happens, what is kept reads as what would be made anew."""

import re

import pytest
import time_machine
from django.core.cache import caches

from accounts.models import Membership, User
from accounts.rights import Role
from commitments.ledger.proofs import Link
from commitments.models import Origin
from cpg.shared.periods import Month, Quarter
from indicators.jobs import sweep
from indicators.models import Indicator
from indicators.recording import MonthStep, attach, put, submit
from tests.closing import close_quarter
from tests.factories import assign, enter, every_year, make_contract, make_indicator, make_user, pair

pytestmark = pytest.mark.django_db

TODAY = "2025-10-20T10:00:00+02:00"
PAGES = ("R1/", "R1/?mois=2025-08", "completude/", "completude/?filtre=manquants")


@pytest.fixture
def indicator():
    with time_machine.travel(TODAY):
        indicator = make_indicator(make_contract(), targets=every_year("80", "90"))
        for month in ("2025-07", "2025-08", "2025-09"):
            enter(indicator, month, pair(85, 100))
        sweep()
        yield indicator


@pytest.fixture
def person(indicator, client):
    user = make_user(Role.CONTROLEUR, indicator.contract.body, username="camille")
    client.force_login(user)
    return user


def corrected(indicator, person):
    put(
        indicator=indicator, month=Month(2025, 9), fact=pair(99, 100), expected_version=1, reason="erreur",
        comment="reprise", actor=person, origin=Origin.FORM,
    )  # fmt: skip


def author_renamed(indicator, person):
    corrected(indicator, person)
    User.objects.filter(pk=person.pk).update(first_name="Camille", last_name="Morel")


def submitted(indicator, person):
    corrected(indicator, person)
    submit(
        contract=indicator.contract, steps=[MonthStep(indicator, Month(2025, 9), 2)], actor=person,
        origin=Origin.FORM,
    )  # fmt: skip


def proved(indicator, person):
    attach(
        indicator=indicator, month=Month(2025, 8), proof=Link("https://exemple.fr/releve", "Relevé"), actor=person,
        origin=Origin.FORM,
    )  # fmt: skip


def closed(indicator, person):
    close_quarter(
        contract=indicator.contract, quarter=Quarter(2025, 1), expected_version=0, actor=None, origin=Origin.COMMAND,
        makes_pdf=False,
    )  # fmt: skip


def assigned(indicator, person):
    assign(make_user(Role.GESTIONNAIRE, indicator.contract.body, username="sacha"), indicator)


def demoted(indicator, person):
    """A role is no act of the contract: it is part of what the kept page is identified by."""
    Membership.objects.filter(user=person).update(role=Role.DIRECTION)


def delayed(indicator, person):
    Indicator.objects.filter(pk=indicator.pk).update(entry_delay_days=60)


ACTS = (corrected, author_renamed, submitted, proved, closed, assigned, demoted, delayed)


@pytest.fixture
def read(client, indicator, person):
    def read(page):
        content = client.get(f"{indicator.contract.get_absolute_url()}{page}").content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", content)

    return read


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_what_is_kept_reads_as_what_is_made_anew(read, indicator, person, act):
    before = [read(page) for page in PAGES]
    act(indicator, person)
    kept = [read(page) for page in PAGES]
    caches["pages"].clear()
    assert kept == [read(page) for page in PAGES]
    assert kept != before


def test_without_their_digest_the_pages_would_keep_what_they_had(read, indicator, person, monkeypatch):
    """The control: nothing but the digest renders them anew."""
    monkeypatch.setattr("dashboards.indicator.views.acts_digest", lambda contracts: "always the same")
    monkeypatch.setattr("dashboards.completeness.views.people_digest", lambda contracts: "always the same")
    before = [read(page) for page in PAGES]
    proved(indicator, person)
    assert [read(page) for page in PAGES] == before


def test_the_token_of_a_kept_page_is_that_of_its_reader(client, indicator, person):
    """The form that its buttons send is made at each request, beside what is kept."""
    address = f"{indicator.contract.get_absolute_url()}R1/?mois=2025-09"
    tokens = [
        re.search(r'id="jeton"><input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
        for page in [client.get(address).content.decode() for _ in range(2)]
    ]
    assert tokens[0] != tokens[1]
    assert 'form="jeton" formaction="' in client.get(address).content.decode()


@pytest.mark.parametrize(("page", "made", "kept"), [("R1/", 43, 9), ("completude/", 23, 9)])
def test_a_kept_page_reads_little(client, indicator, person, django_assert_num_queries, page, made, kept):
    address = f"{indicator.contract.get_absolute_url()}{page}"
    with django_assert_num_queries(made):
        client.get(address)
    with django_assert_num_queries(kept):
        client.get(address)
