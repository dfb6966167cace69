"""Which consumer serves which WebSocket path."""

from __future__ import annotations

from typing import Any

from django.urls import path

from agents.consumers import ExecutionConsumer

websocket_urlpatterns: list[Any] = [path("ws", ExecutionConsumer.as_asgi())]
