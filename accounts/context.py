"""Template context of every page: the display theme and the link to the administration site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.cookies import named
from accounts.models import User

THEMES = ("automatique", "clair", "sombre")
THEME_COOKIE = "affichage"
SCALE_COOKIE, SCALE_READ = "echelle", "lue"


def appearance(request: HttpRequest) -> dict[str, object]:
    """`theme`: the display that the person chose, "automatique" by default. `scale_is_explained`: whether the reading
    of the scale is open, until the person says that it was read.
    """
    chosen = request.COOKIES.get(named(request, THEME_COOKIE), "")
    return {
        "theme": chosen if chosen in THEMES else THEMES[0],
        "scale_is_explained": request.COOKIES.get(named(request, SCALE_COOKIE)) != SCALE_READ,
    }


def administration(request: HttpRequest) -> dict[str, object]:
    """`may_administer`: whether the administration site is open to the person. `has_provider`: whether people may sign
    in by a provider of identities, and so ask for an access.
    """
    # Lazy: most answers are fragments and files that never read it, and reading the roles is a query.
    user = getattr(request, "user", None)
    return {
        "has_provider": settings.OPENID is not None,
        "may_administer": SimpleLazyObject(
            lambda: isinstance(user, User) and (user.is_superuser or user.administers_something())
        ),
    }
