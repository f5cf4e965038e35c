"""A body uses its own secrets alone, also where the code of another begins with its own."""

import pytest

from indicators.sources.secrets import prefix_of, reason_to_refuse
from tests.factories import make_body

pytestmark = pytest.mark.django_db


def test_a_body_whose_code_begins_another_ones_uses_none_of_its_secrets():
    make_body("cpam")
    make_body("cpam-lac")

    assert reason_to_refuse(f"env:{prefix_of('cpam-lac')}GRIST", "cpam")
    assert not reason_to_refuse(f"env:{prefix_of('cpam-lac')}GRIST", "cpam-lac")
    assert not reason_to_refuse("env:SOURCE_SECRET_CPAM_LAGUNE", "cpam")
