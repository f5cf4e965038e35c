"""Addresses of sign-in and sign-out, the account page and the display theme."""

from django.urls import include, path

from accounts import views
from accounts.drafts.views import throw_away

urlpatterns = [
    path("", include("accounts.sign_on.urls")),
    path("compte/", views.account, name="account"),
    path("compte/rappels/", views.choose_reminders, name="reminders"),
    path("compte/nouvelles/", views.choose_news, name="news"),
    path("compte/jetons/<int:pk>/revoquer/", views.revoke_token, name="revoke_token"),
    path("compte/textes-gardes/jeter/", throw_away, name="throw_draft_away"),
    path("affichage/", views.choose_appearance, name="appearance"),
]
