"""Statements that are written once: their parameters are their keys, and nothing else."""

import pytest
from django.db.models import Value

from indicators.models import Indicator
from indicators.prepared import PreparedRead
from tests.factories import make_indicator

pytestmark = pytest.mark.django_db


def test_a_statement_is_run_with_the_keys_of_each_call():
    first, second = make_indicator(), make_indicator()
    read = PreparedRead(lambda keys: Indicator.objects.filter(pk__in=keys).order_by("pk").values_list("pk"))
    assert read([first.pk]) == [(first.pk,)]
    assert read([second.pk]) == [(second.pk,)]
    assert read([first.pk, second.pk]) == [(first.pk,), (second.pk,)]
    assert read([]) == []


def test_another_parameter_is_never_taken_for_a_key():
    read = PreparedRead(
        lambda keys: Indicator.objects.filter(pk__in=keys).annotate(none=Value(0)).values_list("none")
    )
    with pytest.raises(ValueError, match="not in"):
        read([make_indicator().pk])
