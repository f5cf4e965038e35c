"""Production: PostgreSQL, Redis, workers. Everything that matters comes from the environment, without defaults."""

from accounts.rights import Role
from cpg.settings import environment, links
from cpg.settings.base import *  # noqa: F403
from cpg.settings.caches import with_redis
from cpg.settings.server import with_lasting_connections

SECRET_KEY = environment.secret("SECRET_KEY")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = environment.origins(
    "CSRF_TRUSTED_ORIGINS", ",".join(f"https://{host}" for host in ALLOWED_HOSTS)
)

DATABASES = {"default": with_lasting_connections(links.database(environment.database(), TLS_FILES))}  # noqa: F405
if PURGE_PASSWORD or PURGE_BY_CERTIFICATE:  # noqa: F405 - of the base
    DATABASES["purge"] = DATABASES["default"] | {"USER": PURGE_ROLE, "PASSWORD": PURGE_PASSWORD}  # noqa: F405
CELERY_BROKER_URL = links.broker(environment.broker(), TLS_FILES)  # noqa: F405
CACHES = with_redis(CELERY_BROKER_URL)

MAILERS = environment.mailers("EMAIL_URL")
DEFAULT_FROM_EMAIL = environment.sender("EMAIL_FROM", f"ne-pas-repondre@{ALLOWED_HOSTS[0].lstrip('.')}")
PUBLIC_URL = environment.web_address("PUBLIC_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.')}")

SECOND_FACTOR_ROLES = environment.some_of("SECOND_FACTOR_ROLES", "controleur,administrateur", tuple(Role))

SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Load balancers ask without TLS and take a redirect for a failure.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = environment.number("SECURE_HSTS_SECONDS", 63072000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# The prefix __Host- lets no other host of the domain set these cookies.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

links.refuse_clear_text(
    [
        links.of_database(DATABASES["default"]),
        links.of_broker(CELERY_BROKER_URL),
        *links.of_mail(MAILERS),
        links.of_service("STAMP_URL", STAMP_URL),  # noqa: F405
        links.of_service("ANTIVIRUS_URL", ANTIVIRUS_URL),  # noqa: F405
        ("WEB_ADDRESS", WEB_ADDRESS, bool(TLS_FILES)),  # noqa: F405
        ("METRICS_ADDRESS", METRICS_ADDRESS if METRICS_PORT else "", bool(TLS_FILES)),  # noqa: F405
    ]
)
