"""Under `/api/v1/`."""

from django.urls import path

from dashboards.api import documentation, quarters, rollups

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
    path("schema/", documentation.Schema.as_view(), name="api_schema"),
    path("docs/", documentation.docs, name="api_docs"),
    path("problems/", documentation.problems, name="api_problems"),
]
