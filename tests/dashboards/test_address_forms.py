"""Forms of addresses and hidden fields: which values are accepted, and which are ignored."""

import pytest
from django import forms
from django.http import QueryDict

from cpg.shared.periods import Month
from dashboards.shared.forms import AddressForm, MonthField, WholeNumberField


class ExampleFilters(AddressForm):
    fiche = WholeNumberField(initial=0)
    mois = MonthField()
    responsable = forms.CharField(initial="")


def asked(query: str) -> dict[str, object]:
    return ExampleFilters(QueryDict(query)).asked


def test_what_is_written_as_a_value_of_its_kind_is_asked_for():
    assert asked("fiche=4&mois=2025-03&responsable=camille") == {
        "fiche": 4,
        "mois": Month(2025, 3),
        "responsable": "camille",
    }


@pytest.mark.parametrize("text", ["", "-1", "+1", "1_0", "1.0", "٣", "１", "1e3", "9" * 10, " 1", "x"])
def test_what_is_no_whole_number_is_no_filter(text):
    assert ExampleFilters({"fiche": text}).asked["fiche"] == 0


@pytest.mark.parametrize("text", ["2025-13", "2025-3", "03/2025", "2025-03-01", "٢٠٢٥-٠٣"])
def test_what_is_no_month_is_no_filter(text):
    assert ExampleFilters({"mois": text}).asked["mois"] is None


def test_a_page_may_still_refuse_what_is_not_of_its_kind():
    assert not ExampleFilters({"fiche": "x"}).is_valid()
    assert ExampleFilters({}).is_valid()
