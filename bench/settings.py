"""The tests' settings on the database of DATABASE_URL, without limits to how often the bench may ask."""

from cpg.settings.test import *  # noqa: F403

API_READS_A_MINUTE = 1_000_000

ROOT_URLCONF = "bench.urls"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
