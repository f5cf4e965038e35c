"""Forms of the account page: create a token, choose reminders, choose alerts and the monthly mail."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Body, User
from accounts.rights import Scope
from accounts.tokens import LONGEST
from accounts.turns import Turn

USUAL = timedelta(days=90)


class TokenForm(forms.Form):
    """`expires_at` is the end of the chosen day."""

    label = forms.CharField(
        label="Usage",
        max_length=80,
        help_text="Le programme qui s’en servira, par exemple « entrepôt de données ».",
    )
    scope = forms.ChoiceField(
        label="Portée",
        choices=[(scope.value, scope.label) for scope in Scope],
        initial=Scope.LECTURE.value,
        widget=forms.RadioSelect,
    )
    bodies = forms.ModelMultipleChoiceField(
        label="Organismes",
        queryset=Body.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un organisme."},
    )
    last_day = forms.DateField(
        label="Dernier jour",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Un an au plus. Passé ce jour, le jeton n’ouvre plus rien.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Body.objects.visible_to(user).order_by("code")
        field = self.fields["bodies"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        field.queryset = bodies
        field.initial = [body.code for body in bodies]
        self.fields["last_day"].initial = timezone.localdate() + USUAL

    def clean_last_day(self) -> datetime:
        day = self.cleaned_data["last_day"]
        end = timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
        now = timezone.now()
        if end <= now:
            raise forms.ValidationError("Ce jour est passé : choisissez-en un à venir.")
        if end > now + LONGEST:
            raise forms.ValidationError("Un jeton dure un an au plus : choisissez un jour plus proche.")
        return end

    @property
    def expires_at(self) -> datetime:
        end: datetime = self.cleaned_data["last_day"]
        return end


class RemindersForm(forms.Form):
    """How often reminders come by mail, and until when deputies get them. A past absence is shown as empty."""

    rhythm = forms.ChoiceField(
        label="Vos rappels",
        choices=[
            ("each", "À chaque occasion, un courriel par jour au plus de chaque sorte"),
            ("week", "Un seul courriel par semaine, le lundi"),
        ],
        widget=forms.RadioSelect,
    )
    absent_until = forms.DateField(
        label="Absence, jusqu’au (compris)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Jusque-là, vos suppléants reçoivent vos rappels. Videz ce champ à votre retour.",
        error_messages={"invalid": "Écrivez ce jour comme 25/10/2025."},
    )

    @classmethod
    def of(cls, user: User, data: Any = None) -> "RemindersForm":
        today = timezone.localdate()
        initial = {
            "rhythm": "week" if user.wants_weekly_digest else "each",
            "absent_until": user.absent_until if user.is_away_on(today) else None,
        }
        return cls(data, initial=initial, prefix="rappels")

    def clean_absent_until(self) -> date | None:
        chosen: date | None = self.cleaned_data["absent_until"]
        if chosen is not None and chosen < timezone.localdate():
            raise forms.ValidationError(
                "Ce jour est passé\u00a0: choisissez-en un à venir, ou videz ce champ."
            )
        return chosen

    def save(self, user: User) -> None:
        user.wants_weekly_digest = self.cleaned_data["rhythm"] == "week"
        user.absent_until = self.cleaned_data["absent_until"]
        user.save(update_fields=["wants_weekly_digest", "absent_until"])


class NewsForm(forms.Form):
    """The monthly mail, and which turns of indicators raise an alert in the application."""

    monthly = forms.ChoiceField(
        label="Synthèse mensuelle par courriel",
        choices=[("oui", "Une fois par mois"), ("non", "Jamais")],
        widget=forms.RadioSelect,
    )
    alerts = forms.MultipleChoiceField(
        label="Alertes dans l’application",
        required=False,
        choices=[(turn.value, turn.label) for turn in Turn],
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def of(cls, user: User, data: Any = None) -> "NewsForm":
        monthly = user.steers if user.wants_monthly_digest is None else user.wants_monthly_digest
        wanted = [turn.value for turn in Turn if turn.value not in user.unwanted_alerts]
        return cls(
            data, initial={"monthly": "oui" if monthly else "non", "alerts": wanted}, prefix="nouvelles"
        )

    def save(self, user: User) -> None:
        chosen = set(self.cleaned_data["alerts"])
        user.wants_monthly_digest = self.cleaned_data["monthly"] == "oui"
        # What is refused is stored, not what is wanted: a kind of alert added later reaches everybody.
        user.unwanted_alerts = [turn.value for turn in Turn if turn.value not in chosen]
        user.save(update_fields=["wants_monthly_digest", "unwanted_alerts"])
