"""Files under STATIC_URL, answered before Django on the event loop: a page asks for two dozen at once.

WhiteNoise knows the files, and what to say of each. They are read whole where they are asked for: they are
small, and the system keeps them in memory.
"""

from __future__ import annotations

import time
from contextlib import closing
from typing import Any

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware

from platform_project.kit import logs
from platform_project.kit.before_django import App, headers_of, is_turned_away, said_always, start_answer

# Headers that change the answer, by the names that WhiteNoise asks for.
_ASKED = {
    "accept-encoding": "HTTP_ACCEPT_ENCODING",
    "if-modified-since": "HTTP_IF_MODIFIED_SINCE",
    "if-none-match": "HTTP_IF_NONE_MATCH",
    "range": "HTTP_RANGE",
}


class StaticFiles:
    """ASGI: answers for the files that are there, and leaves all else to `app`."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._files = WhiteNoiseMiddleware()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope["path"]
        found = self._found(path) if path.startswith(settings.STATIC_URL) else None
        headers = headers_of(scope) if found else {}
        if found is None or is_turned_away(scope, headers):
            await self.app(scope, receive, send)
            return
        began, request_id = time.perf_counter(), logs.request_id(headers.get(logs.HEADER.lower(), ""))
        asked = {name: headers[header] for header, name in _ASKED.items() if header in headers}
        answer = found.get_response(scope["method"], asked)
        said = {**dict(answer.headers), **said_always(scope, headers), logs.HEADER: request_id}
        await start_answer(send, int(answer.status), said)
        await send({"type": "http.response.body", "body": _content(answer.file)})
        with logs.bind(request_id=request_id):
            logs.tell_of_request(scope["method"], path, int(answer.status), began)

    def _found(self, path: str) -> Any:
        """What is at `path`. In production that was looked up once, at the start."""
        return self._files.find_file(path) if self._files.autorefresh else self._files.files.get(path)


def _content(file: Any) -> bytes:
    if file is None:
        return b""
    with closing(file):
        return bytes(file.read())
