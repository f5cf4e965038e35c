"""Under `/api/v1/`."""

from django.urls import path

import indicators.addresses  # noqa: F401 - months in addresses
from accounts.rest.addresses import with_csv
from indicators.api import actuals, attainments, effects, neutralisations, reading, workflow

ONE = "<slug:organisme>/<slug:contract>/<slug:indicator>/"

urlpatterns = [
    *with_csv("indicators/", reading.Indicators, "api_indicators"),
    path(f"indicators/{ONE}", reading.OneIndicator.as_view(), name="api_indicator"),
    *with_csv("targets/", reading.Targets, "api_targets"),
    *with_csv("actuals/", actuals.Actuals, "api_actuals"),
    path(f"actuals/{ONE}<month:month>/", actuals.OneActual.as_view(), name="api_actual"),
    *with_csv(f"actuals/{ONE}<month:month>/history/", actuals.ActualHistory, "api_actual_history"),
    path("submissions/", workflow.Submissions.as_view(), name="api_submissions"),
    path("withdrawals/", workflow.Withdrawals.as_view(), name="api_withdrawals"),
    path("validations/", workflow.Validations.as_view(), name="api_validations"),
    path("returns/", workflow.Returned.as_view(), name="api_returns"),
    *with_csv("neutralisations/", neutralisations.Neutralisations, "api_neutralisations"),
    *with_csv("attainments/", attainments.Attainments, "api_attainments"),
    path(f"attainments/{ONE}<month:month>/", attainments.OneAttainment.as_view(), name="api_attainment"),
    *with_csv("action-effects/", effects.Effects, "api_effects"),
    path(
        "action-effects/<slug:organisme>/<slug:contract>/<slug:key>/<slug:indicator>/",
        effects.OneEffect.as_view(),
        name="api_effect",
    ),
]
