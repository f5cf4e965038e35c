"""Rate limit: reads and writes a minute for each token or person, announced in RateLimit headers."""

import time
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

WINDOW_SECONDS = 60
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Count:
    """Requests of one token or person in the current minute. `resets_in` is in seconds."""

    name: str
    limit: int
    used: int
    resets_in: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    def write_into(self, response: Response) -> None:
        response["RateLimit-Policy"] = f'"{self.name}";q={self.limit};w={WINDOW_SECONDS}'
        response["RateLimit"] = f'"{self.name}";r={self.remaining};t={self.resets_in}'


class MinuteLimit(BaseThrottle):
    """Count in the shared cache; while it is away, each process counts (`cpg/fallback_cache.py`)."""

    count: Count | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        name = "lectures" if request.method in SAFE_METHODS else "ecritures"
        limit = settings.API_READS_A_MINUTE if name == "lectures" else settings.API_WRITES_A_MINUTE
        self.count = asked_this_minute(name, _asker(request), limit)
        if self.count is None:
            return True
        view.count = self.count
        return self.count.used <= limit

    def wait(self) -> float | None:
        return self.count.resets_in - 1 if self.count else None


def asked_this_minute(name: str, asker: str, limit: int) -> Count | None:
    """One more request of this asker, counted with the others of the minute; None where that fails, since saving an
    entry matters more than a limit.
    """
    now = time.time()
    try:
        used = _one_more(f"api:{name}:{asker}:{int(now // WINDOW_SECONDS)}")
    except Exception as error:  # noqa: BLE001 - whatever a cache may raise
        log.warning("rate_not_counted", error=type(error).__name__)
        return None
    return Count(name, limit, used, int(WINDOW_SECONDS - now % WINDOW_SECONDS) + 1)


def _one_more(key: str) -> int:
    # Twice the window: a key that expired between `add` and `incr` would be an error.
    cache.add(key, 0, 2 * WINDOW_SECONDS)
    return int(cache.incr(key))


def _asker(request: Request) -> str:
    """The key to count by: the token, or the person in a browser session."""
    return f"jeton-{request.auth.pk}" if request.auth else f"personne-{request.user.pk}"
