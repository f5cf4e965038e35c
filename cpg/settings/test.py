"""Tests: the embedded default unless DATABASE_URL and REDIS_URL name real servers."""

from cpg.settings import environment
from cpg.settings.base import *  # noqa: F403
from cpg.settings.base import STATE_DIR
from cpg.settings.embedded import sqlite_options

SECRET_KEY = "only-for-tests-and-never-anywhere-else-0123456789"  # noqa: S105 - opens nothing
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# A file, not memory: in memory all threads share one connection, and the rollback of one request would undo what
# another is writing.
FILE = STATE_DIR / "tests.sqlite3"
STATE_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": sqlite_options(environment.database(f"sqlite:///{FILE}"), synchronous="OFF", test_file=FILE)
}
CELERY_BROKER_URL = environment.broker("memory://")
JOBS_IN_PROCESS = CELERY_BROKER_URL.startswith("memory://")
JOBS_INLINE_AT_MOST = 1000
ALLOW_DEMO_DATA = True
# Tests sign people in without their password, and travel in time; what asks for both sets its own.
CONFIRM_MINUTES = SESSION_IDLE_MINUTES = 0
# Tests take their people back: the next one may have the same key within the minute.
COSTLY_PAGES_A_MINUTE = 1_000_000

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
