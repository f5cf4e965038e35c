"""A body uses its own secrets alone, also where the code of another begins with its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models.people import PLAIN_CODE
from indicators.sources.secrets import prefix_of, reason_to_refuse
from tests.factories import make_body

pytestmark = pytest.mark.django_db


def test_a_body_whose_code_begins_another_ones_uses_none_of_its_secrets():
    make_body("cpam")
    make_body("cpam-lac")

    assert reason_to_refuse(f"env:{prefix_of('cpam-lac')}GRIST", "cpam")
    assert not reason_to_refuse(f"env:{prefix_of('cpam-lac')}GRIST", "cpam-lac")
    assert not reason_to_refuse("env:SOURCE_SECRET_CPAM_LAGUNE", "cpam")


@pytest.mark.parametrize("other", ["cpam_lac", "Cpam-lac", "cpam--lac", "cpam_-lac", "cpam-lac-"])
def test_codes_that_make_the_same_names_share_no_secret(other, settings):
    """Those of the administration site: only the plain one has variables, each has its own folder."""
    make_body("cpam-lac")
    make_body(other)
    settings.SOURCES_SECRETS = "/run/secrets"
    named = f"env:{prefix_of('cpam-lac')}GRIST"

    assert not reason_to_refuse(named, "cpam-lac")
    assert "fichier" in reason_to_refuse(named, other)
    assert reason_to_refuse(f"env:{prefix_of(other)}GRIST", other)
    assert not reason_to_refuse("file:grist.txt", other)


@given(st.from_regex(PLAIN_CODE, fullmatch=True), st.from_regex(PLAIN_CODE, fullmatch=True))
def test_two_plain_codes_have_two_prefixes(one, other):
    assert (prefix_of(one) == prefix_of(other)) == (one == other)
