"""What all tests share: the servers they run on, and the cast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from platform_project.embedded.servers import running


# --- Servers ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="session", autouse=True)
def embedded_servers() -> Iterator[None]:
    """PostgreSQL and Redis under VAR_DIR, unless DATABASE_URL and REDIS_URL point elsewhere."""
    with running(settings.VAR_DIR, settings.EMBEDDED_SERVERS):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(embedded_servers: None) -> None:
    """pytest-django makes the test database after this, so after the server is up."""


# --- Cast -------------------------------------------------------------------------------------------------
