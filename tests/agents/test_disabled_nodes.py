"""Nodes that are kept but left out of runs, with the links from and to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from agents.models import Execution
from platform_project.accounts.models import User
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, STORE, firings, graph_json, node, save, start, wait

Clients = Callable[..., APIClient]
TEMPLATE = "text.fill_template"


def disabled(made: dict[str, Any], title: str = "") -> dict[str, Any]:
    metadata = {"customized_name": title} if title else {}
    return {**made, "metadata": metadata, "settings": {"is_disabled": True}}


def greeting(*, is_disabled: bool = True) -> dict[str, Any]:
    """A name that is fetched, or, without it, the pin's own value; greeted, and given as `result`."""
    name = node("name", STORE, input="Ada")
    return graph_json(
        disabled(name, "Fetch the name") if is_disabled else name,
        node("greet", TEMPLATE, format="Hello {{ name }}", values={"name": "nobody"}),
        node("out", OUTPUT, name="result"),
        links=("name.output -> greet.values_#_name", "greet.output -> out.value"),
    )


def refusal(client: APIClient, graph_id: str, **body: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/graphs/{graph_id}/executions", body)
    assert answer.status_code == 400, answer.json()
    found: dict[str, Any] = answer.json()["details"]
    return found


def test_what_a_disabled_node_fed_has_its_own_value(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    done = wait(client, start(client, greeting())["id"])
    assert (done["status"], done["outputs"]) == ("COMPLETED", {"result": ["Hello nobody"]})
    assert [row["node_id"] for row in firings(client, done["id"])] == ["greet", "out"]
    whole = wait(client, start(client, greeting(is_disabled=False))["id"])
    assert whole["outputs"] == {"result": ["Hello Ada"]}


def test_a_required_pin_names_the_disabled_node_that_feeds_it(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        disabled(node("name", STORE, input="Ada"), "Fetch the name"),
        node("next", STORE),
        links=("name.output -> next.input",),
    )
    told = "This pin is required, and 'Fetch the name', which feeds it, is disabled: "
    told += "enable that, or set the pin."
    assert client.post("/api/v1/graphs/validate", graph).json()["nodes"] == {"next": {"input": told}}
    assert refusal(client, save(client, graph)["id"])["nodes"] == {"next": {"input": told}}
    assert not Execution.objects.exists()


def test_a_disabled_output_gives_nothing_and_a_disabled_input_asks_nothing(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        disabled(node("who", "agent.input", name="who")),
        node("other", "agent.input", name="other", value="kept"),
        disabled(node("out", OUTPUT, name="result")),
        node("too", OUTPUT, name="other"),
        links=("who.result -> out.value", "other.result -> too.value"),
    )
    saved = save(client, graph)
    assert list(saved["input_schema"]["properties"]) == ["other"]
    assert list(saved["output_schema"]["properties"]) == ["other"]
    told = refusal(client, saved["id"], inputs={"who": "Ada"})
    assert told["graph"] == ["The agent's input 'who' is disabled. Its inputs: 'other'."]
    done = wait(client, client.post(f"/api/v1/graphs/{saved['id']}/executions", {}).json()["id"])
    assert (done["status"], done["outputs"]) == ("COMPLETED", {"other": ["kept"]})


def test_with_everything_disabled_nothing_starts(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    saved = save(client, graph_json(disabled(node("name", STORE, input="Ada"))))
    assert refusal(client, saved["id"])["graph"] == [
        "Nothing starts: enable a step, add an agent input, or a block without links into it."
    ]


def test_a_disabled_node_may_be_of_a_block_that_is_not_here(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = greeting()
    graph["nodes"].append(disabled(node("odd", "no.such_block", whatever=1)))
    assert wait(client, start(client, graph)["id"])["status"] == "COMPLETED"
    told = refusal(client, save(client, graph)["id"], only_node="odd")
    assert told["nodes"] == {"odd": {"block_id": "No block is called 'no.such_block'."}}
    graph["nodes"][-1]["settings"] = {}
    assert client.post("/api/v1/graphs", graph).status_code == 400


def test_a_disabled_node_runs_when_it_is_asked_for_alone(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    done = wait(client, start(client, greeting(), only_node="name")["id"])
    rows = firings(client, done["id"])
    assert [(row["node_id"], row["outputs"]) for row in rows] == [("name", [["output", "Ada"]])]


def test_what_is_pinned_or_laid_over_a_disabled_node_is_left_out_too(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    given = {"pinned_outputs": {"name": [["output", "Eve"]]}, "nodes_input_masks": {"name": {"input": "Eve"}}}
    done = wait(client, start(client, greeting(), **given)["id"])
    assert done["outputs"] == {"result": ["Hello nobody"]}
    assert done["nodes_input_masks"] == {"name": {"input": "***"}}


def test_a_secret_input_that_is_disabled_stays_secret_when_it_runs_alone(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = greeting()
    graph["nodes"].append(disabled(node("key", "agent.input", name="key", secret=True)))
    body = {"only_node": "key", "nodes_input_masks": {"key": {"value": "open sesame"}}}
    done = wait(client, start(client, graph, **body)["id"])
    assert done["status"] == "COMPLETED"
    assert "sesame" not in str(done) + str(firings(client, done["id"]))


def test_a_run_again_cannot_begin_at_a_disabled_node(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    done = wait(client, start(client, greeting(is_disabled=False))["id"])
    path = f"/api/v1/graphs/{done['graph_id']}"
    assert client.put(path, greeting()).status_code == 200
    retry = f"/api/v1/executions/{done['id']}/retry"
    answer = client.post(retry, {"from_node": "name", "version": "newest"})
    refused = {"from_node": ["That node takes no part."]}
    assert (answer.status_code, answer.json()["details"]) == (400, refused)
    again = client.post(retry, {"from_node": "out", "version": "newest"}).json()
    assert wait(client, again["id"])["outputs"] == {"result": ["Hello nobody"]}
    assert {row["node_id"]: row["origin"] for row in firings(client, again["id"])} == {
        "greet": "run",
        "out": "run",
    }


def test_an_agent_that_is_run_by_another_keeps_its_disabled_nodes_out(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    child = save(client, greeting())
    parent = graph_json(
        node("run", "agent.run_agent", graph_id=child["id"]),
        node("out", OUTPUT, name="said"),
        links=("run.result -> out.value",),
    )
    assert wait(client, start(client, parent)["id"])["outputs"] == {"said": ["Hello nobody"]}


def test_files_and_comparisons_know_it(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    saved = save(client, greeting(is_disabled=False))
    path = f"/api/v1/graphs/{saved['id']}"
    assert client.put(path, greeting()).status_code == 200
    found = client.get(f"{path}/versions/1/diff/2").json()["nodes"]["changed"]
    changes = [change for row in found for change in row["changes"]]
    assert {"path": ["settings", "is_disabled"], "new": True} in changes
    file = client.get(f"{path}/export").json()
    copied = client.post("/api/v1/graphs/import", file).json()
    assert [n.get("settings", {}) for n in copied["nodes"]] == [{"is_disabled": True}, {}, {}]


def test_a_setting_that_is_no_yes_or_no_is_refused(alice: User, client_of: Clients) -> None:
    graph = greeting()
    graph["nodes"][0]["settings"] = {"is_disabled": "perhaps"}
    answer = client_of(alice).post("/api/v1/graphs", graph)
    assert answer.status_code == 400
    assert "is_disabled" in str(answer.json()["details"])
