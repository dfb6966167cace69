"""Files in multipart bodies: how large such a body may be, and the reading of one.

Files need not fit the bound of JSON bodies: they are written to the disk as they come, not parsed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from rest_framework.parsers import DataAndFiles, MultiPartParser
from rest_framework.request import Request

from platform_project.errors import BadInput
from platform_project.kit.json_api import BodyTooLarge

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_BODY_BYTES = MAX_FILE_BYTES + 64 * 1024  # with the lines between the parts


class UploadParser(MultiPartParser):
    """Reads a bounded multipart body. Raises BodyTooLarge, or DRF's ParseError."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> DataAndFiles[Any, Any]:
        meta = parser_context["request"].META if parser_context else {}
        length = str(meta.get("CONTENT_LENGTH") or "")
        # A body in chunks was read up to this bound (kit/chunked_bodies.py), so past it the file is cut.
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if _is_chunked(meta) else MAX_BODY_BYTES
        if not length.isdecimal() or int(length) > limit:
            raise BodyTooLarge(f"The body is larger than {limit} bytes.", limit_bytes=limit)
        return super().parse(stream, media_type, parser_context)


def file_of(request: Request, name: str = "file") -> UploadedFile[Any]:
    """The one file of the body's part `name`, of at most MAX_FILE_BYTES. Raises BadInput."""
    given = request.FILES.getlist(name)
    if len(given) != 1 or len(request.FILES) != 1:
        raise BadInput(f"{name}: Exactly one file is needed.", **{name: ["Exactly one file is needed."]})
    file: UploadedFile[Any] = given[0]
    return file


def content_of(upload: UploadedFile[Any], *, name: str = "file", max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """What stands in an uploaded file. Raises BadInput if it is empty or too large."""
    size = upload.size or 0
    if not size:
        raise BadInput(f"{name}: The file is empty.", **{name: ["The file is empty."]})
    if size > max_bytes:
        said = f"At most {max_bytes:,} bytes; these are {size:,}."
        raise BadInput(f"{name}: {said}", limit_bytes=max_bytes, **{name: [said]})
    upload.seek(0)
    content: bytes = upload.read()
    return content


def _is_chunked(meta: Mapping[str, Any]) -> bool:
    return "chunked" in str(meta.get("HTTP_TRANSFER_ENCODING", ""))
