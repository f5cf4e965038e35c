"""Signing in and out, the choice of display, and the first page."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts import views

urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="login"),
    path("deconnexion/", LogoutView.as_view(), name="logout"),
    path("affichage/", views.choose_appearance, name="appearance"),
]
