"""Template context of every page: the display theme and the link to the administration site."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User

THEMES = ("automatique", "clair", "sombre")
THEME_COOKIE = "affichage"


def appearance(request: HttpRequest) -> dict[str, str]:
    """`theme`: the display that the person chose, "automatique" by default."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": chosen if chosen in THEMES else THEMES[0]}


def administration(request: HttpRequest) -> dict[str, object]:
    """`may_administer`: whether the administration site is open to the person."""
    # Lazy: most answers are fragments and files that never read it, and reading the roles is a query.
    user = getattr(request, "user", None)
    return {
        "may_administer": SimpleLazyObject(
            lambda: isinstance(user, User) and (user.is_superuser or user.administers_something())
        )
    }
