"""The cache that processes share, in Redis; while Redis is away, the memory of each of them.

Sign-in counts in it: without one, nobody would give a second factor or confirm that it is them. Counts of one process
are worth less than shared ones, and more than none.
"""

import json
from time import monotonic
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

# After a failure Redis is left alone for so long: a silent one slows one request, not all of them.
PAUSE_SECONDS = 10
MEMORY = "redis-away"
log = structlog.get_logger(__name__)


class _Pause:
    until = 0.0


class JsonSerializer:
    """Django's own runs what it reads (pickle): whoever writes into Redis would run code here."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value).encode()

    def loads(self, stored: bytes) -> Any:
        return json.loads(stored)


class RedisOrMemory(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache(MEMORY, {})

    def add(self, *args: Any, **named: Any) -> Any:
        return self._ask("add", args, named)

    def get(self, *args: Any, **named: Any) -> Any:
        return self._ask("get", args, named)

    def set(self, *args: Any, **named: Any) -> Any:
        return self._ask("set", args, named)

    def delete(self, *args: Any, **named: Any) -> Any:
        return self._ask("delete", args, named)

    def incr(self, *args: Any, **named: Any) -> Any:
        return self._ask("incr", args, named)

    def _ask(self, name: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if monotonic() >= _Pause.until:
            try:
                return getattr(super(), name)(*args, **named)
            except RedisError as error:
                _Pause.until = monotonic() + PAUSE_SECONDS
                log.warning("shared_cache_away", error=type(error).__name__, pause_seconds=PAUSE_SECONDS)
        return getattr(self._memory, name)(*args, **named)
