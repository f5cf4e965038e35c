"""Every address of the application."""

from django.contrib import admin
from django.urls import include, path

from cpg.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("accounts.urls")),
    path("administration/", admin.site.urls),
    path("", include("indicators.urls")),
    path("", include("dashboards.urls")),
]
