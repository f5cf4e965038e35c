"""The application's addresses, and those of the references."""

from django.urls import include, path

from bench.reference import attainments, dashboard, network

urlpatterns = [
    path("reference/", dashboard),
    path("reference/attainments/", attainments),
    path("reference/reseau/", network),
    path("", include("cpg.urls")),
]
