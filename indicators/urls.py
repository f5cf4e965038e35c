"""Addresses where figures are entered."""

from django.urls import path

import indicators.addresses  # noqa: F401 - months in addresses
from indicators import views

urlpatterns = [
    path("<slug:body>/<slug:contract>/<slug:code>/<month:month>/", views.MonthView.as_view(), name="month"),
    path(
        "<slug:body>/<slug:contract>/<slug:code>/<month:month>/soumettre/",
        views.SubmitMonthView.as_view(),
        name="submit_month",
    ),
]
