"""Under `/api/v1/`."""

from django.urls import path

import indicators.addresses  # noqa: F401 - months in addresses
from indicators.api import actuals, attainments, reading, workflow

ONE = "<slug:organisme>/<slug:contract>/<slug:indicator>/"

urlpatterns = [
    path("indicators/", reading.Indicators.as_view(), name="api_indicators"),
    path(f"indicators/{ONE}", reading.OneIndicator.as_view(), name="api_indicator"),
    path("targets/", reading.Targets.as_view(), name="api_targets"),
    path("actuals/", actuals.Actuals.as_view(), name="api_actuals"),
    path(f"actuals/{ONE}<month:month>/", actuals.OneActual.as_view(), name="api_actual"),
    path(f"actuals/{ONE}<month:month>/history/", actuals.ActualHistory.as_view(), name="api_actual_history"),
    path("submissions/", workflow.Submissions.as_view(), name="api_submissions"),
    path("validations/", workflow.Validations.as_view(), name="api_validations"),
    path("returns/", workflow.Returned.as_view(), name="api_returns"),
    path("attainments/", attainments.Attainments.as_view(), name="api_attainments"),
    path(f"attainments/{ONE}<month:month>/", attainments.OneAttainment.as_view(), name="api_attainment"),
]
