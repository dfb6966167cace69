"""Secrets of every kind are connected, used, refused, exported, looked at, and stand nowhere in clear."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as project
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from rest_framework.test import APIClient

from integrations.catalogue.provider import AuthKind
from integrations.models import Credential
from platform_project.accounts.models import User
from tests.agents.worker import Worker
from tests.blocks.wire import Reply, Request, Wire, serving
from tests.factories.agents import OUTPUT, firings, graph_json, node, save, start, wait
from tests.integrations.credentials import connect

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("worker")]
Clients = Callable[..., APIClient]

CANARY = "canary-in-clear"
API_KEY, SPARE_KEY = f"sk-{CANARY}-of-a-key", f"sk-{CANARY}-of-another-key"
ACCESS, REFRESH = f"{CANARY}-of-an-access-token", f"{CANARY}-of-a-refresh-token"
PASSWORD, HEADER = f"{CANARY}-of-a-password", f"{CANARY}-of-a-header"
NOBODY = "127.0.0.1:9"  # listens there
GITHUB_BRANCHES = "74243e49-2bec-4916-8bf4-db43d44aead5"


@pytest.fixture
def echo(settings: Settings) -> Iterator[Wire]:
    """A service that says again whatever it is sent, and refuses whoever asks for it."""

    def answer(request: Request) -> Reply:
        told = {"id": "9", "channel_id": "1", "content": "x", "message": dict(request.headers)}
        refuses = "refuse" in request.path or b"refuse" in request.body
        return Reply(401 if refuses else 200, json.dumps(told).encode(), {"Content-Type": "application/json"})

    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    with serving(Wire(answer=answer)) as running:
        yield running


def connected(user: User, client: APIClient, echo: Wire) -> list[str]:
    """One credential of each kind; their ids."""
    body = {
        "provider": "discord",
        "kind": "api_key",
        "secret": {"api_key": API_KEY},
        "base_url": echo.base_url,
    }
    ids = [client.post("/api/v1/credentials", body).json()["id"]]
    made = [
        connect(
            user,
            provider="github",
            kind=AuthKind.OAUTH2,
            base_url=echo.base_url,
            secret={"access_token": ACCESS, "refresh_token": REFRESH, "token_type": "bearer"},
        ),
        connect(
            user,
            provider="smtp",
            kind=AuthKind.USER_PASSWORD,
            base_url=NOBODY,
            secret={"username": "ada@example.com", "password": PASSWORD},
        ),
        connect(
            user,
            provider="http",
            kind=AuthKind.HOST_SCOPED,
            host=f"127.0.0.1:{echo.port}",
            secret={"headers": {"Authorization": f"Bearer {HEADER}"}},
        ),
    ]
    return ids + [str(credential.pk) for credential in made]


def everything(echo: Wire, ids: list[str]) -> dict[str, Any]:
    """An agent whose steps act with each of them, some well and some in vain."""
    named = {"credentials": {"id": ids[0], "provider": "discord", "type": "api_key", "title": "x"}}
    host, port = NOBODY.split(":")
    mail = {"smtp_server": host, "smtp_port": int(port)}
    call = {"url": f"{echo.base_url}/echo", "method": "GET"}
    nodes = [
        node("post", "discord.post_message", channel_id="1", message="x", **named),
        node("refused", "discord.post_message", message="refuse", **named),
        node("call", "web.send_authenticated_request", **call),
        node("plain", "web.send_request", **call | {"url": f"{echo.base_url}/refuse"}),
        node("mail", "email.send", to_email="b@example.com", subject="x", body="x", config=mail),
        node("git", GITHUB_BRANCHES, repo_url="https://github.com/ada/notes"),
        node("git refused", GITHUB_BRANCHES, repo_url="https://github.com/ada/refuse"),
        node("out", OUTPUT, name="said"),
    ]
    # The one that is refused comes last: what is known of a credential is what its last use showed.
    return graph_json(*nodes, links=("call.response -> out.value", "post.channel_id -> refused.channel_id"))


def test_no_secret_is_anywhere_in_clear(
    alice: User, staff: User, client_of: Clients, echo: Wire, worker: Worker
) -> None:
    api, texts = client_of(alice), []
    ids = connected(alice, api, echo)
    saved = save(api, everything(echo, ids))
    execution = wait(api, start(api, everything(echo, ids))["id"])
    rows = {row["node_id"]: row for row in firings(api, execution["id"])}
    assert {name: row["status"] for name, row in rows.items()} == {
        "post": "COMPLETED",
        "refused": "FAILED",
        "call": "COMPLETED",
        "plain": "COMPLETED",
        "mail": "FAILED",
        "git": "COMPLETED",
        "git refused": "FAILED",
        "out": "COMPLETED",
    }
    sent = " ".join(str(request.headers) for request in echo.seen)
    assert all(secret in sent for secret in (API_KEY, ACCESS, HEADER))
    assert Credential.objects.get(pk=ids[0]).state == "refused"

    api.patch(f"/api/v1/credentials/{ids[0]}", {"secret": {"api_key": SPARE_KEY}})
    api.patch(f"/api/v1/credentials/{ids[0]}", {"secret": {"api_key": f"{API_KEY}\n{API_KEY}", "x": API_KEY}})
    texts += [api.post(f"/api/v1/credentials/{pk}/test").content.decode() for pk in ids]
    file = api.get(f"/api/v1/graphs/{saved['id']}/export")
    texts.append(file.content.decode())
    texts.append(api.post("/api/v1/graphs/import", json.loads(file.content)).content.decode())
    texts += [api.get(f"/api/v1/{path}").content.decode() for path in _paths(saved, execution, ids)]
    texts += _admin_pages(staff)
    texts += [*_database(), *_redis(), *_logs()]
    assert len(texts) > 50
    found = [text[max(0, text.find(CANARY) - 200) :][:400] for text in texts if CANARY in text]
    assert found == []


def _paths(saved: dict[str, Any], execution: dict[str, Any], ids: list[str]) -> list[str]:
    graph, run = f"graphs/{saved['id']}", f"executions/{execution['id']}"
    return [
        "graphs", graph, f"{graph}/versions", f"{graph}/executions", "executions", run, f"{run}/nodes",
        "credentials", "providers", "reviews", "shares", "autosaves", "me", "api-keys", "models",
        *(f"credentials/{pk}" for pk in ids), *(f"credentials/{pk}/usage" for pk in ids),
    ]  # fmt: skip


def _admin_pages(staff: User) -> Iterator[str]:
    """Every list, and the page of its newest row."""
    client = Client()
    client.force_login(staff, backend="platform_project.accounts.demo_account.AccountBackend")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        answer = client.get(reverse(f"{name}_changelist"))
        assert answer.status_code == 200, name
        yield answer.content.decode()
        row = model._default_manager.order_by("-pk").first()
        if row is not None:
            yield client.get(reverse(f"{name}_change", args=[row.pk])).content.decode()


def _database() -> Iterator[str]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        assert "integrations_credential" in tables
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            yield cursor.fetchone()[0]


def _redis() -> Iterator[str]:
    """Every key of Redis: the events of executions among them."""
    with redis.Redis.from_url(project.REDIS_URL) as server:
        reads: dict[bytes, Callable[[Any], Any]] = {
            b"string": server.get,
            b"list": lambda key: server.lrange(key, 0, -1),
            b"set": server.smembers,
            b"hash": server.hgetall,
            b"zset": lambda key: server.zrange(key, 0, -1),
            b"stream": server.xrange,
        }
        for key in server.scan_iter():
            yield str(reads[server.type(key)](key))


def _logs() -> Iterator[str]:
    files = [path for path in (Path(project.VAR_DIR) / "logs").rglob("*") if path.is_file()]
    assert any(path.name == "test-worker.log" for path in files)
    for path in files:
        yield path.read_text(errors="replace")
