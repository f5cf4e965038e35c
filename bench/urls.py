"""The application's addresses, and that of the reference."""

from django.urls import include, path

from bench.reference import dashboard

urlpatterns = [path("reference/", dashboard), path("", include("cpg.urls"))]
