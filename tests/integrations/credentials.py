"""Credentials for tests."""

from __future__ import annotations

from typing import Any

from integrations.catalogue.provider import AuthKind
from integrations.models import Credential
from integrations.services import vault
from platform_project.accounts.models import User, Workspace

KEY = "sk-canary-0123456789-abcd"


def own_workspace(user: User) -> Workspace:
    return Workspace.objects.get(personal_of=user)


def connect(user: User, workspace: Workspace | None = None, **given: Any) -> Credential:
    """An OpenAI key of `user`, unless told otherwise."""
    asked: dict[str, Any] = {"provider": "openai", "kind": AuthKind.API_KEY, "secret": {"api_key": KEY}}
    return vault.connect(user=user, workspace=workspace or own_workspace(user), **asked | given)


def connect_for_everybody(provider: str = "openai", key: str = KEY) -> Credential:
    """An API key of the operator."""
    credential = vault.drafted(provider=provider, kind=AuthKind.API_KEY, secret={"api_key": key})
    credential.save()
    return credential
