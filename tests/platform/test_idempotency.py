from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.urls import path
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from platform_project.accounts.api.workspace import WorkspaceView
from platform_project.accounts.models import IdempotentAnswer, User, Workspace
from platform_project.errors import BadInput
from platform_project.kit.idempotency import idempotent
from tests.factories.accounts import client_for, make_user


class Things(WorkspaceView, APIView):
    """Makes a workspace named as asked; the effect whose number the tests count."""

    entered = threading.Event()
    go_on = threading.Event()

    @idempotent
    def post(self, request: Request) -> Response:
        body: Any = request.data
        if body.get("wait"):
            Things.entered.set()
            assert Things.go_on.wait(10)
        thing = Workspace.objects.create(name=body["name"])
        if body.get("fail"):
            raise BadInput("No.")
        return Response({"id": thing.pk, "name": thing.name}, 201)


urlpatterns = [path("things", Things.as_view()), path("others", Things.as_view())]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]
Client = Callable[..., APIClient]


def post(client: APIClient, body: dict[str, Any], key: str | None = "k1", url: str = "/things") -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(url, body, format="json", headers=headers)


def things() -> int:
    return Workspace.objects.filter(personal_of=None).count()


def test_the_same_request_twice_has_one_effect_and_one_answer(alice: User, client_of: Client) -> None:
    first = post(client_of(alice), {"name": "a"})
    second = post(client_of(alice), {"name": "a"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotent-Replay" not in first.headers
    assert second.headers["Idempotent-Replay"] == "true"
    assert things() == 1


def test_without_a_key_every_request_has_its_effect(alice: User, client_of: Client) -> None:
    post(client_of(alice), {"name": "a"}, key=None)
    post(client_of(alice), {"name": "a"}, key=None)
    assert things() == 2
    assert not IdempotentAnswer.objects.exists()


@pytest.mark.parametrize(
    ("body", "url"),
    [pytest.param({"name": "b"}, "/things", id="body"), pytest.param({"name": "a"}, "/others", id="path")],
)
def test_it_refuses_the_same_key_for_another_request(
    alice: User, client_of: Client, body: dict[str, Any], url: str
) -> None:
    post(client_of(alice), {"name": "a"})
    response = post(client_of(alice), body, url=url)
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_conflict")
    assert things() == 1


def test_the_order_of_members_in_the_body_does_not_matter(alice: User, client_of: Client) -> None:
    post(client_of(alice), {"name": "a", "x": 1})
    assert post(client_of(alice), {"x": 1, "name": "a"}).headers["Idempotent-Replay"] == "true"


def test_keys_of_two_people_do_not_meet(alice: User, bob: User, client_of: Client) -> None:
    post(client_of(alice), {"name": "a"})
    post(client_of(bob), {"name": "b"})
    assert things() == 2


def test_a_failure_is_not_kept(alice: User, client_of: Client) -> None:
    assert post(client_of(alice), {"name": "a", "fail": True}).status_code == 400
    assert things() == 0
    assert not IdempotentAnswer.objects.exists()
    assert post(client_of(alice), {"name": "a"}).status_code == 201


def test_a_key_is_free_again_after_a_day(alice: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=25)):
        post(client_for(alice), {"name": "a"})
    assert post(client_for(alice), {"name": "b"}).status_code == 201
    assert things() == 2


@pytest.mark.parametrize(
    "key", [pytest.param("", id="empty"), pytest.param("x" * 256, id="long"), pytest.param("é", id="accent")]
)
def test_it_refuses_a_key_out_of_bounds(alice: User, client_of: Client, key: str) -> None:
    response = post(client_of(alice), {"name": "a"}, key=key)
    assert (response.status_code, response.json()["details"]["limit"]) == (400, 255)
    assert things() == 0


@pytest.mark.django_db(transaction=True)
def test_a_second_request_is_refused_while_the_first_is_served() -> None:
    client = client_for(make_user("alice"))
    Things.entered.clear()
    Things.go_on.clear()
    answers: list[Any] = []

    def first() -> None:
        answers.append(post(client, {"name": "a", "wait": True}))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert Things.entered.wait(10)
    second = post(client, {"name": "a", "wait": True})
    Things.go_on.set()
    thread.join()
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_in_progress")
    assert answers[0].status_code == 201
    assert things() == 1
    assert post(client, {"name": "a", "wait": True}).headers["Idempotent-Replay"] == "true"


@pytest.mark.django_db(transaction=True)
def test_racing_requests_have_exactly_one_effect() -> None:
    client = client_for(make_user("alice"))
    start = threading.Barrier(4)
    answers: list[Any] = []

    def race() -> None:
        start.wait()
        answers.append(post(client, {"name": "a"}))
        connection.close()

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert things() == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.json()["id"] for answer in made}) == 1
