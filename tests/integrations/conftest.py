"""What tests of consent share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.integrations.authorization_server import Provider
from tests.integrations.oauth import set_up


@pytest.fixture
def provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A real authorization server, where this platform has an application."""
    with set_up(settings, monkeypatch) as found:
        yield found
