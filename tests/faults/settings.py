"""Production's settings, for servers on this machine: what faults meet is the pool, the logs and the broker of
production. Only what needs TLS, collected files or real figures is put aside.
"""

from cpg.settings.production import *  # noqa: F403

ALLOW_DEMO_DATA = True
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "session", "csrf"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
