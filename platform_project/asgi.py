"""The ASGI application: HTTP to Django, WebSockets to the consumers of `routing.py`."""

from __future__ import annotations

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")
_http = get_asgi_application()  # before consumers are imported: they need the models

from platform_project.routing import websocket_urlpatterns  # noqa: E402


async def refuse(_scope: Any, receive: Any, send: Any) -> None:
    """Answer a WebSocket on a path that does not exist by refusing the handshake."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})


application = ProtocolTypeRouter(
    {"http": _http, "websocket": URLRouter([*websocket_urlpatterns, re_path(r"", refuse)])},  # type: ignore[arg-type]  # any ASGI application serves
)
