"""Two caches. `default`: counts shared by the processes, in Redis in production; losing them does no harm.
`pages`: parts of pages, in the memory of each process: Redis also holds the queues, and page requests must not fill it.
"""

from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT_SECONDS = 0.3
ANSWER_SECONDS = 0.5
PAGES_KEPT = 200
PAGES_SECONDS = 3600

type Caches = dict[str, dict[str, object]]


def in_memory() -> Caches:
    """Caches of the embedded default, which has one process."""
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
    """`default` in Redis, tried once with short timeouts; while it is away, in memory rather than waited for."""
    redis: dict[str, object] = {
        "BACKEND": "cpg.fallback_cache.RedisOrMemory",
        "LOCATION": url,
        "KEY_PREFIX": "cpg",
        # 1 was written in another form.
        "VERSION": 2,
        "OPTIONS": {
            "serializer": "cpg.fallback_cache.JsonSerializer",
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            "retry": Retry(NoBackoff(), 0),
        },
    }
    return in_memory() | {"default": redis}
