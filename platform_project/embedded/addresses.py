"""Where the embedded servers listen: ports and passwords, picked once and kept in `embedded.json`.

Settings read this before anything runs, so it is cheap and only the standard library is used. A kept port
that a foreign program has taken meanwhile is replaced by a new one, unless the server itself runs.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from platform_project.embedded import ports
from platform_project.embedded.locks import FolderLock

DATABASE = "polychord"
ROLE = "polychord"  # owns the database, may create others (tests do), is no superuser
_FILE = "embedded.json"


@dataclass(frozen=True)
class Addresses:
    postgres_port: int
    postgres_password: str
    redis_port: int
    redis_password: str

    @property
    def database_url(self) -> str:
        return f"postgres://{ROLE}:{self.postgres_password}@{ports.LOOPBACK}:{self.postgres_port}/{DATABASE}"

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.redis_password}@{ports.LOOPBACK}:{self.redis_port}/0"

    def __repr__(self) -> str:
        return f"Addresses(postgres_port={self.postgres_port}, redis_port={self.redis_port})"


def database_url(var_dir: Path) -> str:
    """URL of the embedded database, whether it runs yet or not."""
    return addresses_of(var_dir).database_url


def redis_url(var_dir: Path) -> str:
    """URL of the embedded Redis, whether it runs yet or not."""
    return addresses_of(var_dir).redis_url


def addresses_of(var_dir: Path) -> Addresses:
    """The folder's addresses; made on first use, with a new port for each that a foreign program took."""
    found = _read(var_dir) or _make(var_dir)
    moved = found
    if _is_taken(var_dir, "postgres", found.postgres_port):
        moved = replace(moved, postgres_port=ports.pick(but=(found.redis_port,)))
    if _is_taken(var_dir, "redis", found.redis_port):
        moved = replace(moved, redis_port=ports.pick(but=(moved.postgres_port,)))
    if moved != found:
        os.replace(_written(var_dir, moved), var_dir / _FILE)
    return moved


def database_folder(var_dir: Path) -> Path:
    """Where the embedded database has its data, and its Unix socket if it has one."""
    return var_dir.resolve() / "postgres"


def lock_of(var_dir: Path, server: str) -> FolderLock:
    """The lock that the process which runs `server` ("postgres" or "redis") holds."""
    return FolderLock(var_dir / f"{server}.lock")


def _is_taken(var_dir: Path, server: str, port: int) -> bool:
    return not ports.is_free(port) and not lock_of(var_dir, server).is_held()


def _read(var_dir: Path) -> Addresses | None:
    try:
        return Addresses(**json.loads((var_dir / _FILE).read_text()))
    except (FileNotFoundError, ValueError, TypeError):  # missing, or not ours to understand: make a new one
        return None


def _make(var_dir: Path) -> Addresses:
    postgres_port = ports.pick()
    made = Addresses(
        postgres_port=postgres_port,
        postgres_password=secrets.token_urlsafe(24),
        redis_port=ports.pick(but=(postgres_port,)),
        redis_password=secrets.token_urlsafe(24),
    )
    written = _written(var_dir, made)
    try:
        os.link(written, var_dir / _FILE)  # fails where another process was faster: then its choice counts
    except FileExistsError:
        faster = _read(var_dir)
        if faster is not None:
            os.unlink(written)
            return faster
        os.replace(written, var_dir / _FILE)
        return made
    os.unlink(written)
    return made


def _written(var_dir: Path, addresses: Addresses) -> str:
    """A temporary file (0600) beside the real one that holds `addresses`."""
    var_dir.mkdir(parents=True, exist_ok=True)
    handle, path = tempfile.mkstemp(prefix=f".{_FILE}.", dir=var_dir)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(addresses), file)
        file.flush()
        os.fsync(file.fileno())
    return path
