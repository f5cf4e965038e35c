"""Every address of the application."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("administration/", admin.site.urls),
]
