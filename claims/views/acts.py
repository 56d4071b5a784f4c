"""One press is one act, however often it has to be sent: what a lost answer said is said again, not done again."""

import hashlib
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

REMEMBERED_FOR = 15 * 60  # seconds; a page that was offline for longer sees by its revision that it was first
UNDER_WAY_FOR = 60
LONGEST = 1_000_000  # bytes of an answer that is kept


def once(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a post that names itself by ``Desk-Act``. The same name again from the same person: the same answer.

    Failures of the server are not answers: after one, the act is tried anew. Without the cache every post is new.
    """
    name = request.headers.get("Desk-Act", "")
    if request.method != "POST" or not name:
        return act()
    # The address belongs to the name: a name used for two acts must not swallow the second.
    told = f"{getattr(request.user, 'pk', '')} {request.path} {name}"
    key = "act:" + hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
    try:
        if kept := cache.get(key):
            return _again(kept)
        if not cache.add(f"{key}:begun", 1, UNDER_WAY_FOR):
            return HttpResponse(status=503, headers={"Retry-After": "2"})
    except redis.RedisError:
        return act()
    try:
        answer = act()
        if answer.status_code < 500 and not answer.streaming and len(answer.content) <= LONGEST:
            _keep(key, answer)
        return answer
    finally:
        _let_go(key)


def _keep(key: str, answer: HttpResponse) -> None:
    kept = {"status": answer.status_code, "content": answer.content, "headers": dict(answer.items())}
    try:
        cache.set(key, kept, REMEMBERED_FOR)
    except redis.RedisError:
        return  # then a repeated post is told by the revision, or by its own row, that it was first


def _let_go(key: str) -> None:
    try:
        cache.delete(f"{key}:begun")
    except redis.RedisError:
        return  # it lapses by itself


def _again(kept: dict[str, Any]) -> HttpResponse:
    return HttpResponse(kept["content"], status=kept["status"], headers=kept["headers"])
