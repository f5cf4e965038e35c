"""Settings of the API: the framework's, and those of its OpenAPI document."""

from typing import Any

from django.urls import reverse_lazy

# The page that explains refusals is that of an application above the one that answers with them.
API_PROBLEMS = reverse_lazy("api_problems")

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": (
        "accounts.rest.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ),
    "DEFAULT_PERMISSION_CLASSES": ("rest_framework.permissions.IsAuthenticated",),
    "DEFAULT_THROTTLE_CLASSES": ("accounts.rest.limits.MinuteLimit",),
    "DEFAULT_RENDERER_CLASSES": ("accounts.rest.renderers.JsonRenderer",),
    "DEFAULT_PARSER_CLASSES": ("accounts.rest.parsers.ExactJsonParser",),
    "DEFAULT_SCHEMA_CLASS": "accounts.rest.schema.ApiSchema",
    "EXCEPTION_HANDLER": "accounts.rest.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "TEST_REQUEST_RENDERER_CLASSES": ("accounts.rest.renderers.JsonRenderer",),
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    # Two things have a state, each with its own words.
    "ENUM_NAME_OVERRIDES": {
        "StateEnum": "indicators.api.serializers.STATES",
        "DecisionStateEnum": "dashboards.api.resolutions.STATES",
    },
    "TITLE": "Suivi du contrat pluriannuel de gestion",
    "DESCRIPTION": (
        "Lire le contrat, les valeurs mensuelles et leur atteinte ; saisir et corriger des valeurs. "
        "Les figures sont des nombres décimaux écrits en texte, les mois s’écrivent `2025-03`, les moments "
        "portent leur fuseau. Un refus est un *problem detail* (RFC 9457)."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ("rest_framework.permissions.AllowAny",),
    "COMPONENT_SPLIT_REQUEST": True,
    "PATH_CONVERTER_OVERRIDES": {"month": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}},
    "POSTPROCESSING_HOOKS": (
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.rest.schema.with_problems",
    ),
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}
