"""Administration of contracts: read-only, except one rule that the body chooses."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.admin import AdministratorsOnly, administered_bodies
from accounts.models import User
from commitments.models import Contract, Origin
from commitments.recording import allow_own_validation


@admin.register(Contract)
class ContractAdmin(AdministratorsOnly):
    """Read-only except whether people may validate their own entries: the rest is loaded from the file."""

    fields = (
        "body",
        "label",
        "title",
        "first_year",
        "last_year",
        "entry_delay_days",
        "allows_own_validation",
    )
    readonly_fields = ("body", "label", "title", "first_year", "last_year", "entry_delay_days")
    list_display = ("label", "body", "allows_own_validation")
    list_select_related = ("body",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contract]:
        return Contract.objects.filter(body__in=administered_bodies(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Save by the recording verb: saving the whole row would write back the older sequence that the form read."""
        if isinstance(obj, Contract) and isinstance(request.user, User):
            allow_own_validation(
                contract=obj,
                is_allowed=obj.allows_own_validation,
                actor=request.user,
                origin=Origin.FORM,
            )
