"""The storage of large values: a folder of this machine or a bucket, as the settings say.

A file is complete or not there: it is written beside the storage, made durable, and only then moved to its
name, which is the hash of what is in it.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from agents.errors import StorageFailed, ValueGone

ALIAS = "values"
LEFT_OVER_SECONDS = 24 * 3600  # a file that was begun and not finished for so long is nobody's


def write(name: str, pieces: Iterable[bytes]) -> None:
    """Store a file under `name`; one that is there is replaced at once. Raises StorageFailed."""
    with _translated(name):
        folder = _incoming()
        handle, path = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "w+b") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
                _storage().save(name, _Complete(file, path))
            _make_name_durable(name)
        finally:
            Path(path).unlink(missing_ok=True)


def read(name: str, size_bytes: int) -> bytes:
    """A whole file. Raises ValueGone if it is missing or of another size, StorageFailed."""
    with _translated(name), _storage().open(name, "rb") as file:
        content: bytes = file.read()
    if len(content) != size_bytes:
        raise ValueGone("The file of a stored value is damaged.")
    return content


def opened(name: str) -> IO[bytes]:
    """A file to be read bit by bit; the caller closes it. Raises ValueGone or StorageFailed."""
    with _translated(name):
        file: IO[bytes] = _storage().open(name, "rb")
    return file


def exists(name: str) -> bool:
    with _translated(name):
        return _storage().exists(name)


def delete(name: str) -> None:
    """Gone, also if it was not there. Raises StorageFailed."""
    with _translated(name):
        _storage().delete(name)


def folders(name: str = "") -> list[str]:
    """Names of the folders in a folder; none if it is not there."""
    return _listed(name)[0]


def names(folder: str) -> list[str]:
    """Full names of the files in a folder."""
    return [f"{folder}/{file}" for file in _listed(folder)[1]]


def age_seconds(name: str) -> float:
    """How long ago a file was written. Raises ValueGone."""
    with _translated(name):
        return time.time() - _storage().get_modified_time(name).timestamp()


def size_of(name: str) -> int:
    with _translated(name):
        return _storage().size(name)


def drop_left_over() -> int:
    """Delete what a crash left half written; how many files that were."""
    with _translated("incoming"):
        old = [
            path for path in _incoming().iterdir() if time.time() - path.stat().st_mtime > LEFT_OVER_SECONDS
        ]
        for path in old:
            path.unlink(missing_ok=True)
    return len(old)


def _storage() -> Storage:
    return storages[ALIAS]


def _incoming() -> Path:
    """Where files are written first: on the file system of the folder that they are moved to."""
    folder: Path = settings.MEDIA_ROOT / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    storage = _storage()
    if isinstance(storage, FileSystemStorage):
        Path(storage.location).mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else's
    return folder


def _make_name_durable(name: str) -> None:
    """A new name is kept by its folder, and a new folder by the one above it."""
    storage = _storage()
    if not isinstance(storage, FileSystemStorage):
        return
    place = Path(storage.path(name))
    for folder in (place.parent, place.parent.parent, place.parent.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        with _translated(folder):
            return _storage().listdir(folder)
    except ValueGone:
        return [], []


class _Complete(File):  # type: ignore[type-arg]  # django-stubs makes it generic, Django does not
    """A file that a folder takes by moving it, and a bucket by reading it."""

    def __init__(self, file: IO[Any], path: str) -> None:
        super().__init__(file, path)

    def temporary_file_path(self) -> str:
        assert self.name is not None
        return self.name


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as err:
        raise ValueGone("The file of a stored value is missing.", file=name) from err
    except _failures() as err:
        raise StorageFailed(f"The file storage failed: {type(err).__name__}.") from err


@cache
def _failures() -> tuple[type[Exception], ...]:
    if not settings.VALUES_S3_BUCKET:
        return (OSError,)
    from boto3.exceptions import Boto3Error  # here: slow to import, and only a bucket needs it
    from botocore.exceptions import BotoCoreError, ClientError

    return (OSError, Boto3Error, BotoCoreError, ClientError)
