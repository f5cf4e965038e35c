"""What the database refuses of versions, monthly profiles and base years, on SQLite and on PostgreSQL."""

import pytest

from indicators.domain.model import Aggregation
from tests.factories import every_year, make_contract, make_indicator
from tests.test_database_guards import insert, refused, target_of
from tests.version_rows import BASE, PROFILE, TERMS

pytestmark = pytest.mark.django_db


def terms_of(indicator, first_year=None, weight=None, version=None):
    version = version or indicator.contract.target_versions.create(
        number=9,
        label="avenant 9",
        effective_from="2024-01-01",
        source="x",
        change=indicator.contract.changes.first(),
    )
    insert(TERMS, indicator.pk, version.pk, indicator.contract.changes.first().pk, first_year, weight)
    return indicator.version_terms.get(version=version)


@pytest.mark.parametrize(("first_year", "weight"), [(2022, None), (2028, None), (None, "-0.01")])
def test_a_first_year_outside_the_contract_or_a_weight_below_zero(first_year, weight):
    indicator = make_indicator()
    with refused():
        terms_of(indicator, first_year, weight)


@pytest.mark.parametrize(("first_year", "weight"), [(None, None), (2027, "0"), (2023, "1.5")])
def test_right_terms_of_a_version_are_taken(first_year, weight):
    assert terms_of(make_indicator(), first_year, weight).first_year == first_year


def test_terms_in_the_version_of_another_contract():
    indicator, other = make_indicator(), make_contract(code="cpg-2028-2032", first_year=2028, last_year=2032)
    with refused():
        terms_of(indicator, version=other.target_versions.get())


def test_a_target_of_a_version_that_has_no_terms_for_the_indicator():
    """It would be passed over when the version is read."""
    indicator = make_indicator()
    terms = terms_of(make_indicator(indicator.contract))
    with refused():
        target_of(indicator, 2024, "defini", 85, 90, version=terms.version)
    target_of(terms.indicator, 2024, "defini", 85, 90, version=terms.version)


@pytest.mark.parametrize("column", ["current_terms_id", "current_base_id"])
def test_an_indicator_does_not_point_to_what_was_decided_of_another(column):
    indicator = make_indicator()
    other = make_indicator(indicator.contract, aggregation=Aggregation.EVOLUTION)
    insert(BASE, other.pk, other.contract.changes.get().pk, "relevés", 1)
    key = other.current_terms_id if column == "current_terms_id" else other.bases.get().pk
    statement = f"UPDATE indicators_indicator SET {column} = %s WHERE id = %s"
    with refused():
        insert(statement, key, indicator.pk)
    insert(statement, key, other.pk)


@pytest.mark.parametrize(
    ("year", "reason", "whole", "january"),
    [(2024, "saison", 13, 1), (2024, "saison", 10, -1), (2024, "", 12, 1), (2028, "saison", 12, 1)],
)
def test_a_profile_that_does_not_sum_to_one_goes_below_zero_or_is_of_no_year(year, reason, whole, january):
    indicator = make_indicator(aggregation=Aggregation.SOMME)
    with refused():
        insert(PROFILE, indicator.pk, indicator.contract.changes.get().pk, year, reason, whole, january)


def test_a_right_profile_is_taken():
    indicator = make_indicator(aggregation=Aggregation.SOMME)
    insert(PROFILE, indicator.pk, indicator.contract.changes.get().pk, 2024, "saison", 20, 9)
    assert sum(indicator.profiles.get().weights) == 1


@pytest.mark.parametrize(("reason", "january"), [("relevés", -1), ("", 1)])
def test_base_values_below_zero_or_without_a_reason(reason, january):
    indicator = make_indicator(aggregation=Aggregation.EVOLUTION)
    with refused():
        insert(BASE, indicator.pk, indicator.contract.changes.get().pk, reason, january)


def test_a_target_that_is_withdrawn_is_not_named():
    indicator = make_indicator(targets=every_year("85", "90"))
    change = indicator.contract.changes.get()
    row = "INSERT INTO indicators_targetrevision (indicator_id, version_id, change_id, year, kind, is_named) VALUES"
    version = terms_of(indicator).version
    with refused():
        insert(f"{row} (%s, %s, %s, 2024, 'sans_cible', true)", indicator.pk, version.pk, change.pk)
    insert(f"{row} (%s, %s, %s, 2024, 'sans_cible', false)", indicator.pk, version.pk, change.pk)


DOCUMENT = (
    "INSERT INTO indicators_signeddocument (version_id, change_id, withdrawn_id, name, url, stored_as, content_type,"
    " size, sha256) VALUES (%s, %s, %s, 'avenant', %s, '', '', 0, '')"
)


def avenant_of(contract, number=1, *, weights_only=False):
    change = contract.changes.first()
    given = {"label": f"avenant {number}", "effective_from": "2024-01-01", "source": "x", "change": change}
    return contract.target_versions.create(number=number, weights_only=weights_only, **given)


def test_a_signed_document_is_of_an_avenant_in_an_act_of_its_contract_and_one_stands():
    contract, other = make_contract(), make_contract(code="autre")
    version, act, link = avenant_of(contract), contract.changes.first().pk, "https://exemple.fr/"
    weights = avenant_of(contract, 2, weights_only=True)
    for wrong in (
        (contract.target_versions.get(number=0).pk, act, None, link),
        (weights.pk, act, None, link),
        (version.pk, other.changes.first().pk, None, link),
        (version.pk, act, other.changes.first().pk, link),
        (version.pk, act, None, ""),
    ):
        with refused():
            insert(DOCUMENT, *wrong)
    insert(DOCUMENT, version.pk, act, None, link)
    with refused():
        insert(DOCUMENT, version.pk, act, None, f"{link}2")


def test_a_signed_document_stays_as_attached_and_is_never_deleted():
    contract = make_contract()
    version, act = avenant_of(contract), contract.changes.first().pk
    insert(DOCUMENT, version.pk, act, None, "https://exemple.fr/")
    for wrong in ("name = 'autre'", "url = 'https://autre.fr/'", "sha256 = 'x'", "size = 1"):
        with refused():
            insert(f"UPDATE indicators_signeddocument SET {wrong}")
    insert("UPDATE indicators_signeddocument SET withdrawn_id = %s", act)
    for wrong in (
        "UPDATE indicators_signeddocument SET withdrawn_id = NULL",
        "DELETE FROM indicators_signeddocument",
    ):
        with refused():
            insert(wrong)


def test_a_proof_of_a_month_stays_as_attached():
    indicator, other = make_indicator(), make_contract(code="autre")
    row = (
        "INSERT INTO indicators_evidence (indicator_id, month, change_id, name, url, stored_as, content_type, size,"
        " sha256) VALUES (%s, '2024-03-01', %s, 'preuve', 'https://exemple.fr/', '', '', 0, '')"
    )
    insert(row, indicator.pk, indicator.contract.changes.first().pk)
    for wrong in ("month = '2024-04-01'", "name = 'autre'", f"withdrawn_id = {other.changes.first().pk}"):
        with refused():
            insert(f"UPDATE indicators_evidence SET {wrong}")
    insert(f"UPDATE indicators_evidence SET withdrawn_id = {indicator.contract.changes.first().pk}")
    with refused():
        insert("UPDATE indicators_evidence SET withdrawn_id = NULL")
