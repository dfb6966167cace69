"""Addresses of ours that authorization servers know."""

from __future__ import annotations

from django.conf import settings

CALLBACK_PATH = "/oauth/callback"  # where they send browsers back to
CLIENT_PATH = "/oauth/client"  # what we say of ourselves


def callback_url() -> str:
    return f"{settings.PUBLIC_URL}{CALLBACK_PATH}"


def client_url() -> str:
    return f"{settings.PUBLIC_URL}{CLIENT_PATH}"
