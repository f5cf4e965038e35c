"""Under `/api/v1/`."""

from django.urls import path

from accounts.rest.addresses import with_csv
from dashboards.api import causes, documentation, quarters, resolutions, rollups

QUARTER = "quarter-exports/<slug:organisme>/<slug:contract>/<slug:quarter>/"

urlpatterns = [
    *with_csv(
        "roll-ups/<slug:organisme>/<slug:contract>/<month:month>/", rollups.ContractRollUps, "api_rollups"
    ),
    *with_csv(
        "score-causes/<slug:organisme>/<slug:contract>/<month:month>/", causes.ContractCauses, "api_causes"
    ),
    *with_csv("committee-decisions/", resolutions.Resolutions, "api_resolutions"),
    path(
        "committee-decisions/<slug:organisme>/<slug:contract>/<int:number>/",
        resolutions.OneResolution.as_view(),
        name="api_resolution",
    ),
    *with_csv("quarter-exports/", quarters.Closings, "api_closings"),
    *with_csv(QUARTER, quarters.QuarterRows, "api_quarter"),
    path(
        f"{QUARTER}versions/<int:version>/<slug:file>/",
        quarters.OneFrozenExport.as_view(),
        name="api_frozen_export",
    ),
    path("schema/", documentation.Schema.as_view(), name="api_schema"),
    path("docs/", documentation.docs, name="api_docs"),
    path("problems/", documentation.problems, name="api_problems"),
]
