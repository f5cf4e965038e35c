"""Settings of the tests, with the connections and static files of production and without a rate limit."""

from cpg.settings.server import with_lasting_connections
from cpg.settings.test import *  # noqa: F403
from cpg.settings.test import DATABASES as OF_TESTS
from cpg.settings.test import STATE_DIR

DATABASES = {"default": with_lasting_connections(OF_TESTS["default"])}
API_READS_A_MINUTE = 1_000_000

ROOT_URLCONF = "bench.urls"
STATIC_ROOT = STATE_DIR / "bench-static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False
