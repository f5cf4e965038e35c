"""What every page needs to know besides its own content."""

from django.http import HttpRequest

THEMES = ("automatique", "clair", "sombre")
THEME_COOKIE = "affichage"


def appearance(request: HttpRequest) -> dict[str, str]:
    """`theme`: the display that the person chose, "automatique" until then."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": chosen if chosen in THEMES else THEMES[0]}
