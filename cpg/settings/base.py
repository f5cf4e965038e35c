"""Settings common to every way of running the application."""

from pathlib import Path

from django.utils.csp import CSP

from accounts.rights import Role
from cpg.settings import environment, links, logs, openid
from cpg.settings.api import *  # noqa: F403
from cpg.settings.caches import in_memory
from cpg.settings.jobs import *  # noqa: F403
from cpg.settings.signing_in import *  # noqa: F403
from dashboards.addresses import OF_MODELS

BASE_DIR = Path(__file__).resolve().parents[2]
STATE_DIR = Path(environment.text("CPG_STATE_DIR", str(BASE_DIR / "var")))

DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "cpg.urls"
WSGI_APPLICATION = "cpg.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
# Models must not import pages (they are a lower layer): get_absolute_url is added to them from here.
ABSOLUTE_URL_OVERRIDES = OF_MODELS
# Rights are granted below figures: from here they learn whether a body has validated ones.
HAS_VALIDATED_FIGURES = "indicators.validated.has_validated_figures"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "accounts.admin_app.AdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
    "accounts",
    "commitments",
    "indicators",
    "dashboards",
    "cpg.operations",
]

# The order matters: health answers before hosts and sessions are looked at, and uploads are refused before the CSRF
# check reads the body.
MIDDLEWARE = [
    "cpg.tls.ApiOverTlsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "accounts.middleware.PermissionsPolicyMiddleware",
    "cpg.compression.PageCompressionMiddleware",
    "cpg.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cpg.operations.metrics.requests.RequestMetrics",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cpg.uploads.UploadLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sign_on.idleness.IdleMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.drafts.middleware.DraftsMiddleware",
    "accounts.sign_on.second_factor.SecondFactorMiddleware",
    "accounts.antivirus.middleware.AntivirusMiddleware",
    "accounts.middleware.PrivatePagesMiddleware",
    "accounts.security.downloads.DownloadsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "dashboards.scenarios.middleware.ScenarioMiddleware",
    "dashboards.past.middleware.PastMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # In every template: each form needs its mark.
            "builtins": ["accounts.templatetags.drafts"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.appearance",
                "accounts.context.administration",
                "dashboards.context.demonstration",
                "dashboards.context.past",
                "dashboards.context.scenario",
            ],
        },
    },
]

AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.sign_on.passwords.LengthValidator"},
    {"NAME": "accounts.sign_on.passwords.GuessableValidator"},
    {"NAME": "accounts.sign_on.passwords.CommonValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "accounts.cookies.Messages"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.views.csrf_failure"

# A session that is not used for so long ends; 0 for no such limit.
# Who types says so each five minutes (drafts/session.js): a shorter limit would end the session under their hands.
SESSION_IDLE_MINUTES = environment.limit("SESSION_IDLE_MINUTES", 60, at_least=10)
# Roles that must have a second factor.
SECOND_FACTOR_ROLES = environment.some_of("SECOND_FACTOR_ROLES", "aucun", tuple(Role))
# How long the journal of security is kept: between six months and a year, as the CNIL recommends.
SECURITY_JOURNAL_DAYS = environment.number("SECURITY_JOURNAL_DAYS", 365, at_least=183, at_most=366)
# Keys that SECRET_KEY replaced: what they encrypted or signed is still read.
SECRET_KEY_FALLBACKS = environment.text("SECRET_KEY_FALLBACKS", "").replace(",", " ").split()
# Signs the checkpoints of history; made of SECRET_KEY where it is empty. Public keys of those that it replaced.
HISTORY_KEY = environment.text("HISTORY_KEY", "")
HISTORY_PUBLIC_KEYS = environment.text("HISTORY_PUBLIC_KEYS", "").replace(",", " ").split()
# Sign-in by a provider of identities (OpenID Connect); without one, None.
OPENID = openid.configuration()
LOCAL_ACCOUNTS = openid.local_accounts(OPENID)
# A time stamp server (RFC 3161) for closings, and the file of the root certificates that its stamps are verified with.
STAMP_URL, STAMP_ROOTS = environment.stamping()
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 0)

LOGGING = logs.configuration("INFO")
LOGGING_OF_THE_WEB_SERVER = logs.of_the_web_server(LOGGING)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = "username"
DJANGO_STRUCTLOG_CELERY_ENABLED = True

# Certificate, key and authority of this service, by which it talks to the others; None where TLS_DIR is not set.
TLS_FILES = links.own_certificate()
WEB_ADDRESS = environment.text("WEB_ADDRESS", "127.0.0.1")
WEB_PORT = environment.number("WEB_PORT", 8000, at_least=1)
WEB_PROCESSES = environment.number("WEB_PROCESSES", 2, at_least=1)
WEB_THREADS = environment.number("WEB_THREADS", 4, at_least=1)
WEB_STOP_SECONDS = environment.number("WEB_STOP_SECONDS", 30, at_least=1)

