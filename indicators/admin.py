"""Administration of assignments; facts are read-only."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.admin import AdministratorsOnly, ReadOnly, actor_of, administered_bodies
from accounts.models import User
from commitments.ledger.refusals import DAYS_REVERSED
from cpg.shared.days import Days
from indicators.models import (
    ActualRevision,
    Assignment,
    CreditRevision,
    DefinitionRevision,
    Indicator,
    LockRevision,
    NeutralisationRevision,
    TargetRevision,
)
from indicators.recording import assign, unassign

if TYPE_CHECKING:
    IndicatorChoice = forms.ModelChoiceField[Indicator]
    AssignmentModelForm = forms.ModelForm[Assignment]
else:
    # Generic for the type checker only.
    IndicatorChoice = forms.ModelChoiceField
    AssignmentModelForm = forms.ModelForm

BY_CONTRACT = ("contract__body__short_name", "-contract__first_year", "contract__code", "position")


class IndicatorField(IndicatorChoice):
    """An indicator among those of several contracts."""

    def label_from_instance(self, obj: Indicator) -> str:
        return obj.name_anywhere


class AssignmentForm(AssignmentModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not Days(cleaned.get("starts_on"), cleaned.get("ends_on")).are_in_order:
            self.add_error("ends_on", DAYS_REVERSED)
        return cleaned


class OfIndicator(AdministratorsOnly):
    """Rows of indicators of several contracts: each names its body and its contract."""

    @admin.display(description="indicateur", ordering="indicator__position")
    def indicator_anywhere(self, row: Any) -> str:
        indicator: Indicator = row.indicator
        return indicator.name_anywhere


@admin.register(Assignment)
class AssignmentAdmin(OfIndicator):
    """Assignments of people to indicators, within the administered bodies."""

    form = AssignmentForm
    list_display = ("indicator_anywhere", "user", "is_deputy", "starts_on", "ends_on")
    list_select_related = ("indicator__current_definition", "indicator__contract__body", "user")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return Assignment.every_date.filter(indicator__contract__body__in=administered_bodies(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        bodies = administered_bodies(request)
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(memberships__body__in=bodies).distinct()
        if db_field.name == "indicator":
            named = Indicator.objects.filter(contract__body__in=bodies).order_by(*BY_CONTRACT)
            kwargs["queryset"] = named.select_related("contract__body", "current_definition")
            kwargs["form_class"] = IndicatorField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def save_model(self, request: HttpRequest, obj: Assignment, form: Any, change: bool) -> None:
        """By the verb: what the row was before is withdrawn, unless only its kind changes."""
        actor = actor_of(request)
        before = Assignment.every_date.filter(pk=obj.pk).first() if change else None
        if before and (before.user_id, before.indicator_id) != (obj.user_id, obj.indicator_id):
            unassign(assignment=before, actor=actor)
        saved = assign(
            person=obj.user,
            indicator=obj.indicator,
            is_deputy=obj.is_deputy,
            days=obj.days,
            actor=actor,
        )
        obj.pk = saved.pk

    def delete_model(self, request: HttpRequest, obj: Assignment) -> None:
        unassign(assignment=obj, actor=actor_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Assignment]) -> None:
        with transaction.atomic():
            for each in queryset.select_related("indicator__contract__body", "user"):
                unassign(assignment=each, actor=actor_of(request))


class IndicatorFactAdmin(OfIndicator, ReadOnly):
    list_select_related = ("indicator__current_definition", "indicator__contract__body", "change__actor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            super().get_queryset(request).filter(indicator__contract__body__in=administered_bodies(request))
        )


@admin.register(Indicator)
class IndicatorAdmin(AdministratorsOnly):
    """Read-only except the number of days to enter a month: the rest is loaded from the file."""

    fields = ("contract", "code", "label", "entry_delay_days")
    readonly_fields = ("contract", "code", "label")
    list_display = ("code", "label", "contract", "entry_delay_days")
    list_select_related = ("contract__body", "current_definition")
    actions = None

    @admin.display(description="libellé")
    def label(self, indicator: Indicator) -> str:
        return indicator.label

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Save that column alone: saving the whole row would undo a recompute that came meanwhile."""
        obj.save(update_fields=["entry_delay_days"])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Indicator]:
        return Indicator.objects.filter(contract__body__in=administered_bodies(request))


@admin.register(ActualRevision)
class ActualRevisionAdmin(IndicatorFactAdmin):
    list_display = ("indicator_anywhere", "month", "version", "state", "change")


@admin.register(DefinitionRevision)
class DefinitionRevisionAdmin(IndicatorFactAdmin):
    list_display = ("indicator_anywhere", "version", "label", "unit", "aggregation", "reason", "change")


@admin.register(TargetRevision)
class TargetRevisionAdmin(IndicatorFactAdmin):
    list_display = ("indicator_anywhere", "version", "year", "seuil", "objectif")
    list_select_related = ("indicator__current_definition", "indicator__contract__body", "version")


@admin.register(NeutralisationRevision)
class NeutralisationRevisionAdmin(IndicatorFactAdmin):
    list_display = ("indicator_anywhere", "month", "version", "is_neutralised", "reason")


@admin.register(CreditRevision)
class CreditRevisionAdmin(ReadOnly):
    list_display = ("contract", "version", "credit", "reason", "change")
    list_select_related = ("contract__body", "change")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CreditRevision]:
        return CreditRevision.objects.filter(contract__body__in=administered_bodies(request))


@admin.register(LockRevision)
class LockRevisionAdmin(ReadOnly):
    list_display = ("contract", "month", "version", "is_locked", "open_until", "reason")
    list_select_related = ("contract__body",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LockRevision]:
        return LockRevision.objects.filter(contract__body__in=administered_bodies(request))
