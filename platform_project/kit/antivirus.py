"""Files that come from users are shown to ClamAV, where settings.CLAMAV_ADDRESS names a clamd.

Nothing is let through unseen: a scanner that is away, or that cannot tell, refuses the file. Protocol: the
man page clamd(8), a session of INSTREAM commands.
"""

from __future__ import annotations

import base64
import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote_to_bytes

import structlog
from django.conf import settings

from platform_project.errors import BadInput, Unavailable

SECONDS = 30.0  # for all files of one request
MAX_FILES = 1_000  # in one body
MAX_PLACE_CHARACTERS = 200  # where a file stands, as it is told
_PIECE_BYTES = 64 * 1024
_MAX_REPLY_BYTES = 4_096
_REPLY = re.compile(r"(?:\d+: )?(?:stream: )?(?P<said>.*?)(?P<verdict>OK|FOUND|ERROR)")

log = structlog.get_logger(__name__)


class FileInfected(BadInput):
    """details: field, and signature, which is the scanner's name of what it found."""

    code = "file_infected"


class ScannerAway(Unavailable):
    """The virus scanner cannot be asked, or cannot tell."""

    code = "scanner_away"


def scan(content: bytes, *, field: str) -> None:
    """Nothing, if the scanner finds nothing or there is none. Raises FileInfected or ScannerAway."""
    if settings.CLAMAV_ADDRESS:
        _scan_all([(field, content)])


def scan_within(value: Any) -> None:
    """The same for each file that stands, as a data URI, somewhere in a JSON value."""
    if settings.CLAMAV_ADDRESS:
        found = list(_files_in(value, ""))
        if len(found) > MAX_FILES:
            raise BadInput(f"The body holds more than {MAX_FILES} files.", limit=MAX_FILES)
        _scan_all(found)


def _scan_all(files: list[tuple[str, bytes]]) -> None:
    if not files:
        return
    try:
        with _session() as clamd:
            verdicts = [(field, clamd.ask(content)) for field, content in files]
    except OSError as err:
        log.error("the virus scanner is away", reason=str(err) or type(err).__name__)
        raise ScannerAway("Files cannot be checked for viruses now. Try again later.") from err
    for field, (verdict, said) in verdicts:
        _refuse(field, verdict, said)


def _refuse(field: str, verdict: str, said: str) -> None:
    if verdict == "FOUND":
        log.warning("a file was refused", signature=said, field=field)
        raise FileInfected(
            f"{field or 'The file'}: The virus scanner found {said} in this file.",
            field=field,
            signature=said,
        )
    if verdict != "OK":
        log.error("the virus scanner cannot tell", reason=said)
        raise ScannerAway("The virus scanner could not read this file.", field=field)


def _files_in(value: Any, place: str) -> Iterator[tuple[str, bytes]]:
    """(place, content) of each data URI. The depth of what came in is bounded before."""
    if isinstance(value, str):
        if value.lstrip()[:5].lower() == "data:":
            yield place[:MAX_PLACE_CHARACTERS], _content_of(value.strip())
    elif isinstance(value, dict):
        for name, child in value.items():
            yield from _files_in(child, f"{place}.{name}" if place else str(name))
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from _files_in(child, f"{place}.{number}" if place else str(number))


def _content_of(uri: str) -> bytes:
    """What a data URI stands for, read as blocks read it (blocks/sdk/files.py)."""
    head, comma, body = uri.partition(",")
    if comma and head.lower().rstrip().endswith(";base64"):
        try:
            return base64.b64decode("".join(body.split()), validate=True)
        except ValueError:  # nothing will read it as a file; what it says is looked at all the same
            pass
    return unquote_to_bytes(body if comma else uri)


class _Session:
    """One connection, on which files are asked about one after the other."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._until = time.monotonic() + SECONDS

    def ask(self, content: bytes) -> tuple[str, str]:
        """("OK" | "FOUND" | "ERROR", what clamd says of it). Raises OSError."""
        self._send(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE_BYTES):
            piece = content[start : start + _PIECE_BYTES]
            self._send(struct.pack("!I", len(piece)) + piece)
        self._send(struct.pack("!I", 0))
        found = _REPLY.fullmatch(self._reply())
        return (found["verdict"], found["said"].strip()) if found else ("ERROR", "an unknown answer")

    def begin(self) -> None:
        self._send(b"zIDSESSION\0")

    def _send(self, content: bytes) -> None:
        self._connection.settimeout(self._seconds_left())
        self._connection.sendall(content)

    def _reply(self) -> str:
        said = b""
        while not said.endswith(b"\0"):
            self._connection.settimeout(self._seconds_left())
            more = self._connection.recv(_MAX_REPLY_BYTES)
            if not more or len(said) > _MAX_REPLY_BYTES:
                raise ConnectionError("it hung up")
            said += more
        return said.rstrip(b"\0").decode(errors="replace").strip()

    def _seconds_left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("it took too long")
        return left


@contextmanager
def _session() -> Iterator[_Session]:
    with _connected(settings.CLAMAV_ADDRESS) as connection:
        session = _Session(connection)
        session.begin()
        yield session


def _connected(address: str) -> socket.socket:
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(SECONDS)
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection
