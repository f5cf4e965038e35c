"""Where things of several contracts stand in one list, each names its body and its contract: each counts from R1."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import ForeignKey, Model
from django.forms import ModelChoiceField
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import User
from accounts.rights import Role
from commitments.models import Contract
from tests.factories import assign, enter, make_body, make_contract, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def is_of_a_contract(model: type[Model] | None) -> bool:
    """Whether its rows belong to a contract, and so bear the same names in each."""
    if model is None or model is Contract:
        return False
    return any(
        isinstance(field, ForeignKey) and field.related_model is Contract for field in model._meta.fields
    )


def selects(user: User) -> Iterator[tuple[str, Any]]:
    """Every list of the administration that a person may choose from."""
    request = RequestFactory().get("/")
    request.user = user
    pages = [
        (model, page) for model, page in admin.site._registry.items() if page.has_add_permission(request)
    ]
    for model, page in pages:
        for name, field in page.get_form(request).base_fields.items():
            if isinstance(field, ModelChoiceField):
                yield f"{model.__name__}.{name}", field


@pytest.fixture
def superuser() -> User:
    return User.objects.create_superuser("racine")


@pytest.fixture
def indicators() -> list[Any]:
    return [make_indicator(make_contract(make_body()), label="Satisfaction") for _ in range(2)]


def test_a_list_to_choose_from_names_body_and_contract(superuser, indicators):
    named = {key: field for key, field in selects(superuser) if is_of_a_contract(field.queryset.model)}
    assert named, "the list of indicators of an assignment is one"
    for key, field in named.items():
        for row in field.queryset:
            label = field.label_from_instance(row)
            assert str(row.contract.body) in label, key
            assert row.contract.label in label, key


def test_a_page_that_lists_rows_of_indicators_names_them_too(client, superuser, indicators):
    client.force_login(superuser)
    for indicator in indicators:
        assign(make_user(Role.GESTIONNAIRE, indicator.contract.body), indicator)
        enter(indicator, "2025-01", pair(9, 10))
    listed = [
        model
        for model in admin.site._registry
        if any(field.name == "indicator" for field in model._meta.fields) and model._default_manager.exists()
    ]
    assert len(listed) >= 3
    for model in listed:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        page = client.get(reverse(f"admin:{name}_changelist")).content.decode()
        for indicator in indicators:
            assert f"{indicator.contract.body}, {indicator.contract.label}\u00a0: Satisfaction" in page, name


def test_days_in_the_wrong_order_are_refused_in_the_administration_too(client, superuser, indicators):
    client.force_login(superuser)
    person = make_user(Role.GESTIONNAIRE, indicators[0].contract.body)
    sent = {
        "indicator": indicators[0].pk,
        "user": person.pk,
        "starts_on": "02/01/2026",
        "ends_on": "01/01/2026",
    }
    page = client.post(reverse("admin:indicators_assignment_add"), sent)
    assert "échangez-les" in page.content.decode()
    assert not apps.get_model("indicators.Assignment").every_date.exists()
