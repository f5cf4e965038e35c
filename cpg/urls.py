"""Every address of the application."""

from django.contrib import admin
from django.urls import include, path, re_path

from cpg import errors

urlpatterns = [
    path("", include("accounts.urls")),
    path(
        "api/v1/",
        include(
            [
                path("", include("accounts.api.urls")),
                path("", include("commitments.api.urls")),
                path("", include("indicators.api.urls")),
                path("", include("dashboards.api.urls")),
                re_path(r"", errors.api_not_found, name="api_unknown"),
            ]
        ),
    ),
    path("administration/", admin.site.urls),
    path("", include("dashboards.urls")),
]

handler500 = "cpg.errors.server_error"
