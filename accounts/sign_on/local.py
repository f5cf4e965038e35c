"""Accounts with a password, where the settings close them: each page that serves a password says so instead."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def closed(request: HttpRequest) -> HttpResponse:
    context = {"name": settings.OPENID.name if settings.OPENID else ""}
    return render(request, "accounts/openid/closed.html", context, status=403)


def only_local(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if settings.LOCAL_ACCOUNTS else closed(request)

    return guarded
