"""The application's addresses, and those of the references."""

from django.urls import include, path

from bench.reference import attainments, dashboard_page, network_page

urlpatterns = [
    path("reference/", dashboard_page),
    path("reference/attainments/", attainments),
    path("reference/reseau/", network_page),
    path("", include("cpg.urls")),
]
