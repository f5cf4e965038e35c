"""Under `/api/v1/`."""

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("me/", views.Myself.as_view(), name="api_me"),
    path("bodies/", views.Bodies.as_view(), name="api_bodies"),
    path("bodies/<slug:organisme>/", views.OneBody.as_view(), name="api_body"),
]
