"""Administration of calls to other programs: addresses, their secrets, what was sent."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.admin.frame import AdministratorsOnly, ReadOnly, actor_of, administered_bodies
from accounts.models import Webhook, WebhookDelivery
from accounts.models.security import SecurityKind
from accounts.outgoing.addresses import ForbiddenAddressError
from accounts.security.recording import log_security
from accounts.webhooks.addresses import PORT, checked, resolved
from accounts.webhooks.events import CHOSEN, EventKind
from accounts.webhooks.signing import secret_of
from accounts.webhooks.switching import mark_of, rotate, send_again, try_out

ONE_ONLY = "Choisissez un seul appel sortant\u00a0: chacun a son secret."


if TYPE_CHECKING:
    HookForm = forms.ModelForm[Webhook]
else:
    # Generic for the type checker only.
    HookForm = forms.ModelForm


class WebhookForm(HookForm):
    kinds = forms.MultipleChoiceField(
        label="Événements",
        choices=[(kind.value, f"{kind.label} ({kind.value})") for kind in CHOSEN],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Webhook
        fields = ("body", "url", "kinds", "is_active")
        help_texts = {"url": "En https. Un essai s’envoie ensuite depuis la liste."}

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            parts = checked(url)
            resolved(parts.hostname or "", parts.port or PORT)
        except ForbiddenAddressError as error:
            raise forms.ValidationError(str(error)) from error
        except OSError as error:
            raise forms.ValidationError("Ce nom n’est pas connu\u00a0: vérifiez l’adresse.") from error
        return url


def _note(kind: SecurityKind, request: HttpRequest, hook: Webhook) -> None:
    log_security(kind, actor=actor_of(request), body=hook.body, request=request, detail=mark_of(hook))


@admin.register(Webhook)
class WebhookAdmin(AdministratorsOnly):
    """The secret is in the answer to the creation or to the rotation, and nowhere else."""

    form = WebhookForm
    list_display = ("url", "body", "is_active", "off_reason", "created_at")
    list_filter = ("is_active",)
    actions = ("rotate_secret", "send_test")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Webhook]:
        hooks: QuerySet[Webhook] = super().get_queryset(request)
        return hooks.select_related("body").filter(body__in=administered_bodies(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "body":
            kwargs["queryset"] = administered_bodies(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        if obj.is_active:
            obj.off_reason = ""
        super().save_model(request, obj, form, change)
        _note(SecurityKind.WEBHOOK_CHANGED if change else SecurityKind.WEBHOOK_ADDED, request, obj)

    def response_add(
        self, request: HttpRequest, obj: Webhook, post_url_continue: str | None = None
    ) -> HttpResponse:
        response = self._shown(request, obj, secret_of(obj))
        # What was typed is taken: a form that is shown again would keep it.
        response.status_code = HTTPStatus.CREATED
        return response

    @admin.action(description="Faire un nouveau secret")
    def rotate_secret(self, request: HttpRequest, hooks: QuerySet[Webhook]) -> HttpResponse | None:
        chosen = list(hooks[:2])
        if len(chosen) != 1:
            self.message_user(request, ONE_ONLY)
            return None
        with transaction.atomic():
            secret = rotate(chosen[0])
            _note(SecurityKind.WEBHOOK_ROTATED, request, chosen[0])
        return self._shown(request, chosen[0], secret)

    @admin.action(description="Envoyer un essai")
    def send_test(self, request: HttpRequest, hooks: QuerySet[Webhook]) -> None:
        active = [hook for hook in hooks if hook.is_active]
        for hook in active:
            try_out(hook)
        self.message_user(
            request, f"Essais écrits\u00a0: {len(active)}. Leur sort se lit dans les envois, dans la minute."
        )

    def _shown(self, request: HttpRequest, hook: Webhook, secret: str) -> HttpResponse:
        """No redirect after this post: the next page could show the secret only if it were stored."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Secret de l’appel sortant",
            "opts": self.opts,
            "hook": hook,
            "secret": secret,
        }
        return TemplateResponse(request, "admin/accounts/webhook/secret.html", context)


@admin.register(WebhookDelivery)
class DeliveryAdmin(ReadOnly):
    fields = (
        "webhook", "kind_in_words", "message_id", "created_at", "tries", "next_try_at", "sent_at", "status_code",
        "error", "content",
    )  # fmt: skip
    list_display = ("created_at", "kind_in_words", "webhook", "sent_at", "tries", "status_code", "error")
    list_filter = ("kind", "sent_at")
    actions = ("send_chosen_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookDelivery]:
        sent: QuerySet[WebhookDelivery] = super().get_queryset(request)
        return sent.select_related("webhook").filter(webhook__body__in=administered_bodies(request))

    @admin.display(description="événement")
    def kind_in_words(self, delivery: WebhookDelivery) -> str:
        return EventKind(delivery.kind).label

    @admin.action(description="Renvoyer")
    def send_chosen_again(self, request: HttpRequest, deliveries: QuerySet[WebhookDelivery]) -> None:
        again = send_again(deliveries)
        self.message_user(
            request,
            f"À renvoyer\u00a0: {again} sur {deliveries.count()}. Un appel arrêté se remet d’abord en service.",
        )
