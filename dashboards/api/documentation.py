"""The API's documentation: its schema, a page to read and try it, and what its refusals mean."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularAPIView
from rest_framework.renderers import JSONRenderer

from accounts.rest.problems import KINDS, ProblemKind
from commitments.api import refusals as of_commitments
from dashboards.api.schema_page import subjects
from indicators.api import refusals as of_indicators


class Schema(SpectacularAPIView):
    """OpenAPI 3.1. It holds nothing of anyone: whoever wants to write a program may read it."""

    renderer_classes = [OpenApiJsonRenderer2, JSONRenderer]


@require_safe
@login_required
def docs(request: HttpRequest) -> HttpResponse:
    """The page to read and to try it; it asks with the person's own session."""
    return render(request, "api/docs.html", {"subjects": subjects()})


def meanings() -> dict[str, ProblemKind]:
    """Every code that a refusal may bear."""
    refused = KINDS["refused"].status
    listed = of_indicators.MEANINGS | of_commitments.MEANINGS
    return KINDS | {code: ProblemKind(refused, meaning) for code, meaning in listed.items()}


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """What each code of a refusal means."""
    return render(request, "api/problems.html", {"kinds": meanings()})
