"""`manage.py import_agent` and `export_agent`."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from agents.models import Graph
from platform_project.accounts.models import User
from tests.agents.agent_files import UNKNOWN, agent_file, echo, file_node

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def servers_of_others(settings: Settings) -> None:
    """They run already, as they do beside a running platform."""
    settings.EMBEDDED_SERVERS = []


def run(command: str, *arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout and stderr."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command(command, *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, out.getvalue(), err.getvalue()


def written(folder: Path, file: dict[str, Any]) -> str:
    path = folder / "agent.json"
    path.write_text(json.dumps(file))
    return str(path)


def test_a_file_goes_in_and_out_again(alice: User, tmp_path: Path) -> None:
    status, out, err = run("import_agent", written(tmp_path, echo()), "--user", alice.email)
    (told,) = json.loads(out)
    assert (status, err) == (0, "")
    assert told == {
        "id": str(Graph.objects.get().pk),
        "name": "Elsewhere",
        "is_draft": False,
        "can_run": True,
    }

    target = tmp_path / "out.json"
    graph_id = str(Graph.objects.get().pk)
    assert run("export_agent", graph_id, str(target), "--user", alice.email) == (0, "", "")
    status, out, _ = run("export_agent", graph_id, "--user", alice.email)
    assert out == target.read_text()
    assert [node["id"] for node in json.loads(out)["nodes"]] == ["in", "out"]


def test_what_is_left_to_do_is_said_line_by_line(alice: User, tmp_path: Path) -> None:
    node = file_node("odd", UNKNOWN, credentials={"provider": "acme"})
    status, _, err = run("import_agent", written(tmp_path, agent_file(node)), "--user", alice.email)
    assert status == 0
    assert err.splitlines() == [
        "Elsewhere: node 'odd' needs a credential for acme.",
        f"Elsewhere: node 'odd', block_id: No block is called '{UNKNOWN}'.",
    ]


@pytest.mark.parametrize("text", ["", "[1", "{}", '{"nodes": [7]}'])
def test_a_file_that_is_no_agent_is_refused(text: str, alice: User, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text)
    status, out, err = run("import_agent", str(path), "--user", alice.email)
    assert (status, out) == (2, "")
    assert str(path) in err
    assert not Graph.objects.exists()


def test_an_agent_of_somebody_else_is_not_exported(alice: User, bob: User, tmp_path: Path) -> None:
    run("import_agent", written(tmp_path, echo()), "--user", alice.email)
    status, out, err = run("export_agent", str(Graph.objects.get().pk), "--user", bob.email)
    assert (status, out) == (2, "")
    assert bob.email in err
