"""What the children of `manage.py up` do. They are forked, so what `preload` imports is theirs already."""

from __future__ import annotations

import ctypes
import gc
import json
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable
from importlib import import_module

from celery.beat import Service
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.urls import get_resolver

from blocks.api.caching import make_ready
from blocks.sdk.registry import all_blocks
from platform_project import demo, health
from platform_project.accounts import demo_account
from platform_project.celery import app
from platform_project.embedded.privileges import libc
from platform_project.kit import logs
from platform_project.supervisor.forked import Program

_CATALOGUE_AFTER_SECONDS = 3.0
_M_ARENA_MAX = -8  # malloc.h
_READY_SECONDS = 60.0
_IMPORTED_LATER = (
    "anyio._backends._asyncio",  # below the HTTP client
    "platform_project.asgi",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "celery.apps.worker",
    "celery.concurrency.thread",
    "celery.backends.redis",
    "platform_project.worker_consumer",
    "django_celery_beat.schedulers",
    "platform_project.database.base",
    "django.core.cache.backends.redis",
    "blocks.sdk.template_sandbox",  # Jinja, for the first template that is filled
)


def preload() -> None:
    """Import what the children need, once, before the first fork; then keep those pages unwritten."""
    share_arenas()
    for name in _IMPORTED_LATER:
        import_module(name)
    _ = app.connection_for_write().transport_cls  # imports the broker's own
    app.loader.import_default_modules()
    app.finalize()
    all_blocks()
    _ = get_resolver().reverse_dict  # loads every URL module, and with them the views
    gc.collect()
    gc.freeze()


def share_arenas() -> None:
    """Bound the memory of many threads: they gain little from an arena each."""
    libc.mallopt(ctypes.c_int(_M_ARENA_MAX), ctypes.c_int(2))


def programs() -> list[Program]:
    """The children that stay, in the order of their start."""
    engines = ["engine", *(f"engine-{number}" for number in range(2, settings.ENGINE_PROCESSES + 1))]
    named = {"web": web, **dict.fromkeys(engines, engine), "blocks": blocks, "beat": beat}
    return [Program(name, _with_name(name, run)) for name, run in named.items()]


def set_up() -> Program:
    """Migrations and demo world: one child that ends."""
    return Program("set-up", _with_name("set-up", _prepare_database), runs_once=True)


def welcome() -> Program:
    """Says so once everything answers: one child that ends."""
    return Program("ready", _with_name("ready", _welcome), runs_once=True)


def web() -> None:
    import uvicorn

    # The builder's first page asks for the catalogue. Who comes back after a restart is answered before.
    soon = threading.Timer(_CATALOGUE_AFTER_SECONDS, make_ready)
    soon.daemon = True
    soon.start()
    config = uvicorn.Config(
        "platform_project.asgi:application",
        host=settings.HOST,
        port=settings.PORT,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        lifespan="off",
        log_config=None,
        access_log=False,  # `request_ids` of kit/logs.py writes it, without query strings
        proxy_headers=False,  # the address of a caller is read where it is needed, by TRUSTED_PROXY_COUNT
        server_header=False,
        timeout_graceful_shutdown=3,
        ws_max_size=64 * 1024,  # clients only subscribe
    )
    uvicorn.Server(config).run()


def engine() -> None:
    neighbours = [settings.FRONT_QUEUES["engine"], settings.BACK_QUEUES["engine"]]
    _work("engine", ["engine", *neighbours, "upkeep"], settings.ENGINE_THREADS)


def blocks() -> None:
    _work("blocks", ["blocks", settings.FRONT_QUEUES["blocks"]], settings.BLOCKS_THREADS)


def beat() -> None:
    """The scheduler, ended between two looks at the clock.

    Celery's own command saves the schedule from within its handler of SIGTERM, in the middle of whatever
    transaction the scheduler is in.
    """
    app.loader.init_worker()
    service = Service(app=app, max_interval=1, scheduler_cls=app.conf.beat_scheduler)
    signal.signal(signal.SIGTERM, lambda *_: service.stop())
    service.start()


def _work(name: str, queues: list[str], threads: int) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*superuser privileges.*")  # only JSON is accepted here
        worker = app.Worker(
            hostname=f"{name}@{socket.gethostname()}",
            pool="threads",
            concurrency=threads,
            queues=queues,
            quiet=True,
            redirect_stdouts=False,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,  # ours tells more: platform_project/worker.py
        )
    worker.start()


def _prepare_database() -> None:
    try:
        call_command("check", fail_level="ERROR")
    except SystemCheckError as err:
        raise SystemExit(str(err)) from err
    call_command("prepare_database")
    health.forget(health.queues())  # what workers of an earlier life said
    demo.keep_in_step()


def _welcome() -> None:
    url = settings.PUBLIC_URL
    until = time.monotonic() + _READY_SECONDS
    while not _is_ready():
        if time.monotonic() > until:
            raise SystemExit(f"Not ready after {_READY_SECONDS:.0f} s: see {url}/health/ready")
        time.sleep(0.2)
    lines = [f"Polychord is ready at {url}", f"  API         {url}/api/docs", f"  Admin       {url}/admin/"]
    if demo_account.is_allowed():
        lines.append(
            f"  Sign-in     {demo_account.EMAIL} / {demo.PASSWORD}  (while DEBUG is on, on this machine)"
        )
    lines.append("  Try it      .venv/bin/python manage.py run_agent examples/hello.json --input name=Ada")
    lines += ["  Stop        Ctrl-C", "  Memory      .venv/bin/python manage.py up --report"]
    print("\n".join(lines))  # noqa: T201  its output is the welcome


def _is_ready() -> bool:
    host = "127.0.0.1" if settings.HOST == "0.0.0.0" else settings.HOST  # noqa: S104  compared, not bound
    asked = urllib.request.Request(
        f"http://{f'[{host}]' if ':' in host else host}:{settings.PORT}/health/ready",
        headers={"Host": (settings.ALLOWED_HOSTS or ["localhost"])[0].lstrip(".*") or "localhost"},
    )
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310
            return bool(json.load(answer)["status"] == "ok")
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _with_name(name: str, run: Callable[[], None]) -> Callable[[], None]:
    def named() -> None:
        logs.name_process(name)
        run()

    return named
