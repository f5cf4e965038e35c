"""Under `/api/v1/`."""

from django.urls import path

from commitments.api import views

urlpatterns = [
    path("contracts/", views.Contracts.as_view(), name="api_contracts"),
    path("contracts/<slug:organisme>/<slug:contract>/", views.OneContract.as_view(), name="api_contract"),
    path("fiches/", views.Fiches.as_view(), name="api_fiches"),
    path("fiches/<slug:organisme>/<slug:contract>/<int:number>/", views.OneFiche.as_view(), name="api_fiche"),
    path("engagements/", views.Engagements.as_view(), name="api_engagements"),
    path(
        "engagements/<slug:organisme>/<slug:contract>/<slug:key>/",
        views.OneEngagement.as_view(),
        name="api_engagement",
    ),
    path("actions/", views.Actions.as_view(), name="api_actions"),
    path(
        "actions/<slug:organisme>/<slug:contract>/<slug:key>/", views.OneAction.as_view(), name="api_action"
    ),
    path("interpretations/", views.Interpretations.as_view(), name="api_interpretations"),
]
