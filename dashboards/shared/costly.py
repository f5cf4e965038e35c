"""Pages that take a server long to make are limited, a minute, for each person: one who asks for sixty dossiers at once
would hold all the others.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.rest.limits import asked_this_minute

type View = Callable[..., HttpResponse]


def costly(view: View) -> View:
    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        asked = asked_this_minute("couteuses", f"personne-{request.user.pk}", settings.COSTLY_PAGES_A_MINUTE)
        if asked is None or asked.used <= asked.limit:
            return view(request, *args, **kwargs)
        response = render(request, "429.html", {"asked": asked}, status=429)
        response["Retry-After"] = str(asked.resets_in)
        return response

    return limited
