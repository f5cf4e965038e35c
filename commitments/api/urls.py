"""Under `/api/v1/`."""

from django.urls import path

from accounts.rest.addresses import with_csv
from commitments.api import follow_ups, views

ITEM = "follow-ups/<slug:organisme>/<slug:contract>/<slug:key>/<slug:place>/"

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
    *with_csv("follow-ups/", follow_ups.FollowUps, "api_follow_ups"),
    path(ITEM, follow_ups.OneFollowUp.as_view(), name="api_follow_up"),
    *with_csv(f"{ITEM}history/", follow_ups.FollowUpHistory, "api_follow_up_history"),
    *with_csv("interpretations/", views.Interpretations, "api_interpretations"),
]
