"""What `run_agent` refuses: exit status 2, every problem by node and pin, and nothing exists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from agents.models import Execution, Graph
from platform_project import health
from platform_project.accounts.models import User
from tests.agents.command_line import HELLO, run, written
from tests.factories.agents import STORE, chain, graph_json, node

QUEUES = ["engine", "engine_priority", "engine_later", "blocks", "blocks_priority", "upkeep"]


@pytest.fixture(autouse=True)
def served(settings: Settings, db: None) -> Iterator[None]:
    """Workers that beat and would take the work, if any came."""
    settings.EMBEDDED_SERVERS = []
    health.beat(QUEUES)
    yield
    assert not Graph.objects.exists()
    assert not Execution.objects.exists()


def test_every_problem_of_a_graph_that_cannot_be_saved_is_listed(alice: User, tmp_path: Path) -> None:
    graph = graph_json(node("x", "no-such"), node("y", STORE, inptu=1), links=("y.output -> z.value",))
    path = written(tmp_path, graph)
    assert run(path, "--user", alice.email) == (
        2,
        "",
        f"{path} cannot be saved:\n"
        "  node 'x', block_id: No block is called 'no-such'.\n"
        "  node 'y', inptu: Store Value has no input pin 'inptu'.\n"
        "  link 0, sink_id: No node has the id 'z'.\n",
    )


def test_every_problem_of_a_graph_that_cannot_run_is_listed(alice: User, tmp_path: Path) -> None:
    graph = graph_json(node("sum", "logic.calculator", operation="Add"), node("out", "agent.output"))
    assert run(written(tmp_path, graph), "--user", alice.email, "--input", "limit=3") == (
        2,
        "",
        "Test cannot run:\n"
        "  node 'sum', a: This pin is required: set it or link something into it.\n"
        "  node 'sum', b: This pin is required: set it or link something into it.\n"
        "  node 'out', name: This pin is required: set it or link something into it.\n"
        "  The agent has no input 'limit'. Its inputs: none.\n",
    )


MALFORMED: list[Any] = [
    pytest.param('{"name": ', "is not valid JSON", id="torn"),
    pytest.param("[" * 200 + "]" * 200, "nested deeper than 100 levels", id="too deep"),
    pytest.param("[]", "is not a graph:\n  non_field_errors: ", id="a list"),
    pytest.param("{}", "is not a graph:\n  name: This field is required.\n  nodes: ", id="empty"),
    pytest.param('{"name": "\\u0000"}', "NUL character", id="NUL"),
    pytest.param(
        json.dumps(chain() | {"nodes": [{"id": "a", "block_id": "b"}, {"id": "c"}]}),
        "is not a graph:\n  nodes[1].block_id: This field is required.\n",
        id="a node without a block",
    ),
    pytest.param(" " * 1_048_577, "is larger than 1,048,576 bytes", id="too large"),
]


@pytest.mark.parametrize(("text", "message"), MALFORMED)
def test_a_file_that_is_no_graph_is_refused(text: str, message: str, alice: User, tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    path.write_text(text)
    status, out, err = run(str(path), "--user", alice.email)
    assert (status, out) == (2, "")
    assert str(path) in err
    assert message in err


def test_a_missing_file_is_one_line(alice: User, tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    assert run(str(path)) == (2, "", f"{path} cannot be read: No such file or directory.\n")


def test_inputs_that_are_not_understood_are_refused(alice: User, tmp_path: Path) -> None:
    user = ("--user", alice.email)
    assert run(str(HELLO), *user, "--input", "name") == (
        2,
        "",
        "--input name: should be name=value, or name=@file.\n",
    )
    assert run(str(HELLO), *user, "--input", "nmae=Ada") == (
        2,
        "",
        "Hello cannot run:\n  The agent has no input 'nmae'. Its inputs: 'name'.\n",
    )
    (tmp_path / "latin.txt").write_bytes(b"\xe9")
    status, _, err = run(str(HELLO), *user, "--input", f"name=@{tmp_path / 'latin.txt'}")
    assert (status, err.endswith("latin.txt is not UTF-8 text.\n")) == (2, True)
    status, _, err = run(str(HELLO), *user, "--input", "name=a\0b")
    assert (status, "NUL character" in err) == (2, True)


def test_a_user_is_needed_who_exists(alice: User) -> None:
    assert run(str(HELLO)) == (
        2,
        "",
        "There is no demo user here: say whose agent it is with --user EMAIL.\n",
    )
    assert run(str(HELLO), "--user", "x@example.com") == (
        2,
        "",
        "No active user has the address x@example.com.\n",
    )
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert run(str(HELLO), "--user", alice.email)[0] == 2


def test_without_workers_it_says_how_to_start_them(alice: User) -> None:
    health.forget(QUEUES)
    assert run(str(HELLO), "--user", alice.email) == (
        2,
        "",
        "Polychord is not running: start it with `make run`.\n",
    )


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_limit_is_a_number_above_0(seconds: str, alice: User) -> None:
    with pytest.raises(CommandError, match="is not a number of seconds above 0"):
        call_command("run_agent", str(HELLO), f"--timeout={seconds}")
