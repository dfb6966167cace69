"""Credentials that the operator set."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from blocks.sdk import Credential, all_blocks
from integrations.catalogue.providers import PROVIDERS, find_provider
from integrations.services.operator_keys import operator_credential


@pytest.fixture(autouse=True)
def nothing_set(settings: Settings) -> None:
    for provider in PROVIDERS:
        for name in (provider.key_setting, provider.base_url_setting):
            if name:
                setattr(settings, name, "")


def test_a_provider_without_a_key_is_off() -> None:
    assert [p.slug for p in PROVIDERS if operator_credential(p.slug)] == ["ollama"]
    assert operator_credential("no-such-provider") is None


def test_a_key_turns_its_provider_on(settings: Settings) -> None:
    settings.OPENAI_API_KEY = "sk-1"
    assert operator_credential("openai") == Credential("openai", "sk-1", "https://api.openai.com/v1")
    assert operator_credential("anthropic") is None


def test_the_base_url_can_be_moved(settings: Settings) -> None:
    settings.DISCORD_BOT_TOKEN = "bot-1"
    settings.DISCORD_BASE_URL = "http://127.0.0.1:9/api/v10/"
    assert operator_credential("discord") == Credential("discord", "bot-1", "http://127.0.0.1:9/api/v10")


def test_every_provider_of_a_block_is_in_the_catalogue() -> None:
    wanted = {slug for block in all_blocks() for slug in block.providers}
    assert len(wanted) >= 6
    assert {slug for slug in wanted if find_provider(slug) is None} == set()


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.slug)
def test_a_provider_is_described(provider: object) -> None:
    row = next(row for row in PROVIDERS if row == provider)
    assert row.name
    assert row.website.startswith("https://")
    assert not row.base_url.endswith("/")


def test_a_server_of_ones_own_is_on_once_its_address_is_set(settings: Settings) -> None:
    assert operator_credential("openai_compatible") is None
    settings.OPENAI_COMPATIBLE_BASE_URL = "http://192.168.1.20:1234/v1/"
    found = operator_credential("openai_compatible")
    assert found == Credential("openai_compatible", "", "http://192.168.1.20:1234/v1")
