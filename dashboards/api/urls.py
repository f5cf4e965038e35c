"""Under `/api/v1/`."""

from django.urls import path

from dashboards.api import quarters, rollups, telling

QUARTER = "quarter-exports/<slug:organisme>/<slug:contract>/<slug:quarter>/"

urlpatterns = [
    path(
        "roll-ups/<slug:organisme>/<slug:contract>/<month:month>/",
        rollups.ContractRollUps.as_view(),
        name="api_rollups",
    ),
    path("quarter-exports/", quarters.Closings.as_view(), name="api_closings"),
    path(QUARTER, quarters.QuarterRows.as_view(), name="api_quarter"),
    path(
        f"{QUARTER}versions/<int:version>/<slug:file>/",
        quarters.OneFrozenExport.as_view(),
        name="api_frozen_export",
    ),
    path("schema/", telling.Schema.as_view(), name="api_schema"),
    path("docs/", telling.docs, name="api_docs"),
    path("problems/", telling.problems, name="api_problems"),
]
