"""Is the process alive, and can the platform do its work: for load balancers, and for people who wonder.

`ready` asks each part at most once a second, however often it is asked itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from platform_project.kit.broker import BROKER_DOWN, check_broker

HEARTBEAT_SECONDS = 5.0
_HEARTBEAT_KEPT_SECONDS = 15  # three beats may be late or lost
_ANSWER_KEPT_SECONDS = 1.0
_PATIENCE_SECONDS = 2

Answer = dict[str, dict[str, str]]


class Unwell(Exception):
    """A part does not work; the message is the short reason, free of secrets."""


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 if database, Redis, broker and workers all work, else 503; each is named with what it lacks."""
    checks = latest.answer()
    is_well = all(check["status"] == "ok" for check in checks.values())
    body = {"status": "ok" if is_well else "failed", "checks": checks}
    response = JsonResponse(body, status=200 if is_well else 503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # or Django logs an error for each probe
    return response


def health_middleware(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Answer probes by themselves: they name no host that we know and come without https."""
    answers = {"/health/live": live, "/health/ready": ready}

    def answer(request: HttpRequest) -> Any:
        return answers.get(request.path, get_response)(request)

    return answer


def queues() -> list[str]:
    """The queues that need a worker, from the routes in the settings."""
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    neighbours = {*settings.FRONT_QUEUES.values(), *settings.BACK_QUEUES.values()}
    return sorted(routed | neighbours | {settings.CELERY_TASK_DEFAULT_QUEUE})


def beat(served: list[str]) -> None:
    """Say that a worker serves these queues now. Each worker calls it every HEARTBEAT_SECONDS."""
    cache.set_many({_key(queue): 1 for queue in served}, timeout=_HEARTBEAT_KEPT_SECONDS)


def forget(served: list[str]) -> None:
    """Say that nobody serves these queues any more."""
    cache.delete_many([_key(queue) for queue in served])


def unserved() -> list[str]:
    """The queues that no worker serves. Raises redis.RedisError."""
    served = cache.get_many([_key(queue) for queue in queues()])
    return [queue for queue in queues() if _key(queue) not in served]


class Latest:
    """The last answer, for a second; one caller at a time makes a new one while others get the old."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made_at = float("-inf")
        self._checks: Answer = {}

    def answer(self) -> Answer:
        with self._lock:
            if time.monotonic() - self._made_at > _ANSWER_KEPT_SECONDS:
                self._checks = {name: _outcome(check) for name, check in CHECKS.items()}
                self._made_at = time.monotonic()
            return self._checks

    def clear(self) -> None:
        self._made_at = float("-inf")


latest = Latest()


def _outcome(check: Callable[[], None]) -> dict[str, str]:
    try:
        check()
    except Unwell as reason:
        return {"status": "failed", "reason": str(reason)}
    return {"status": "ok"}


def _database() -> None:
    given = connection.get_connection_params()
    # What libpq takes: the address, the user, and options of the URL such as sslmode.
    wanted = {name: value for name, value in given.items() if isinstance(value, str) or name == "port"}
    try:
        # Not from the pool: that one waits long for a database that is down, and hides one that refuses.
        with psycopg.connect(**wanted, connect_timeout=_PATIENCE_SECONDS) as session:
            session.execute("SELECT 1")
    except psycopg.Error as err:
        raise Unwell(f"no answer ({type(err).__name__})") from err


def _redis() -> None:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_PATIENCE_SECONDS, socket_connect_timeout=_PATIENCE_SECONDS
    )
    try:
        client.ping()
    except redis.RedisError as err:
        raise Unwell(f"no answer ({type(err).__name__})") from err
    finally:
        client.close()


def _broker() -> None:
    try:
        check_broker(settings.BROKER_URL, _PATIENCE_SECONDS)
    except BROKER_DOWN as err:
        raise Unwell(f"no answer ({type(err).__name__})") from err


def _workers() -> None:
    try:
        missing = unserved()
    except redis.RedisError as err:
        raise Unwell("unknown: Redis does not answer") from err
    if missing:
        raise Unwell(f"no worker serves {', '.join(missing)}")


def _key(queue: str) -> str:
    return f"worker-heartbeat:{queue}"


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "redis": _redis,
    "broker": _broker,
    "workers": _workers,
}
