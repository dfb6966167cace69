from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from platform_project import health

OK = {"status": "ok"}


@pytest.fixture(autouse=True)
def fresh_answers() -> Iterator[None]:
    health.forget(health.queues())
    health.latest.clear()
    yield
    health.forget(health.queues())
    health.latest.clear()


def test_live_answers_anybody() -> None:
    response = Client().get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_is_200_when_all_parts_work() -> None:
    health.beat(health.queues())
    response = Client().get("/health/ready")
    assert response.json() == {
        "status": "ok",
        "checks": {"database": OK, "redis": OK, "broker": OK, "workers": OK},
    }
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_is_503_and_names_the_queues_without_a_worker() -> None:
    health.beat(["engine"])
    response = Client().get("/health/ready")
    assert response.status_code == 503
    assert response.json()["status"] == "failed"
    assert response.json()["checks"]["workers"] == {
        "status": "failed",
        "reason": "no worker serves blocks, blocks_priority, engine_later, engine_priority, upkeep",
    }
    assert response.json()["checks"]["database"] == OK


@pytest.mark.django_db
def test_ready_names_each_server_that_does_not_answer_and_tells_no_password(
    settings: Settings,
) -> None:
    health.beat(health.queues())
    settings.REDIS_URL = "redis://:hunter2@127.0.0.1:9/0"
    response = Client().get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["redis"] == {"status": "failed", "reason": "no answer (ConnectionError)"}
    assert "hunter2" not in response.content.decode()


@pytest.mark.django_db
def test_ready_asks_the_parts_once_a_second_however_often_it_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(health, "CHECKS", {"database": lambda: asked.append("database")})
    for _ in range(20):
        assert Client().get("/health/ready").json()["checks"] == {"database": OK}
    assert asked == ["database"]


def test_a_heartbeat_is_forgotten_after_three_missed_beats() -> None:
    health.beat(["engine"])
    left = cache._cache.get_client().pttl(cache.make_key("worker-heartbeat:engine"))  # type: ignore[attr-defined]  # Django's cache tells no lifetime
    assert 14_000 < left <= 15_000


def test_every_routed_queue_needs_a_worker() -> None:
    assert health.queues() == [
        "blocks",
        "blocks_priority",
        "engine",
        "engine_later",
        "engine_priority",
        "upkeep",
    ]


def test_other_methods_are_refused() -> None:
    assert Client().post("/health/ready").status_code == 405


def test_probes_are_answered_by_address_and_without_https(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["agents.example.com"]
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/health/live", headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert Client().get("/api/docs", headers={"host": "10.0.0.7:8000"}).status_code in (301, 400)
