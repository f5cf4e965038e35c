"""Forms of sign-in and of one's password, as django-allauth checks them, with our labels and anchors."""

from typing import Any

from allauth.account import forms as library
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest

from accounts.sign_on.links import LinkTokens


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


class CodeForm(mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code="Code")


class CodeAgainForm(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code="Code")


class ActivateForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, code="2. Le code que l’application affiche")


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(
            self,
            name="Nom de la clé",
            passwordless="Elle me connecte à elle seule, sans identifiant ni mot de passe",
        )
        self.fields["passwordless"].initial = True


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
