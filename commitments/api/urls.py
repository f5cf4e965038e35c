"""Under `/api/v1/`."""

from django.urls import path

from accounts.rest.addresses import with_csv
from commitments.api import views

urlpatterns = [
    *with_csv("contracts/", views.Contracts, "api_contracts"),
    path("contracts/<slug:organisme>/<slug:contract>/", views.OneContract.as_view(), name="api_contract"),
    *with_csv("fiches/", views.Fiches, "api_fiches"),
    path("fiches/<slug:organisme>/<slug:contract>/<int:number>/", views.OneFiche.as_view(), name="api_fiche"),
    *with_csv("engagements/", views.Engagements, "api_engagements"),
    path(
        "engagements/<slug:organisme>/<slug:contract>/<slug:key>/",
        views.OneEngagement.as_view(),
        name="api_engagement",
    ),
    *with_csv("actions/", views.Actions, "api_actions"),
    path(
        "actions/<slug:organisme>/<slug:contract>/<slug:key>/", views.OneAction.as_view(), name="api_action"
    ),
    *with_csv("interpretations/", views.Interpretations, "api_interpretations"),
]
