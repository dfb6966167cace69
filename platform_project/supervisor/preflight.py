"""What must hold before anything starts. Each failure is one line that names what to change."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis
from django.conf import settings

from platform_project.embedded import ports
from platform_project.embedded.errors import StartRefused
from platform_project.embedded.locks import FolderLock
from platform_project.kit.broker import BROKER_DOWN, check_broker
from platform_project.kit.logs import clean_text

_PATIENCE_SECONDS = 5


def platform_lock(var_dir: Path) -> FolderLock:
    """The lock of the one platform that may run on a folder."""
    return FolderLock(var_dir / "platform.lock")


def take_folder(lock: FolderLock, address: str) -> None:
    """Make this process the one that runs the folder. Raises StartRefused naming the one that does."""
    if not lock.take(address):
        pid, at = lock.holder()
        raise StartRefused(
            f"Polychord already runs on {lock.path.parent}: process {pid} serves {at}. "
            "Stop it first, or set VAR_DIR and PORT for a second one."
        )


def check_port(host: str, port: int) -> None:
    """Raises StartRefused naming the port and, where the system tells, who has it."""
    if not ports.is_free(port, host):
        holder = ports.listener(port) or "another process"
        raise StartRefused(f"Port {port} of {host} is taken by {holder}. Set PORT to another one.")


def check_given_urls(embedded: list[str]) -> None:
    """Ask each server that the environment names. Raises StartRefused naming the variable."""
    if "postgres" not in embedded:
        _check_database(settings.DATABASE_URL)
    if "redis" not in embedded:
        _check_redis(settings.REDIS_URL)
    if settings.BROKER_URL != settings.REDIS_URL:
        _check_broker(settings.BROKER_URL)


def _check_database(url: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=_PATIENCE_SECONDS).close()
    except psycopg.Error as err:
        raise _refused("DATABASE_URL", url, err) from err


def _check_redis(url: str) -> None:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=_PATIENCE_SECONDS, socket_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as err:
        raise _refused("REDIS_URL", url, err) from err


def _check_broker(url: str) -> None:
    try:
        check_broker(url, _PATIENCE_SECONDS)
    except (*BROKER_DOWN, KeyError, ValueError) as err:
        raise _refused("BROKER_URL", url, err) from err


def _refused(variable: str, url: str, err: Exception) -> StartRefused:
    reason = " ".join(str(err).split()) or type(err).__name__
    password = _password(url)
    if password:
        reason = reason.replace(password, "***")
    return StartRefused(f"{variable} leads to no server that lets us in: {clean_text(reason)[:200]}")


def _password(url: str) -> str | None:
    try:
        return urlsplit(url).password
    except ValueError:
        return None
