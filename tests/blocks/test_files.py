"""Files as values: where they come from, what kind they are, and how they are read."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import Any

import pytest

from blocks.library.files.files import FileRead, FileStore
from blocks.sdk import Context, files, fire
from blocks.sdk.files import media_type_of
from tests.blocks.wire import Reply, Wire

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def data_uri(content: bytes, media_type: str = "text/plain") -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def _zip(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
        (b"\x1aE\xdf\xa3....webm", "video/webm"),
        (b"%PDF-1.7", "application/pdf"),
        (_zip("a.txt"), "application/zip"),
        (
            _zip("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (b"<!DOCTYPE html><p>", "text/html"),
        ("é".encode(), "text/plain"),
        (b"", "text/plain"),
        (b"\x00\x01", "application/octet-stream"),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_content(content: bytes, media_type: str) -> None:
    assert media_type_of(content) == media_type


async def test_a_file_of_the_web_is_kept_as_what_it_is(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(200, PNG, {"Content-Type": "text/html"})]
    firing = await fire(FileStore, {"file_in": f"{wire.base_url}/picture"}, ctx)
    assert firing.outputs == [("file_out", data_uri(PNG, "image/png"))]


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("data:,Hello%20there", data_uri(b"Hello there")),
        ("data:text/html;base64,SGk=", data_uri(b"Hi")),
        (data_uri(PNG, "text/plain"), data_uri(PNG, "image/png")),
    ],
)
async def test_a_data_uri_is_taken_in(given: str, stored: str) -> None:
    assert (await fire(FileStore, {"file_in": given}, Context())).outputs == [("file_out", stored)]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("/etc/passwd", "invalid_input"),
        ("file:///etc/passwd", "invalid_input"),
        ("data:text/plain;base64", "invalid_input"),
        ("data:text/plain;base64,@@", "invalid_input"),
        ("http://10.0.0.1/x", "address_refused"),
        ("", "invalid_input"),
    ],
)
async def test_what_is_no_file_or_not_to_be_had_is_refused(given: str, code: str, ctx: Context) -> None:
    assert (await fire(FileStore, {"file_in": given}, ctx)).error_code == code


async def test_a_missing_page_and_a_large_file_are_refused(
    wire: Wire, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.replies = [Reply(404, b"none"), Reply(200, b"x" * 50)]
    missing = await fire(FileStore, {"file_in": wire.base_url}, ctx)
    assert (missing.error_code, missing.error) == ("provider_refused", "The address answers with status 404.")
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 10)
    assert (await fire(FileStore, {"file_in": data_uri(b"x" * 50)}, ctx)).error_code == "too_large"


ROWS = data_uri(b"a\nbb\nccc\ndddd")


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ({"file_input": "plain text"}, ["plain text"]),
        ({"file_input": ROWS}, ["a\nbb\nccc\ndddd"]),
        ({"file_input": ROWS, "size_limit": 5}, ["a\nbb\n", "ccc\nd", "ddd"]),
        ({"file_input": ROWS, "delimiter": "\n", "skip_rows": 1, "row_limit": 2}, ["bb\nccc"]),
        ({"file_input": ROWS, "delimiter": "\\n", "row_limit": 1}, ["a"]),
        ({"file_input": ROWS, "skip_size": 2}, ["bb\nccc\ndddd"]),
        ({"file_input": ROWS, "skip_size": 99}, [""]),
        ({"file_input": data_uri(b"\xef\xbb\xbfx")}, ["x"]),
        ({"file_input": data_uri(b"caf\xe9")}, ["café"]),
    ],
)
async def test_a_file_is_read_whole_or_in_parts(given: dict[str, Any], parts: list[str]) -> None:
    firing = await fire(FileRead, given, Context())
    assert firing.outputs == [("content", part) for part in parts]


async def test_a_picture_is_no_text() -> None:
    firing = await fire(FileRead, {"file_input": data_uri(PNG)}, Context())
    assert (firing.error_code, firing.error) == ("invalid_input", "The file is no text but image/png.")


async def test_a_file_is_not_read_in_too_many_parts() -> None:
    firing = await fire(FileRead, {"file_input": "x" * 10_001, "size_limit": 1}, Context())
    assert firing.error == "That would be more than 10,000 parts."
