"""The cache of production: Redis, which must never make anybody wait. It holds counts only, so losing it is no harm."""

from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT_SECONDS = 0.3
ANSWER_SECONDS = 0.5


def redis_cache(url: str) -> dict[str, object]:
    """Tried once and not for long; who uses it goes on without it."""
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "cpg",
        "OPTIONS": {
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            "retry": Retry(NoBackoff(), 0),
        },
    }
