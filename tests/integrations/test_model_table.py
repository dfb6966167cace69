"""The table of models in the database: what the operator changes holds, and stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from blocks.sdk import InvalidInput
from blocks.sdk.models import known_models
from integrations.models import AIModel
from integrations.services.model_table import add_known_models, forget, table_now
from platform_project.accounts.models import User


@pytest.fixture(autouse=True)
def read_anew(db: None) -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def admin_client(staff: User, client: Client) -> Client:
    client.force_login(staff, backend="platform_project.accounts.demo_account.AccountBackend")
    return client


def test_without_rows_the_table_is_the_released_one() -> None:
    assert list(table_now()) == list(known_models())


def test_a_start_brings_the_released_rows_and_leaves_those_that_were_changed_here() -> None:
    add_known_models()
    assert AIModel.objects.count() == len(known_models())
    AIModel.objects.filter(name="gpt-4o").update(input_price=Decimal(99), is_own=True)
    AIModel.objects.filter(name="gpt-4o-mini").update(input_price=Decimal(99))
    AIModel.objects.create(name="ours", provider="openai_compatible", is_own=True)
    AIModel.objects.create(name="no longer released", provider="openai")
    add_known_models()
    prices = dict(AIModel.objects.filter(name__startswith="gpt-4o").values_list("name", "input_price"))
    assert (prices["gpt-4o"], prices["gpt-4o-mini"]) == (Decimal(99), Decimal("0.15"))
    assert AIModel.objects.filter(name="ours").exists()
    assert not AIModel.objects.filter(name="no longer released").exists()


def test_an_operators_row_is_laid_over_the_released_one() -> None:
    AIModel.objects.create(name="gpt-4o-mini", provider="openai", input_price=Decimal(3), is_own=True)
    AIModel.objects.create(
        name="house", provider="openai_compatible", provider_name="qwen2.5-7b", is_own=True
    )
    AIModel.objects.create(name="gpt-4o", provider="openai", is_enabled=False, is_own=True)
    forget()
    table = table_now()
    assert table.get("gpt-4o-mini").cost_of(1, 0) == 300
    assert (table.get("house").provider, table.get("house").wire_name) == ("openai_compatible", "qwen2.5-7b")
    with pytest.raises(InvalidInput, match="switched off"):
        table.get("gpt-4o")


def test_the_database_refuses_prices_below_nothing_and_unknown_providers() -> None:
    for wrong in ({"input_price": Decimal(-1)}, {"provider": "nobody"}, {"name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AIModel.objects.create(**{"name": "x", "provider": "openai", **wrong})


def test_a_price_is_changed_in_the_admin_and_holds_from_then_on(admin_client: Client) -> None:
    add_known_models()
    assert table_now().get("gpt-4o-mini").cost_of(1, 0) == 15
    row = AIModel.objects.get(name="gpt-4o-mini")
    assert admin_client.get(reverse("admin:integrations_aimodel_changelist")).status_code == 200
    page = reverse("admin:integrations_aimodel_change", args=[row.pk])
    assert admin_client.get(page).status_code == 200
    form = {"provider": "openai", "is_enabled": "on", "input_price": "1.5", "capabilities": ["chat", "tools"]}
    answer = admin_client.post(page, form)
    assert answer.status_code == 302, answer.context["errors"]
    row.refresh_from_db()
    assert (row.input_price, row.is_own, row.capabilities) == (Decimal("1.5"), True, ["chat", "tools"])
    assert table_now().get("gpt-4o-mini").cost_of(1, 0) == 150


@pytest.mark.parametrize("asked", ["", "?all=", "?p=1"])
def test_the_list_of_models_comes_in_small_pieces(asked: str, admin_client: Client) -> None:
    add_known_models()
    answer = admin_client.get(f"/admin/integrations/aimodel/{asked}")
    assert answer.status_code == 200
    assert 50_000 < len(answer.content) < 400_000


def test_the_admin_refuses_a_successor_that_does_not_exist(admin_client: Client) -> None:
    form = {"name": "mine", "provider": "openai", "replaced_by": "nothing-like-it"}
    answer = admin_client.post(reverse("admin:integrations_aimodel_add"), form)
    assert answer.status_code == 200
    assert answer.context["errors"] == [["There is no such model."]]
    assert not AIModel.objects.filter(name="mine").exists()


def test_a_released_model_cannot_be_deleted_but_switched_off(admin_client: Client) -> None:
    add_known_models()
    row = AIModel.objects.get(name="gpt-4o")
    answer = admin_client.post(reverse("admin:integrations_aimodel_delete", args=[row.pk]), {"post": "yes"})
    assert answer.status_code == 403
    assert AIModel.objects.filter(name="gpt-4o").exists()


def test_members_see_the_models_that_may_be_asked(alice: User, client_of: Callable[..., APIClient]) -> None:
    AIModel.objects.create(name="gpt-4o", provider="openai", is_enabled=False, is_own=True)
    forget()
    rows = client_of(alice).get("/api/v1/models").json()["results"]
    by_name = {row["name"]: row for row in rows}
    assert by_name["gpt-4o-mini"] == {
        "name": "gpt-4o-mini",
        "provider": "openai",
        "context_tokens": 128_000,
        "max_output_tokens": 16_384,
        "input_price": "0.15",
        "output_price": "0.6",
        "cached_price": "0.075",
        "capabilities": ["chat", "tools", "json", "vision"],
    }
    assert "gpt-4o" not in by_name
    assert "claude-3-5-sonnet-latest" not in by_name  # another stands for it
    assert APIClient().get("/api/v1/models").status_code == 401


def test_models_are_chosen_by_capability_and_provider(
    alice: User, client_of: Callable[..., APIClient]
) -> None:
    client = client_of(alice)
    rows = client.get("/api/v1/models?capability=embedding&provider=openai").json()["results"]
    assert [row["name"] for row in rows] == ["text-embedding-3-small", "text-embedding-3-large"]
    refused = client.get("/api/v1/models?capability=magic")
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_input")
    assert list(refused.json()["details"]) == ["capability"]
