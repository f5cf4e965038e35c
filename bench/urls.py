"""The application's addresses, and that of the reference."""

from django.urls import include, path

from bench.reference import attainments, dashboard

urlpatterns = [
    path("reference/", dashboard),
    path("reference/attainments/", attainments),
    path("", include("cpg.urls")),
]
