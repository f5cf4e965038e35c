"""Addresses where figures are entered."""

from django.urls import path

import indicators.addresses  # noqa: F401 - months in addresses
from indicators.views import fillable, imports, month

IMPORT = "<slug:body>/<slug:contract>/import/"

urlpatterns = [
    path(IMPORT, imports.index, name="imports"),
    path(f"{IMPORT}modele/<slug:format_>/", fillable.download, name="fillable"),
    path(f"{IMPORT}<int:pk>/", imports.show, name="import"),
    path(f"{IMPORT}<int:pk>/confirmer/", imports.confirm, name="confirm_import"),
    path(f"{IMPORT}<int:pk>/abandonner/", imports.abandon, name="abandon_import"),
    path(f"{IMPORT}<int:pk>/avancement/", imports.progress, name="import_progress"),
    path(f"{IMPORT}<int:pk>/compte-rendu/", imports.report, name="import_report"),
    path("<slug:body>/<slug:contract>/<slug:code>/<month:month>/", month.MonthView.as_view(), name="month"),
]
