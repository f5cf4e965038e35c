"""Production on one machine for `make stack`: the same servers and processes, with demonstration data.

Only TLS and collected static files are left out; it answers on this machine alone.
"""

from cpg.settings import environment
from cpg.settings.production import *  # noqa: F403
from cpg.settings.production import WEB_PORT

ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = []
ALLOW_DEMO_DATA = True
# The accounts of the demonstration are for everybody.
SECOND_FACTOR_ROLES = ()
PUBLIC_URL = environment.web_address("PUBLIC_URL", f"http://127.0.0.1:{WEB_PORT}")
WEB_ADDRESS = "127.0.0.1"
WEB_PROCESSES = environment.number("WEB_PROCESSES", 1, at_least=1)

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "session", "csrf"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
