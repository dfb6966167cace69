"""A MariaDB server of the machine's, with data of its own, for as long as a test needs it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pymysql
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "a-secret-of-the-shop"
PATIENCE_SECONDS = 60.0
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


@dataclass(frozen=True)
class MariaDB:
    port: int
    folder: Path

    def ask(self, *statements: str) -> list[Any]:
        """Statements as the server's owner; the rows of the last one."""
        socket_path = str(self.folder / "socket")
        owner = pymysql.connect(unix_socket=socket_path, user="root", autocommit=True)
        with owner, owner.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())


def is_installed() -> bool:
    return None not in (_program("mariadbd"), _program("mariadb-install-db"))


@contextmanager
def serving(folder: Path) -> Iterator[MariaDB]:
    """Ends with its folder in place and its process gone."""
    server = MariaDB(_free_port(), folder)
    common = ["--no-defaults", f"--datadir={folder / 'data'}", "--user=" + _user()]
    made = [str(_program("mariadb-install-db")), *common, "--auth-root-authentication-method=normal"]
    subprocess.run([*made, "--skip-test-db"], check=True, capture_output=True, cwd=folder)
    _write_certificate(folder)
    command = [
        str(_program("mariadbd")), *common, f"--port={server.port}", "--bind-address=127.0.0.1",
        f"--socket={folder / 'socket'}", f"--pid-file={folder / 'pid'}", "--skip-name-resolve",
        "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=4M", f"--log-error={folder / 'log'}",
        f"--ssl-cert={folder / 'certificate.pem'}", f"--ssl-key={folder / 'key.pem'}",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(server, process)
            yield server
        finally:
            process.kill()  # nothing of it is kept


def _write_certificate(folder: Path) -> None:
    """One that nobody vouches for, as most databases have it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop")])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
    )
    signed = made.sign(key, hashes.SHA256())
    (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*form))


def _wait(server: MariaDB, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not _answers(server):
        assert process.poll() is None, (server.folder / "log").read_text()
        assert time.monotonic() < until, "MariaDB does not start."
        time.sleep(0.05)


def _answers(server: MariaDB) -> bool:
    with socket.socket(socket.AF_UNIX) as tried:
        try:
            tried.connect(str(server.folder / "socket"))
        except OSError:
            return False
    return True


def _program(name: str) -> str | None:
    return shutil.which(name, path=_PATH)


def _user() -> str:
    return "root" if os.geteuid() == 0 else os.environ.get("USER", "nobody")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
