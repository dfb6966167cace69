"""The door for calls from outside stands before Django, and lets through what Django would."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from integrations.errors import WebhookPaused, WebhookRefused
from integrations.models import Webhook, WebhookDelivery
from integrations.services import incoming
from integrations.services.incoming import Call, Taken
from platform_project.accounts.models import User
from platform_project.asgi import application
from platform_project.errors import NotFound, Unavailable
from platform_project.kit.ids import uuid7
from platform_project.kit.json_api import MalformedJson
from tests.asgi import LEFT_TO_DJANGO
from tests.factories.webhooks import SECRET, call, generic, make_trigger, path_of

Clients = Callable[..., APIClient]
PROVEN = {"X-Webhook-Secret": SECRET}


def _call(trigger: dict[str, Any], key: str, body: bytes = b"{}", secret: str = SECRET) -> Call:
    headers = {"x-webhook-secret": secret, "x-delivery-id": key, "content-type": "application/json"}
    return Call(UUID(path_of(trigger).rpartition("/")[2]), headers, {}, body, "192.0.2.7")


def test_calls_that_come_together_have_nothing_in_common(
    alice: User, bob: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    hers, his, paused = (make_trigger(client_of(user)) for user in (alice, bob, bob))
    client_of(bob).patch(f"/api/v1/triggers/{paused['id']}", {"is_enabled": False})
    nobodys = Call(uuid7(), {}, {}, b"", "192.0.2.7")
    calls = [
        _call(hers, "a"), _call(his, "a", b"{no"), nobodys, _call(paused, "a"),
        _call(his, "a", secret="wrong"), _call(his, "b"), _call(hers, "a"),
    ]  # fmt: skip
    found = incoming.take_all(calls)
    kinds: list[type] = [Taken, MalformedJson, NotFound, WebhookPaused, WebhookRefused, Taken, Taken]
    assert [type(one) for one in found] == kinds
    first, again = found[0], found[6]
    assert isinstance(first, Taken)
    assert again == Taken(delivery_id=first.delivery_id, is_repeated=True)
    rows = WebhookDelivery.objects.order_by("key")
    assert [(row.key, row.workspace_id) for row in rows] == [
        ("a", Webhook.objects.get(pk=calls[0].webhook_id).workspace_id),
        ("b", Webhook.objects.get(pk=calls[1].webhook_id).workspace_id),
    ]
    monkeypatch.setattr(incoming, "payload_of", lambda body, kind: {}[body])
    assert [type(one) for one in incoming.take_all([_call(hers, "c"), nobodys])] == [KeyError, NotFound]


def test_a_call_asks_two_things_of_the_database(alice: User, client_of: Clients) -> None:
    trigger = make_trigger(client_of(alice))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        incoming.take_all([_call(trigger, "a")])
    assert [query["sql"].split()[0] for query in asked] == ["SELECT", "INSERT"]


@pytest.mark.parametrize(
    ("name", "value"),
    [pytest.param("ALLOWED_HOSTS", ["other.example"], id="host"), ("SECURE_SSL_REDIRECT", True)],
)
def test_what_django_would_turn_away_is_left_to_it(
    name: str, value: Any, alice: User, client_of: Clients, settings: Any
) -> None:
    path = path_of(make_trigger(client_of(alice)))
    setattr(settings, name, value)
    assert call(path, "{}", PROVEN).status_code == LEFT_TO_DJANGO
    assert not WebhookDelivery.objects.exists()
    turned_away = APIClient(raise_request_exception=False).post(path, {}, headers=PROVEN)
    assert turned_away.status_code in (301, 400)


def test_behind_a_proxy_that_ends_tls_the_answer_is_that_of_a_secure_site(
    alice: User, client_of: Clients, settings: Any
) -> None:
    path = path_of(make_trigger(client_of(alice)))
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = call(path, "{}", {**PROVEN, "X-Forwarded-Proto": "https"})
    assert answer.status_code == 202
    assert answer.headers["strict-transport-security"] == "max-age=60"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert call(path, "{}", {**PROVEN, "X-Forwarded-Proto": "http"}).status_code == LEFT_TO_DJANGO


def test_each_call_has_an_id_and_a_line_without_its_secrets(
    alice: User, client_of: Clients, caplog: pytest.LogCaptureFixture
) -> None:
    path = path_of(make_trigger(client_of(alice)))
    with caplog.at_level(logging.INFO, logger="platform_project.kit.logs"):
        answer = call(f"{path}?secret={SECRET}", "{}", {"X-Request-ID": "abc-1"})
    assert (answer.status_code, answer.headers["x-request-id"]) == (202, "abc-1")
    (line,) = [record.getMessage() for record in caplog.records if "'request'" in record.getMessage()]
    assert (path in line, "202" in line, SECRET in line) == (True, True, False)
    assert len(call(path, "{}", {"X-Request-ID": "no good"}).headers["x-request-id"]) == 32


def test_while_a_webhook_is_being_removed_no_other_call_waits(
    transactional_db: None, alice: User, client_of: Clients
) -> None:
    trigger, other = make_trigger(client_of(alice)), make_trigger(client_of(alice))
    given = connection.get_connection_params()
    wanted = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if name in given}
    with psycopg.connect(**wanted) as removing:
        removing.execute(
            "SELECT id FROM integrations_webhook WHERE id = %s FOR UPDATE", [_call(trigger, "a").webhook_id]
        )
        found = incoming.take_all([_call(trigger, "a"), _call(other, "a")])
    assert [type(one) for one in found] == [Unavailable, Taken]
    assert generic(path_of(trigger), {}, "a").status_code == 202


def test_a_caller_that_hangs_up_leaves_nothing(alice: User, client_of: Clients) -> None:
    path = path_of(make_trigger(client_of(alice)))
    assert _through_the_server(path, [{"type": "http.disconnect"}]) == []
    assert not WebhookDelivery.objects.exists()


def test_the_server_asks_the_door_before_django(db: None) -> None:
    told = _through_the_server(f"/webhooks/{uuid7()}", [{"type": "http.request", "body": b"{}"}])
    assert told[0]["status"] == 404
    assert b"no webhook at this address" in told[1]["body"]


def _through_the_server(path: str, messages: list[dict[str, Any]]) -> list[Any]:
    """What the whole server says to a POST."""
    told: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def keep(message: Any) -> None:
        told.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "scheme": "http",
        "headers": [(b"host", b"testserver")], "client": ("192.0.2.7", 1), "server": ("testserver", 80),
    }  # fmt: skip
    async_to_sync(application)(scope, receive, keep)
    return told
