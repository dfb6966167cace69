"""The ASGI application: files and webhooks have doors of their own, other HTTP is Django's, and sockets go
by `routing.py`.
"""

from __future__ import annotations

import os
from typing import Any

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")
django.setup(set_prefix=False)  # before consumers are imported: they need the models
_FAR_BEYOND = 8  # times MAX_BODY_BYTES: what is only a little too large gets the API's own answer

from integrations.webhooks.ingress import WebhookIngress  # noqa: E402
from platform_project.kit import uploads  # noqa: E402
from platform_project.kit.body_limit import BodyLimit  # noqa: E402
from platform_project.kit.handler import ThreadHandler  # noqa: E402
from platform_project.routing import websocket_urlpatterns  # noqa: E402
from platform_project.static_files import StaticFiles  # noqa: E402


async def refuse(_scope: Any, receive: Any, send: Any) -> None:
    """Answer a WebSocket on a path that does not exist by refusing the handshake."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})


# Any ASGI application serves as a view here; the stubs know only views.
_sockets: list[Any] = [*websocket_urlpatterns, re_path(r"", refuse)]  # type: ignore[arg-type]
_limit_bytes = max(_FAR_BEYOND * settings.DATA_UPLOAD_MAX_MEMORY_SIZE, 2 * uploads.MAX_BODY_BYTES)
_limited = BodyLimit(WebhookIngress(ThreadHandler()), _limit_bytes)
application = ProtocolTypeRouter({"http": StaticFiles(_limited), "websocket": URLRouter(_sockets)})
