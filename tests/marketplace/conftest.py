"""Who makes agents and who adds them: their clients."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from platform_project.accounts.models import User

Clients = Callable[..., APIClient]


@pytest.fixture
def a(client_of: Clients, alice: User) -> APIClient:
    """Alice's, who offers."""
    return client_of(alice)


@pytest.fixture
def b(client_of: Clients, bob: User) -> APIClient:
    """Bob's, who adds."""
    return client_of(bob)
