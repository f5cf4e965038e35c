"""Settings of django-allauth: local accounts by name, opened by an administrator."""

from typing import Any

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
    "user_token": "accounts.sign_on.forms.TokenForm",
    "reset_password_from_key": "accounts.sign_on.forms.ResetPasswordKeyForm",
}
# Failed sign-ins are counted by accounts/sign_on/defence.py.
ACCOUNT_RATE_LIMITS: dict[str, Any] = {"login": None, "login_failed": None}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.sign_on.links.LinkTokens"  # noqa: S105 - a class
# Of an invitation; a link that replaces a password lasts an hour (accounts/sign_on/links.py).
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
