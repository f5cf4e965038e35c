"""Under `/api/v1/`."""

from django.urls import path

from accounts.api import views
from accounts.rest.addresses import with_csv

urlpatterns = [
    path("me/", views.Myself.as_view(), name="api_me"),
    *with_csv("bodies/", views.Bodies, "api_bodies"),
    path("bodies/<slug:organisme>/", views.OneBody.as_view(), name="api_body"),
]
