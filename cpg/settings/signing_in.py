"""Settings of django-allauth: local accounts by name, opened by an administrator."""

from typing import Any

from accounts.sign_on.legacy import Legacy
from cpg.settings import environment

ACCOUNT_ADAPTER = "accounts.sign_on.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
# An administrator writes the addresses; a link that arrives shows that one is right.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "accounts.sign_on.forms.SignInForm",
    "change_password": "accounts.sign_on.forms.ChangePasswordForm",
    "set_password": "accounts.sign_on.forms.SetPasswordForm",
    "reset_password": "accounts.sign_on.forms.ResetPasswordForm",
    "reauthenticate": "accounts.sign_on.forms.ReauthenticateForm",
    "user_token": "accounts.sign_on.forms.TokenForm",
    "reset_password_from_key": "accounts.sign_on.forms.ResetPasswordKeyForm",
}
# Passwords are counted by accounts/sign_on/defence.py; `login_failed` is for wrong codes of a second factor.
ACCOUNT_RATE_LIMITS: dict[str, Any] = {"login": None, "login_failed": "8/15m/key"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.sign_on.links.LinkTokens"  # noqa: S105 - a class
# Of an invitation; a link that replaces a password lasts an hour (accounts/sign_on/links.py).
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
# Before an act that matters most, a person shows again that it is them, unless they did within so long; 0 for never.
CONFIRM_MINUTES = environment.number("CONFIRM_MINUTES", 15)
# The library asks before changes of factors in any case.
ACCOUNT_REAUTHENTICATION_TIMEOUT = (CONFIRM_MINUTES or 15) * 60

MFA_ADAPTER = "accounts.sign_on.second_factor.Adapter"
# Recovery codes are ours (accounts/sign_on/recovery.py): the library would make its own.
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A whole body may come from one address, and a passkey cannot be guessed.
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_TOTP_ISSUER = "Suivi du CPG"
# What may still use signatures that ASVS disallows (accounts/sign_on/strength.py).
LEGACY_SIGNATURES = environment.some_of("LEGACY_SIGNATURES", "aucun", tuple(Legacy))
# An administrator writes the addresses.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "accounts.sign_on.forms.CodeForm",
    "reauthenticate": "accounts.sign_on.forms.CodeAgainForm",
    "add_webauthn": "accounts.sign_on.forms.AddPasskeyForm",
    "authenticate_webauthn": "accounts.sign_on.forms.PasskeyForm",
    "login_webauthn": "accounts.sign_on.forms.PasskeyAloneForm",
    "reauthenticate_webauthn": "accounts.sign_on.forms.PasskeyAgainForm",
    "activate_totp": "accounts.sign_on.forms.ActivateForm",
}

SOCIALACCOUNT_ADAPTER = "accounts.sign_on.openid.adapter.Adapter"
# Of the connection, and of each silence in an answer.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 4
