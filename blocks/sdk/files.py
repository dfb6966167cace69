"""Files as values: `data:` URIs, which a large one of travels by reference like any large text.

A block is given a file as a data URI, as a web address, or as plain text where that will do; what it makes it
hands on as a data URI. So files are stored, shared, shown and swept as other values are.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from blocks.sdk.answers import check
from blocks.sdk.context import Context
from blocks.sdk.errors import InvalidInput, TooLarge

MAX_FILE_BYTES = 45 * 1024**2  # as base 64 it is below the 64 MB that a value may have
TEXT, BINARY = "text/plain", "application/octet-stream"

# Where a format can be told by how it begins: (offset, bytes) → media type. The first that fits counts.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/x-matroska"),  # WebM too, see below
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
)
_WITHIN_ZIP = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"mimetypeapplication/epub+zip", "application/epub+zip"),
)
_TEXT_BEGINNINGS = (
    (b"<svg", "image/svg+xml"), (b"<!doctype html", "text/html"), (b"<html", "text/html"),
    (b"<?xml", "text/xml"),
)  # fmt: skip
_LOOKED_AT = 4_096  # bytes of the beginning


@dataclass(frozen=True, slots=True)
class File:
    """The content of a file, and what kind it is by its content."""

    content: bytes = field(repr=False)
    media_type: str

    def as_data_uri(self) -> str:
        return f"data:{self.media_type};base64,{base64.b64encode(self.content).decode()}"


async def load(ctx: Context, given: str, *, pin: str, max_bytes: int = MAX_FILE_BYTES) -> File:
    """The file that a pin was given: a data URI, or an http(s) address that is fetched.

    Raises InvalidInput if it is neither, TooLarge, and what `ctx.http` raises.
    """
    text = given.strip()
    if text[:5].lower() == "data:":
        content = _decoded(text, pin, max_bytes)
    elif text[:8].lower().startswith(("http://", "https://")):
        content = await _fetched(ctx, text, max_bytes)
    else:
        raise InvalidInput("A file is given as a web address or a data URI.", pin=pin)
    return made(content)


def made(content: bytes) -> File:
    """A file of that content. Raises TooLarge."""
    if len(content) > MAX_FILE_BYTES:
        raise TooLarge(f"The file has {len(content):,} bytes; at most {MAX_FILE_BYTES:,} may travel.")
    return File(content, media_type_of(content))


def media_type_of(content: bytes) -> str:
    """The media type by the content alone; what a sender called it is not believed."""
    start = content[:_LOOKED_AT]
    for offset, signature, media_type in _SIGNATURES:
        if start.startswith(signature, offset):
            return _refined(media_type, content)
    return _text_type(start) if _is_text(content) else BINARY


def _refined(media_type: str, content: bytes) -> str:
    start = content[:_LOOKED_AT]
    if media_type == "video/x-matroska" and b"webm" in start[:64]:
        return "video/webm"
    if media_type == "application/zip":
        return next((known for name, known in _WITHIN_ZIP if name in start), media_type)
    return media_type


def _is_text(content: bytes) -> bool:
    if b"\x00" in content[:_LOOKED_AT]:
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _text_type(start: bytes) -> str:
    beginning = start.lstrip().lower()
    return next((known for name, known in _TEXT_BEGINNINGS if beginning.startswith(name)), TEXT)


def _decoded(uri: str, pin: str, max_bytes: int) -> bytes:
    head, comma, body = uri.partition(",")
    if not comma:
        raise InvalidInput("The data URI has no comma before its content.", pin=pin)
    if len(body) > max_bytes * 3:  # in whichever way it is written
        raise TooLarge(f"The file is larger than {max_bytes:,} bytes.")
    try:
        is_base64 = head.lower().rstrip().endswith(";base64")
        content = (
            base64.b64decode("".join(body.split()), validate=True) if is_base64 else unquote_to_bytes(body)
        )
    except (binascii.Error, ValueError):
        raise InvalidInput("The content of the data URI is not base 64.", pin=pin) from None
    if len(content) > max_bytes:
        raise TooLarge(f"The file is larger than {max_bytes:,} bytes.")
    return content


async def _fetched(ctx: Context, url: str, max_bytes: int) -> bytes:
    answer = await ctx.http.request("GET", url, max_bytes=max_bytes)
    check(answer, "The address")
    return answer.content
