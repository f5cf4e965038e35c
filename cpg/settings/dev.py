"""The embedded default: SQLite and jobs in the process, on one machine, nothing to configure."""

from cpg.settings import environment, logs
from cpg.settings.base import *  # noqa: F403
from cpg.settings.base import STATE_DIR
from cpg.settings.embedded import kept_secret_key, sqlite_options

SECRET_KEY = environment.text("SECRET_KEY", "") or kept_secret_key(STATE_DIR / "secret_key")
DEBUG = environment.flag("DEBUG", default=False)
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")

DATABASES = {"default": sqlite_options(environment.database(f"sqlite:///{STATE_DIR / 'cpg.sqlite3'}"))}

CELERY_BROKER_URL = environment.broker("memory://")
JOBS_IN_PROCESS = CELERY_BROKER_URL.startswith("memory://")
ALLOW_DEMO_DATA = True
LOGGING = logs.configuration("WARNING")

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
