"""What anybody may read, signed in or not: the statement of accessibility and the guide by role."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "guides/accessibility.html", {"contact": settings.ACCESSIBILITY_CONTACT})


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "guides/guide.html")
