"""What all tests share: the servers they run on, and the cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from rest_framework.test import APIClient

from platform_project.accounts.models import User
from platform_project.embedded.servers import running
from tests import prepared
from tests.factories.accounts import client_for, make_user
from tests.order import in_order

WORKER = "module_worker"  # a fixture of tests/agents


# --- Servers ----------------------------------------------------------------------------------------------
def pytest_sessionstart(session: pytest.Session) -> None:
    """Before any worker starts, and not in the time of a test: the first time takes half a minute."""
    is_worker = hasattr(session.config, "workerinput")
    if "postgres" in settings.EMBEDDED_SERVERS and not (is_worker or session.config.option.collectonly):
        prepared.prepare()


@pytest.fixture(scope="session", autouse=True)
def embedded_servers() -> Iterator[None]:
    """PostgreSQL and Redis under VAR_DIR, unless DATABASE_URL and REDIS_URL point elsewhere."""
    if "postgres" in settings.EMBEDDED_SERVERS:
        prepared.seed(settings.VAR_DIR)
    with running(settings.VAR_DIR, settings.EMBEDDED_SERVERS):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(embedded_servers: None) -> None:
    """pytest-django makes the test database after this: when the server is up, and from what is migrated."""
    if "postgres" in settings.EMBEDDED_SERVERS and prepared.is_seeded(settings.VAR_DIR):
        connection.settings_dict["TEST"]["TEMPLATE"] = prepared.TEMPLATE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What has a worker crosses the task queue, and waits for a process to start."""
    for item in items:
        if WORKER in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.broker)
            item.add_marker(pytest.mark.slow)
    items[:] = in_order(items)


# --- Cast -------------------------------------------------------------------------------------------------
@pytest.fixture
def alice(db: None) -> User:
    """Owns what a test is about."""
    return make_user("alice")


@pytest.fixture
def bob(db: None) -> User:
    """A stranger to whatever alice owns."""
    return make_user("bob")


@pytest.fixture
def staff(db: None) -> User:
    """May use the admin."""
    return make_user("staff", is_staff=True, is_superuser=True)


@pytest.fixture
def client_of() -> Callable[..., APIClient]:
    """`client_of(user, workspace=None)`: a client signed in with a real access token."""
    return client_for
