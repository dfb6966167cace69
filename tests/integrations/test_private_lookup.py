"""Looking imported blocks up: beside the event loop, at most once a second, and kept while of use."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from blocks.finding import blocks_here, find_any_block
from integrations.catalogue.provider import Provider
from integrations.services import private_lookup
from integrations.services.known_providers import known_provider
from platform_project.accounts.models import User
from platform_project.kit import loop
from tests.factories.agents import graph_json, node
from tests.integrations.credentials import own_workspace
from tests.integrations.openapi_documents import PETS
from tests.integrations.test_private_providers import URL, block_ids, imported

Clients = Callable[..., APIClient]


@pytest.mark.usefixtures("transactional_db")
def test_on_the_event_loop_the_database_is_read_beside_it(alice: User, client_of: Clients) -> None:
    key = imported(client_of(alice))["provider"]["key"]

    async def asked() -> Provider | None:
        return known_provider(key)

    for _ in range(2):  # looked up, then kept
        found = loop.run(asked(), 10)
        assert found is not None
        assert (found.name, found.slug) == ("Pet House", key)
    assert known_provider("private:none") is None


def test_a_block_is_asked_for_once_a_second_there_or_not(alice: User, client_of: Clients) -> None:
    made = imported(client_of(alice))
    here = blocks_here(own_workspace(alice).pk)
    known, unknown = block_ids(made)["pet_house.create_pet"], made["provider"]["id"]
    with CaptureQueriesContext(connection) as asked:
        for _ in range(3):
            assert here(known) is find_any_block(known.upper())
            assert here(unknown) is None
            assert here("no.such_slug") is None
    assert len(asked.captured_queries) == 3  # which revision, the row, and that the other is none


def test_what_an_import_replaced_is_kept_no_longer(
    alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(alice)
    made = imported(client)
    block_id = block_ids(made)["pet_house.create_pet"]
    assert client.post("/api/v1/graphs/validate", graph_json(node("a", block_id))).status_code == 200
    block = find_any_block(block_id)
    assert block is not None
    assert list(block.input_pins()) == ["name", "kind", "friends"]
    before = weakref.ref(block)
    del block
    assert client.put(f"{URL}/{made['provider']['id']}", {"spec": PETS}).status_code == 200
    monkeypatch.setattr(private_lookup, "FRESH_SECONDS", 0.0)
    assert find_any_block(block_id) is not None
    gc.collect()
    assert before() is None
