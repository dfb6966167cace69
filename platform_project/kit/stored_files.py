"""Files that are kept: in a folder of this machine or in a bucket, as settings.STORAGES says of each alias.

A file is complete or not there: it is written beside the storage, made durable, and only then moved to its
name.
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

from platform_project.errors import NotFound, PlatformError

LEFT_OVER_SECONDS = 24 * 3600  # a file that was begun and not finished for so long is nobody's
_ROOT_FOLDERS = 3  # of a name: those in which a new folder may have been made


class FileGone(NotFound):
    """A file that should be there is missing or damaged."""

    code = "file_gone"


class StorageFailed(PlatformError):
    """The file storage cannot be read or written now."""

    code = "storage_failed"
    status_code = 502
    retryable = True


class StoredFiles:
    """The files of one alias of settings.STORAGES.

    noun: what a file of it is, for messages. gone: what is raised where one is missing or damaged.
    """

    def __init__(self, alias: str, noun: str, gone: type[FileGone] = FileGone) -> None:
        self.alias = alias
        self._noun = noun
        self._gone = gone

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Store a file under `name`; one that is there is replaced at once. Raises StorageFailed."""
        with self._translated(name):
            handle, path = tempfile.mkstemp(dir=self._incoming())
            try:
                with os.fdopen(handle, "w+b") as file:
                    for piece in pieces:
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                    self._storage.save(name, _Complete(file, path))
                self._make_name_durable(name)
            finally:
                Path(path).unlink(missing_ok=True)

    def read(self, name: str, size_bytes: int) -> bytes:
        """A whole file. Raises FileGone if it is missing or of another size, StorageFailed."""
        with self._translated(name), self._storage.open(name, "rb") as file:
            content: bytes = file.read()
        if len(content) != size_bytes:
            raise self._gone(f"The file of {self._noun} is damaged.")
        return content

    def opened(self, name: str) -> IO[bytes]:
        """A file to be read bit by bit; the caller closes it. Raises FileGone or StorageFailed."""
        with self._translated(name):
            file: IO[bytes] = self._storage.open(name, "rb")
        return file

    def exists(self, name: str) -> bool:
        with self._translated(name):
            return self._storage.exists(name)

    def delete(self, name: str) -> None:
        """Gone, also if it was not there. Raises StorageFailed."""
        with self._translated(name):
            self._storage.delete(name)

    def folders(self, name: str = "") -> list[str]:
        """Names of the folders in a folder; none if it is not there."""
        return self._listed(name)[0]

    def names(self, folder: str) -> list[str]:
        """Full names of the files in a folder."""
        return [f"{folder}/{file}" for file in self._listed(folder)[1]]

    def age_seconds(self, name: str) -> float:
        """How long ago a file was written. Raises FileGone."""
        with self._translated(name):
            return time.time() - self._storage.get_modified_time(name).timestamp()

    def size_of(self, name: str) -> int:
        with self._translated(name):
            return self._storage.size(name)

    def drop_left_over(self) -> int:
        """Delete what a crash left half written, of whichever alias; how many files that were."""
        with self._translated("incoming"):
            begun = self._incoming().iterdir()
            old = [path for path in begun if time.time() - path.stat().st_mtime > LEFT_OVER_SECONDS]
            for path in old:
                path.unlink(missing_ok=True)
        return len(old)

    @property
    def _storage(self) -> Storage:
        return storages[self.alias]

    def _incoming(self) -> Path:
        """Where files are written first: on the file system of the folder that they are moved to."""
        folder: Path = settings.MEDIA_ROOT / "incoming"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        storage = self._storage
        if isinstance(storage, FileSystemStorage):
            Path(storage.location).mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else's
        return folder

    def _make_name_durable(self, name: str) -> None:
        """A new name is kept by its folder, and a new folder by the one above it."""
        storage = self._storage
        if not isinstance(storage, FileSystemStorage):
            return
        for folder in list(Path(storage.path(name)).parents)[:_ROOT_FOLDERS]:
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _listed(self, folder: str) -> tuple[list[str], list[str]]:
        try:
            with self._translated(folder):
                return self._storage.listdir(folder)
        except self._gone:
            return [], []

    @contextmanager
    def _translated(self, name: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as err:
            raise self._gone(f"The file of {self._noun} is missing.", file=name) from err
        except _failures() as err:
            raise StorageFailed(f"The file storage failed: {type(err).__name__}.") from err


class _Complete(File):  # type: ignore[type-arg]  # django-stubs makes it generic, Django does not
    """A file that a folder takes by moving it, and a bucket by reading it."""

    def __init__(self, file: IO[Any], path: str) -> None:
        super().__init__(file, path)

    def temporary_file_path(self) -> str:
        assert self.name is not None
        return self.name


@cache
def _failures() -> tuple[type[Exception], ...]:
    if not settings.VALUES_S3_BUCKET:
        return (OSError,)
    from boto3.exceptions import Boto3Error  # here: slow to import, and only a bucket needs it
    from botocore.exceptions import BotoCoreError, ClientError

    return (OSError, Boto3Error, BotoCoreError, ClientError)
