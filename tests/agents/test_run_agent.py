"""`manage.py run_agent` with a real worker: what is printed where, and with which exit status it ends."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from pytest_django import Settings

from agents.models import Execution, Graph, GraphVersion
from integrations.services import private_lookup
from platform_project.accounts.models import User
from tests.agents.command_line import HELLO, run, written
from tests.agents.values import large_text
from tests.agents.wire import WORDS, Outside
from tests.agents.worker import Worker
from tests.blocks.wire import Reply, Wire, serving
from tests.factories.accounts import client_for
from tests.factories.agents import OUTPUT, calling, chain, graph_json, node
from tests.integrations.openapi_documents import PETS


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def given_servers(settings: Settings) -> None:
    """The servers run already, as they do beside a running platform."""
    settings.EMBEDDED_SERVERS = []


def test_outputs_are_all_that_stdout_holds(worker: Worker, alice: User) -> None:
    status, out, err = run(str(HELLO), "--input", "name=Ada", "--user", "Alice@example.com")
    assert (status, json.loads(out), err) == (0, {"greeting": ["Hello, Ada!"]}, "")
    execution = Execution.objects.get()
    assert (execution.status, execution.started_by, execution.workspace) == (
        "COMPLETED",
        alice,
        alice.personal_workspace,
    )


def test_large_outputs_are_given_whole(
    worker: Worker, alice: User, tmp_path: Path, values_folder: Path
) -> None:
    graph = chain()
    graph["nodes"][0]["input_default"]["input"] = large_text()
    status, out, _ = run(written(tmp_path, graph), "--user", alice.email)
    assert (status, json.loads(out)) == (0, {"result": [large_text()]})


def test_the_same_file_again_is_the_same_version_and_a_changed_one_a_new_one(
    worker: Worker, alice: User, tmp_path: Path
) -> None:
    graph = chain()
    graph["links"][0]["is_static"] = False
    for _ in range(2):
        assert run(written(tmp_path, graph), "--user", alice.email)[0] == 0
    graph["description"] = "Changed"
    assert run(written(tmp_path, graph), "--user", alice.email)[0] == 0
    assert Graph.objects.count() == 1
    assert list(GraphVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert list(Execution.objects.order_by("pk").values_list("version__number", flat=True)) == [1, 1, 2]


def test_values_are_json_or_text_as_the_input_wants(worker: Worker, alice: User, tmp_path: Path) -> None:
    names = {"text": "agent.short_text_input", "number": "agent.number_input", "any": "agent.input"}
    graph = graph_json(*(node(name, block, name=name) for name, block in names.items()))
    note = tmp_path / "note.txt"
    note.write_text("[1, 2]\n")
    given = ["text=42", "number=42", f"any=@{note}"]
    arguments = [part for pair in given for part in ("--input", pair)]
    assert run(written(tmp_path, graph), "--user", alice.email, *arguments)[0] == 0
    assert Execution.objects.get().inputs == {"text": "42", "number": 42, "any": [1, 2]}


def test_a_terminal_shows_each_node_and_a_models_words_as_they_come(
    worker: Worker, alice: User, page: Outside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    graph = graph_json(
        node("model", "ai.text_generator", prompt="Say it", model="gpt-4o-mini"),
        node("out", "agent.output", name="said"),
        links=("model.response -> out.value",),
    )
    status, out, _ = run(written(tmp_path, graph), "--user", alice.email)
    assert (status, json.loads(out)) == (0, {"said": ["".join(WORDS)]})
    lines = terminal.getvalue().splitlines()
    assert [line.split(" in ")[0] for line in lines] == [
        "  · running",
        "  ▸ model started",
        f"  … model: {''.join(WORDS)}",
        "  ✓ model completed",
        "  ▸ out started",
        "  ✓ out completed",
    ]


def test_a_quiet_run_shows_nothing_on_a_terminal(
    worker: Worker, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert run(str(HELLO), "--user", alice.email, "--quiet")[0] == 0
    assert terminal.getvalue() == ""


def test_a_failed_run_says_why_and_ends_with_1(worker: Worker, alice: User, tmp_path: Path) -> None:
    graph = graph_json(
        node("divide", "logic.calculator", operation="Divide", a=1, b=0),
        node("out", "agent.output", name="result", value="before"),
    )
    status, out, err = run(written(tmp_path, graph), "--user", alice.email)
    assert (status, json.loads(out)) == (1, {"result": ["before"]})
    assert err == "FAILED: divide: A number cannot be divided by zero.\n"


def test_a_run_that_takes_too_long_is_stopped(
    worker: Worker, alice: User, page: Outside, tmp_path: Path
) -> None:
    path = written(tmp_path, calling(f"{page.url}/slow?seconds=5"))
    status, out, err = run(path, "--user", alice.email, "--timeout", "0.5")
    assert (status, json.loads(out)) == (1, {})
    assert err == "Stopped after 0.5 s.\nTERMINATED: Stopped.\n"
    assert Execution.objects.get().status == "TERMINATED"


def test_a_secret_stays_hidden_in_outputs(worker: Worker, alice: User, tmp_path: Path) -> None:
    graph = graph_json(
        node("key", "agent.short_text_input", name="key", secret=True),
        node("out", "agent.output", name="shown"),
        links=("key.result -> out.value",),
    )
    path = written(tmp_path, graph)
    status, out, _ = run(path, "--user", alice.email, "--input", "key=open-sesame")
    assert (status, json.loads(out)) == (0, {"shown": ["***"]})


def test_steps_of_the_users_imported_apis_are_known_and_nobody_elses(
    worker: Worker,
    alice: User,
    bob: User,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(private_lookup, "FRESH_SECONDS", 0.0)
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    with serving(Wire(replies=[Reply(201, b'{"id": 7, "name": "REX", "friends": []}')])) as pets:
        client = client_for(alice)
        body = {"spec": PETS, "base_url": f"{pets.base_url}/v1"}
        made = client.post("/api/v1/providers/openapi", body).json()["provider"]
        key = {"provider": made["key"], "kind": "api_key", "secret": {"api_key": "key-0123456789"}}
        assert client.post("/api/v1/credentials", key).status_code == 201
        block = next(one["block_id"] for one in made["operations"] if one["slug"] == "pet_house.create_pet")
        steps = node("pet", block, name="Rex"), node("out", OUTPUT, name="pet")
        graph = graph_json(*steps, links=("pet.name -> out.value",))
        status, out, err = run(written(tmp_path, graph), "--user", alice.email)
        assert (status, json.loads(out or "null"), err) == (0, {"pet": ["REX"]}, "")
        status, _, err = run(written(tmp_path, graph), "--user", bob.email)
        assert (status, "cannot be saved" in err) == (2, True)