# Where Prometheus reads; nothing is counted without a port.
METRICS_ADDRESS = environment.text("METRICS_ADDRESS", "127.0.0.1")
METRICS_PORT = environment.number("METRICS_PORT", 0)

# Hosts that webhooks may call, on any network; without them, any host of the internet.
WEBHOOK_HOSTS = environment.some_hosts("WEBHOOK_HOSTS")

# Hosts that sources may read: of the internet, and on any network; none without them.
SOURCES_HOSTS = environment.some_hosts("SOURCES_HOSTS")
SOURCES_PRIVATE_HOSTS = environment.some_hosts("SOURCES_PRIVATE_HOSTS")
# Hosts that something else than TLS protects on the way.
CLEAR_TEXT_HOSTS = links.clear_text_hosts()
# Folders of files that sources read, each with a folder a body in it; none is read without them.
SOURCES_FOLDERS = [each for each in environment.text("SOURCES_FOLDERS", "").split(",") if each]
# Where `file:` finds the secrets of sources, with a folder a body in it.
SOURCES_SECRETS = environment.text("SOURCES_SECRETS", "")

# Mails are printed until a mail server is configured.
MAILERS = environment.mailers("EMAIL_URL", "console:")
DEFAULT_FROM_EMAIL = environment.sender("EMAIL_FROM", "suivi-cpg@localhost")
PUBLIC_URL = environment.web_address("PUBLIC_URL", f"http://127.0.0.1:{WEB_PORT}")

CACHES = in_memory()

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
# Where the French of a library is wrong.
LOCALE_PATHS = [BASE_DIR / "cpg" / "locale"]
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = False
# It lets every site read these files, for fonts on other hosts; ours are on this one.
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}
# Django allows 1,000; a grid of thirty indicators has over two thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Django allows 100; the quarterly review has a file field on each row, and browsers send the empty ones too.
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
STATIC_ROOT = Path(environment.text("STATIC_DIR", str(STATE_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "cpg" / "static"]
STATICFILES_FINDERS = [
    "cpg.static_packages.PlotlyFinder",
    "cpg.static_bundles.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Size of proofs: of one file, and of all files of a month (withdrawn ones are kept, so they count).
EVIDENCE_MEGABYTES = environment.number("EVIDENCE_MEGABYTES", 10, at_least=1)
# Where ClamAV listens; "" where files are read by none.
ANTIVIRUS_URL = environment.antivirus()
EVIDENCE_MONTH_MEGABYTES = environment.number("EVIDENCE_MONTH_MEGABYTES", 50, at_least=1)

# Of the role that `manage.py grant_rights` makes for the application.
RUNTIME_PASSWORD = environment.text("RUNTIME_PASSWORD", "")
# Of the role that `manage.py bi_views` makes for reporting tools.
BI_PASSWORD = environment.text("BI_PASSWORD", "")
# Of the role that alone deletes from the journal of security.
PURGE_PASSWORD = environment.text("PURGE_PASSWORD", "")
# Or by the certificate of TLS_DIR, where PostgreSQL knows that service for that role too.
PURGE_BY_CERTIFICATE = environment.flag("PURGE_BY_CERTIFICATE", default=False)
PURGE_ROLE = "cpg_purge"
# /readyz says that the disk is full from here on.
DISK_LEAST_MEGABYTES = environment.number("DISK_LEAST_MEGABYTES", 200, at_least=1)
# Where the archive of each day goes; no planned backup where it is empty.
BACKUP_DIR = environment.text("BACKUP_DIR", "")
BACKUP_RECIPIENTS = environment.text("BACKUP_RECIPIENTS", "").replace(",", "\n").splitlines()

# What the law wants the statement of accessibility to name: who answers for it, and their multi-year scheme.
ACCESSIBILITY_CONTACT = environment.text("ACCESSIBILITY_CONTACT", "")
ACCESSIBILITY_BODY = environment.text("ACCESSIBILITY_BODY", "")
ACCESSIBILITY_SCHEME_URL = environment.text("ACCESSIBILITY_SCHEME_URL", "")
API_READS_A_MINUTE = environment.number("API_READS_A_MINUTE", 600, at_least=1)
# Documents, exports, the dossier to print: for each person.
COSTLY_PAGES_A_MINUTE = environment.number("COSTLY_PAGES_A_MINUTE", 20, at_least=1)
API_WRITES_A_MINUTE = environment.number("API_WRITES_A_MINUTE", 300, at_least=1)

CELERY_TIMEZONE = TIME_ZONE
JOBS_IN_PROCESS = False
# Up to this many series are computed before the answer in the embedded default, more on a thread; in production more
# go to the queue `bulk`. An entry is one series; an import may be thirty, which would hold its page.
JOBS_INLINE_AT_MOST = 3
ALLOW_DEMO_DATA = False
# The contract that comes with the project, whichever it is: its file says whose and for which years.
CONTRACT_FILE = min((BASE_DIR / "fixtures").glob("*.json"), default=BASE_DIR / "fixtures")
