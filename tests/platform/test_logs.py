from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.test import Client

from platform_project.kit import logs


@pytest.fixture
def json_lines() -> Iterator[Any]:
    """JSON lines as in production, beside the other handlers; gives a function that returns those so far."""
    formatter = logs.logging_config(as_json=True, level="INFO", colours=False)["formatters"]["lines"]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter.pop("()")(**formatter))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.setLevel(level)
    root.removeHandler(handler)


def test_a_line_is_one_json_object_with_time_level_and_logger(json_lines: Any) -> None:
    structlog.get_logger("agents.runner").warning("slow wave", nodes=3)
    (line,) = json_lines()
    assert "timestamp" in line
    del line["timestamp"]
    assert line == {"event": "slow wave", "nodes": 3, "level": "warning", "logger": "agents.runner"}


def test_lines_of_every_library_carry_the_bound_ids(json_lines: Any) -> None:
    with logs.bind(execution_id="e1"):
        logging.getLogger("somebody").info("hello %s", "you")
    logging.getLogger("somebody").info("after")
    first, second = json_lines()
    assert (first["event"], first["execution_id"]) == ("hello you", "e1")
    assert "execution_id" not in second


def test_values_under_secret_keys_are_hidden_at_any_depth_but_counts_of_tokens_are_not(
    json_lines: Any,
) -> None:
    structlog.get_logger("x").info(
        "call",
        api_key="sk-1",
        headers={"Authorization": "Bearer abcdefgh", "list": [{"password": "p"}]},
        prompt_tokens=12,
    )
    (line,) = json_lines()
    assert line["api_key"] == "***"
    assert line["headers"] == {"Authorization": "***", "list": [{"password": "***"}]}
    assert line["prompt_tokens"] == 12


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("redis://:hunter2@127.0.0.1:1/0", "redis://:***@127.0.0.1:1/0"),
        ("postgres://me:hunter2@db/x failed", "postgres://me:***@db/x failed"),
        ("GET /ws?token=abc.def&after=3", "GET /ws?token=***&after=3"),
        ("sent Bearer abcdef123456 there", "sent Bearer *** there"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_secrets_within_texts_are_hidden(text: str, cleaned: str) -> None:
    assert logs.clean_text(text) == cleaned


def test_a_traceback_shows_no_secret_either(json_lines: Any) -> None:
    try:
        raise ValueError("cannot reach redis://:hunter2@host/0")
    except ValueError:
        logging.getLogger("x").exception("failed")
    (line,) = json_lines()
    assert "hunter2" not in json.dumps(line)
    assert "ValueError" in line["exception"]


def test_the_access_line_has_the_request_id_and_no_query_string(json_lines: Any) -> None:
    response = Client().get("/api/v1/nothing?token=secret123", headers={"x-request-id": "abc-1"})
    assert response.headers["X-Request-ID"] == "abc-1"
    lines = json_lines()
    assert "secret123" not in json.dumps(lines)
    access = next(line for line in lines if line["event"] == "request")
    assert (access["method"], access["path"], access["status"]) == ("GET", "/api/v1/nothing", 404)
    assert access["request_id"] == "abc-1"


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\tb"])
def test_an_unsound_request_id_is_replaced(given: str) -> None:
    made = Client().get("/health/live", headers={"x-request-id": given}).headers["X-Request-ID"]
    assert len(made) == 32
    assert made != given


def test_uvicorn_says_nothing_below_a_warning_as_its_lines_hold_query_strings() -> None:
    assert not logging.getLogger("uvicorn.error").isEnabledFor(logging.INFO)
    assert not logging.getLogger("uvicorn.access").isEnabledFor(logging.ERROR)


@pytest.mark.parametrize("name", ["httpx2", "httpcore2.http11"])
def test_the_http_client_says_nothing_below_a_warning_as_its_lines_hold_query_strings(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)


def test_an_access_line_is_short_for_people() -> None:
    formatter = logs.logging_config(as_json=False, level="INFO", colours=False)["formatters"]["lines"]
    told = {"method": "GET", "path": "/health", "status": 200, "took_ms": 1.5, "request_id": "a"}
    record = logging.makeLogRecord({"levelno": logging.INFO, "msg": {"event": "request", **told}})
    record.__dict__.update(_logger=None, _name="info")
    line = formatter.pop("()")(**formatter).format(record)
    assert line.split() == ["GET", "/health", "200", "1.5", "ms"]
