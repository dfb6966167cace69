"""Files for spreadsheets."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable
from typing import IO, cast

from django.http import HttpRequest, StreamingHttpResponse

from platform_project.kit.streaming import streamed

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run
_IN_MEMORY_BYTES = 1024 * 1024  # a larger file is made on disk


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_line(values: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()


def csv_answer(request: HttpRequest, lines: Iterable[str], *, name: str) -> StreamingHttpResponse:
    """A file to be kept under `name`. It is made before it is sent: what fails, fails as an error."""
    # Closed with the answer.
    file = cast("IO[bytes]", tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES))  # noqa: SIM115
    for line in lines:
        file.write(line.encode())
    size_bytes = file.tell()
    file.seek(0)
    answer = streamed(request, file, content_type="text/csv; charset=utf-8", size_bytes=size_bytes)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
