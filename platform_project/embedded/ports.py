"""TCP ports of this machine: is one free, who listens on one."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

LOOPBACK = "127.0.0.1"
# Below the range from which the system takes ports for outgoing connections (32768 and up).
PICKED_FROM = range(20000, 32000)
_LISTEN = "0A"  # state column of /proc/net/tcp


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """True if a server could listen on `host`:`port` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def pick(*, but: tuple[int, ...] = ()) -> int:
    """A free port of the loopback address, at random so that two checkouts seldom meet."""
    source = random.SystemRandom()
    while True:
        port = source.choice(PICKED_FROM)
        if port not in but and is_free(port):
            return port


def listener(port: int) -> str | None:
    """Who listens on `port`, as in "process 4711 (nginx)"; None where /proc does not tell."""
    sockets = set(_listening_inodes(port))
    if not sockets:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        if sockets & set(_open_files(process)):
            return f"process {process.name} ({_name_of(process)})"
    return None


def _open_files(process: Path) -> Iterator[str]:
    try:
        links = list((process / "fd").iterdir())
    except OSError:  # it ended meanwhile, or belongs to somebody else
        return
    for link in links:
        with suppress(OSError):  # closed meanwhile
            yield link.readlink().name


def _name_of(process: Path) -> str:
    try:
        return (process / "comm").read_text().strip()
    except OSError:
        return "ended"


def _listening_inodes(port: int) -> Iterator[str]:
    wanted = f":{port:04X}"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for columns in map(str.split, lines):
            if columns[1].endswith(wanted) and columns[3] == _LISTEN:
                yield f"socket:[{columns[9]}]"
