"""Files of agents that stand at an address: the server fetches them, within `kit/http.py`'s bounds."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from platform_project.accounts.models import User
from platform_project.errors import BadInput
from platform_project.kit import antivirus, http, loop
from platform_project.kit.http import HttpAnswer
from platform_project.kit.http_guard import AnswerTooLarge, OutboundFailure
from platform_project.kit.json_api import from_json
from platform_project.kit.throttling import rate_limit

PATIENCE_SECONDS = 15.0
_OK = 200


def fetch_file(url: str, user: User) -> Any:
    """The JSON at an address. Raises BadInput for `url`, which says why not; TooManyTries.

    Files within it are scanned: FileInfected, ScannerAway.
    """
    rate_limit("import_url").take(user.pk)
    try:
        answer = loop.run(_asked(url), PATIENCE_SECONDS + 5)
    except AnswerTooLarge as err:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raise _bad(f"The file is larger than {most:,} bytes, which is the most.") from err
    except OutboundFailure as err:
        raise _bad(err.message) from err
    if answer.status_code != _OK:
        raise _bad(f"The server answered with {answer.status_code} instead of a file.")
    try:
        found = from_json(answer.content)
    except BadInput as err:
        raise _bad(f"What stands there cannot be read as JSON: {err.message}") from err
    antivirus.scan_within(found)
    return found


async def _asked(url: str) -> HttpAnswer:
    return await http.outbound().request(
        "GET",
        url,
        headers={"Accept": "application/json"},
        timeout_seconds=PATIENCE_SECONDS,
        max_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    )


def _bad(message: str) -> BadInput:
    return BadInput(f"url: {message}", url=[message])
