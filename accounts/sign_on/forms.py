"""Forms of sign-in and of one's password, as django-allauth checks them, with our labels and anchors."""

from typing import Any

from allauth.account import forms as library
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal import auth
from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.sign_on import defence, journal, recovery
from accounts.sign_on import totp as totp_codes
from accounts.sign_on.links import LinkTokens
from accounts.sign_on.passkeys import refuse_weak

TAKEN = {Authenticator.Type.TOTP: totp_codes.take, Authenticator.Type.RECOVERY_CODES: recovery.take}

TOO_MANY = "Trop d’essais à la suite\u00a0: attendez un quart d’heure, puis réessayez."


def _label(form: forms.Form, **labels: str) -> None:
    """Labels of ours; without the library's placeholders, which say the label again, and its links as help."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = "Remplissez ce champ."


class SignInForm(library.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, login="Identifiant", password="Mot de passe")  # noqa: S106 - a label
        for name, anchor in (("login", "identifiant"), ("password", "mot-de-passe")):
            self.fields[name].widget.attrs["id"] = anchor
        self.fields["login"].error_messages["required"] = "Tapez votre identifiant."
        self.fields["password"].error_messages["required"] = "Tapez votre mot de passe."

    def add_prefix(self, field_name: str) -> str:
        # The name that password managers know the field by.
        return "username" if field_name == "login" else field_name


def explain_choice(form: forms.Form) -> None:
    """A new password that is typed twice, with its rules."""
    _label(form, password1="Nouveau mot de passe", password2="Le même, une seconde fois")
    form.fields["password1"].help_text = " ".join(password_validators_help_texts())


class ChangePasswordForm(library.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, oldpassword="Mot de passe actuel")
        explain_choice(self)

    def clean_oldpassword(self) -> str:
        """Counted and written down as a sign-in is: else an open session would try passwords one after the other."""
        request, username = context.request, self.user.username
        taken = defence.take(request, username)
        if taken is None:
            journal.note_lock(request, username)
            raise ValidationError(TOO_MANY, code="too_many")
        try:
            typed: str = super().clean_oldpassword()
        except ValidationError:
            journal.note_failure(request, username)
            raise
        defence.give_back(taken)
        return typed


class SetPasswordForm(library.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        explain_choice(self)


class ResetPasswordForm(library.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, email="Adresse de courriel")
        self.fields["email"].error_messages["required"] = "Tapez l’adresse de courriel de votre compte."


class ResetPasswordKeyForm(library.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        explain_choice(self)


class ReauthenticateForm(library.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, password="Mot de passe")  # noqa: S106 - a label


class _TakesCodes(mfa.BaseAuthenticateForm):
    """A code of the application, else a recovery code. The library compares both otherwise (totp.py, recovery.py)."""

    def clean_code(self) -> str:
        clear = check_rate_limit(self.user)
        code = str(self.cleaned_data["code"])
        factors = list(Authenticator.objects.filter(user=self.user, type__in=TAKEN).order_by("-type"))
        taken = next((each for each in factors if TAKEN[each.type](each, code)), None)
        if taken is None:
            if factors:
                self._emit_authentication_failed(factors[0])
            raise get_adapter().validation_error("incorrect_code")
        taken.user = self.user
        self.authenticator = taken
        clear()
        return code


class CodeForm(_TakesCodes, mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code="Code")


class CodeAgainForm(_TakesCodes, mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code="Code")


class ActivateForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code="2. Le code que l’application affiche")

    def clean_code(self) -> str:
        clear = check_rate_limit(self.user, error_key="rate_limited")
        code = str(self.cleaned_data["code"])
        if not totp_codes.is_current(self.secret, code, totp_codes.hash_of_new()):
            raise get_adapter().validation_error("unknown_code")
        clear()
        return code


class _StrongPasskey(webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        factor: Authenticator = super().clean_credential()
        refuse_weak(factor.wrap().authenticator_data.credential_data)
        return factor


class PasskeyForm(_StrongPasskey):
    """After the password."""


class PasskeyAloneForm(_StrongPasskey, webauthn.LoginWebAuthnForm):
    """Instead of the password."""


class PasskeyAgainForm(_StrongPasskey, webauthn.ReauthenticateWebAuthnForm):
    """To confirm."""


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(
            self,
            name="Nom de la clé",
            passwordless="Elle me connecte à elle seule, sans identifiant ni mot de passe",
        )
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if credential := cleaned.get("credential"):
            made = auth.parse_registration_response(credential).response.attestation_object.auth_data
            refuse_weak(made.credential_data)
        return cleaned


class TokenForm(library.UserTokenForm):
    """The link of a mail."""

    token_generator = LinkTokens()


class EndSessionsForm(ManageUserSessionsForm):
    """Ends the session that is named, or every other one of the person."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = UserSession.objects.filter(user=self.request.user)
        self.fields["session"] = forms.ModelChoiceField(queryset=own, required=False)

    def save(self, request: HttpRequest) -> None:
        chosen = self.cleaned_data["session"]
        if chosen is None:
            super().save(request)
        else:
            end_sessions(request, [chosen])
