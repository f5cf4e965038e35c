"""The tests' settings on the database of DATABASE_URL, with production's connections, without limits to how often the
bench may ask, and with the demonstration's passwords.
"""

from cpg.settings.server import kept_connections
from cpg.settings.test import *  # noqa: F403
from cpg.settings.test import DATABASES as OF_TESTS

DATABASES = {"default": kept_connections(OF_TESTS["default"])}
API_READS_A_MINUTE = 1_000_000

ROOT_URLCONF = "bench.urls"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
