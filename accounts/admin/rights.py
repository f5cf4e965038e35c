"""History of rights and roles that people asked for, as the administrators of the body read them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.admin.frame import ReadOnly, actor_of, administered_bodies
from accounts.granting import RequestRefusedError, decide, roles_beside_history
from accounts.models import Outcome, RightRevision, RoleRequest, Way


@admin.register(RightRevision)
class RightRevisionAdmin(ReadOnly):
    """Who got or lost what, from whom and when. A role that the history does not explain is named above it."""

    list_display = ("sequence", "moment", "person", "change", "by")
    list_per_page = 50
    list_filter = ("kind", "way", "recorded_at")
    search_fields = ("person__username", "person__first_name", "person__last_name", "subject")
    list_select_related = ("body", "person", "actor", "request__asked_by")
    list_display_links = None
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[RightRevision]:
        return super().get_queryset(request).filter(body__in=administered_bodies(request))

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The body only to who administers several: the page is wide enough for five columns."""
        several = len(administered_bodies(request)[:2]) > 1
        return ("body", *self.list_display) if several else self.list_display

    @admin.display(description="le", ordering="recorded_at")
    def moment(self, revision: RightRevision) -> str:
        return f"{timezone.localtime(revision.recorded_at):%d/%m/%Y %H:%M}"

    @admin.display(description="ce qui change")
    def change(self, revision: RightRevision) -> str:
        return revision.what

    @admin.display(description="par")
    def by(self, revision: RightRevision) -> str:
        if revision.actor is None:
            return Way(revision.way).label
        asked = f", à la demande de {revision.request.asked_by}" if revision.request else ""
        return f"{revision.actor}{asked}"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        for body in administered_bodies(request):
            for person, role, is_held in roles_beside_history(body):
                told = "sans que l’historique le donne" if is_held else "que l’historique donne encore"
                verb = "a" if is_held else "n’a pas"
                messages.warning(
                    request,
                    f"{body}\u00a0: {person} {verb} le rôle «\u00a0{role.label}\u00a0» {told}. "
                    "La base a été modifiée hors de l’application\u00a0: prévenez l’exploitant.",
                )
        return super().changelist_view(request, {"title": "Historique des droits", **(extra_context or {})})


@admin.register(RoleRequest)
class RoleRequestAdmin(ReadOnly):
    """Roles that administrators asked for themselves: another one accepts or refuses."""

    list_display = ("asked_on", "body", "asked_by", "person", "role", "outcome")
    list_select_related = ("body", "person", "asked_by", "decision__decided_by")
    list_display_links = None
    actions = ("accept", "refuse", "take_back")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleRequest]:
        return super().get_queryset(request).filter(body__in=administered_bodies(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Demandes de rôle", **(extra_context or {})})

    @admin.display(description="demandé le", ordering="asked_at")
    def asked_on(self, asked: RoleRequest) -> str:
        return f"{timezone.localtime(asked.asked_at):%d/%m/%Y %H:%M}"

    @admin.display(description="suite")
    def outcome(self, asked: RoleRequest) -> str:
        decision = getattr(asked, "decision", None)
        return f"{decision}, par {decision.decided_by}" if decision else "en attente"

    @admin.action(description="Accepter les demandes choisies")
    def accept(self, request: HttpRequest, chosen: QuerySet[RoleRequest]) -> None:
        self._decide(request, chosen, Outcome.ACCEPTED)

    @admin.action(description="Refuser les demandes choisies")
    def refuse(self, request: HttpRequest, chosen: QuerySet[RoleRequest]) -> None:
        self._decide(request, chosen, Outcome.REFUSED)

    @admin.action(description="Reprendre mes demandes choisies")
    def take_back(self, request: HttpRequest, chosen: QuerySet[RoleRequest]) -> None:
        self._decide(request, chosen, Outcome.TAKEN_BACK)

    def _decide(self, request: HttpRequest, chosen: QuerySet[RoleRequest], outcome: Outcome) -> None:
        for asked in chosen.select_related("body", "person", "asked_by"):
            try:
                decide(asked, outcome=outcome, actor=actor_of(request))
            except RequestRefusedError as refusal:
                self.message_user(
                    request, f"Rien n’est changé pour «\u00a0{asked}\u00a0»\u00a0: {refusal}.", messages.ERROR
                )
            else:
                self.message_user(request, f"Demande {outcome.label}\u00a0: {asked}.")
