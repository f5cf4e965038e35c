"""Links by mail that let a person choose a password: an invitation, or another for a forgotten one."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import base36_to_int

from accounts.models import User
from accounts.outbox import OWN_ACCOUNT, Letter, post

# Of a link that replaces a password. An invitation lasts as long as PASSWORD_RESET_TIMEOUT: who gets it may be away.
SHORT = timedelta(hours=1)


class TimedTokens(PasswordResetTokenGenerator):
    """Tokens that serve once, since they are made of the password and the last sign-in, and within a time."""

    def lasts(self, user: User) -> timedelta:
        raise NotImplementedError

    def check_token(self, user: User | None, token: str | None) -> bool:
        if not user or not token or not super().check_token(user, token):
            return False
        age = self._num_seconds(self._now()) - base36_to_int(token.partition("-")[0])
        return 0 <= age <= self.lasts(user).total_seconds()

    def _now(self) -> datetime:
        """Not in local time, which repeats an hour in autumn."""
        return datetime.now(UTC).replace(tzinfo=None)


class LinkTokens(TimedTokens):
    """For an hour where there is a password to replace."""

    def lasts(self, user: User) -> timedelta:
        return SHORT if user.has_usable_password() else timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def link_of(user: User, token: str) -> str:
    """It begins with the address of the settings: a request may claim another host."""
    names = {"uidb36": user_pk_to_url_str(user), "key": token}
    return f"{settings.PUBLIC_URL}{reverse('account_reset_password_from_key', kwargs=names)}"


def invite(user: User) -> str:
    """Write to somebody whose account an administrator opened, or whose password must be chosen anew. Returns the link,
    "" where passwords are closed.
    """
    is_new = not user.has_usable_password()
    if not settings.LOCAL_ACCOUNTS:
        address = f"{settings.PUBLIC_URL}{reverse('account_login')}"
        text = render_to_string("account/email/opened.txt", {"address": address, "provider": settings.OPENID})
        write_to(user, "votre compte est ouvert", text)
        return ""
    link = link_of(user, LinkTokens().make_token(user))
    context = {
        "user": user,
        "is_new": is_new,
        "link": link,
        "lasts": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) if is_new else SHORT,
    }
    text = render_to_string("account/email/invitation.txt", context)
    write_to(user, "votre compte est ouvert" if is_new else "choisir un nouveau mot de passe", text)
    return link


def may_open_accounts() -> bool:
    """Without passwords, an account that is added opens to nobody, unless the provider finds it by its address."""
    return settings.LOCAL_ACCOUNTS or (settings.OPENID is not None and settings.OPENID.links_by_email)


def awaits_a_password(person: User) -> bool:
    """Whether the person was invited and has not come: another invitation opens nothing that somebody uses."""
    return settings.LOCAL_ACCOUNTS and person.last_login is None and not person.has_usable_password()


def has_mail_server() -> bool:
    """Whether mails leave, and are not only printed where the application runs."""
    return not str(settings.MAILERS["default"]["BACKEND"]).endswith("console.EmailBackend")


def notify(user: User, what: str, to: str = "") -> None:
    """Tell a person what happened to their account, at their address or at one that was theirs."""
    text = render_to_string(
        "account/email/notice.txt",
        {"user": user, "what": what, "address": f"{settings.PUBLIC_URL}{reverse('security')}"},
    )
    write_to(user, what, text, to)


def write_to(user: User, subject: str, text: str, to: str = "") -> None:
    """By the outbox, so that a slow mail server holds no page."""
    key = f"{OWN_ACCOUNT}:{uuid4().hex}"
    subject = f"Suivi du CPG\u00a0: {subject}"
    post(user=user, letter=Letter(kind=OWN_ACCOUNT, key=key, subject=subject, body=text, to=to))
