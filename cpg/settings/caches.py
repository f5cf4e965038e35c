"""Two caches. `default` holds counts that the processes share: Redis in production, which must never make anybody
wait; losing it is no harm. `pages` holds parts of pages, in each process's own memory: Redis has the queues, and
nothing that anybody asks for may fill it.
"""

from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT_SECONDS = 0.3
ANSWER_SECONDS = 0.5
PAGES_KEPT = 200
PAGES_SECONDS = 3600

type Caches = dict[str, dict[str, object]]


def in_memory() -> Caches:
    """Those of the embedded default, where there is one process."""
    return {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "pages": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "pages",
            "TIMEOUT": PAGES_SECONDS,
            "OPTIONS": {"MAX_ENTRIES": PAGES_KEPT},
        },
    }


def with_redis(url: str) -> Caches:
    """Redis is tried once and not for long; who uses it goes on without it."""
    redis: dict[str, object] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "cpg",
        "OPTIONS": {
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            "retry": Retry(NoBackoff(), 0),
        },
    }
    return in_memory() | {"default": redis}
