"""How many requests one caller may make a minute."""

import math
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:
    from rest_framework.views import APIView  # reads the settings that name this module

WINDOWS = {"sec": 1, "second": 1, "min": 60, "minute": 60, "hour": 3600, "day": 86_400}


class BurstThrottle(BaseThrottle):
    """A counter per caller and window in the cache: one addition a request, however high the limit.

    Callers are told apart by token, person, or network address. Without a cache nobody is turned away.
    """

    name = "burst"

    def __init__(self) -> None:
        self.limit, self.window = read_rate(str(api_settings.DEFAULT_THROTTLE_RATES[self.name]))
        self.used = 0
        self.resets_in = self.window

    def allow_request(self, request: Request, view: "APIView") -> bool:
        now = time.time()
        number = int(now // self.window)
        self.resets_in = max(1, math.ceil((number + 1) * self.window - now))
        key = f"throttle:{self.name}:{_caller(request)}:{number}"
        try:
            cache.add(key, 0, timeout=self.window * 2)
            self.used = cache.incr(key)
        except (RedisError, ValueError):
            return True
        finally:
            request.META["claims.throttle"] = self
        return self.used <= self.limit

    def wait(self) -> float:
        return float(self.resets_in)

    def headers(self) -> dict[str, str]:
        """The limit and what is left of it, as the IETF's draft on RateLimit fields writes them."""
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.limit};w={self.window}',
            "RateLimit": f'"{self.name}";r={max(0, self.limit - self.used)};t={self.resets_in}',
        }


def read_rate(rate: str) -> tuple[int, int]:
    """ "600/min" as requests and seconds. Raises ValueError with what to write instead."""
    count, _, unit = rate.partition("/")
    if not count.strip().isdecimal() or unit.strip() not in WINDOWS:
        raise ValueError(f"API_RATE must look like 600/min, not {rate!r}. Units: {', '.join(WINDOWS)}.")
    return int(count), WINDOWS[unit.strip()]


def _caller(request: Request) -> str:
    if request.auth is not None:
        return f"token-{request.auth.pk}"
    if request.user.is_authenticated:
        return f"user-{request.user.pk}"
    # Behind a proxy the last entry is the one that our own proxy wrote; a client can write only those before it.
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return f"address-{forwarded.rpartition(',')[2].strip() or request.META.get('REMOTE_ADDR', '')}"
