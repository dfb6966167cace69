"""The agents of `examples/`: sound, and the keyless ones give what they promise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agents import demo
from agents.cli.files import read_graph
from agents.engine.plan import make_plan
from agents.engine.validation import check_run, check_structure
from agents.models import Graph, GraphVersion
from agents.services.graphs import save_version
from platform_project import demo as demo_world
from platform_project.accounts import demo_account
from platform_project.accounts.models import User, Workspace
from tests.agents.cases import as_graph
from tests.agents.memory import MemoryRun, outputs_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ALL = sorted(path.name for path in EXAMPLES.glob("*.json"))


def _given(name: str) -> dict[str, Any]:
    given: dict[str, Any] = json.loads((EXAMPLES / name).read_text())
    return given


@pytest.mark.parametrize("name", ALL)
def test_an_example_may_be_saved_and_run(name: str) -> None:
    graph = as_graph(_given(name))
    assert check_structure(graph).is_clean
    assert check_run(make_plan(graph), {}, {}).is_clean


@pytest.mark.parametrize("name", ALL)
def test_an_example_is_described_and_laid_out_without_overlaps(name: str) -> None:
    given = _given(name)
    assert given["description"].endswith(".")
    places = {tuple(node["metadata"]["position"].values()) for node in given["nodes"]}
    assert len(places) == len(given["nodes"])


RUNS = [
    pytest.param("hello.json", {}, {"greeting": ["Hello, World!"]}, 3, id="hello"),
    pytest.param("hello.json", {"name": "Ada"}, {"greeting": ["Hello, Ada!"]}, 3, id="hello with a name"),
    pytest.param("count_loop.json", {"limit": 3}, {"count": [1, 2, 3], "last": [3]}, 12, id="loop"),
    pytest.param("count_loop.json", {"limit": 1}, {"count": [1], "last": [1]}, 6, id="loop of one turn"),
    pytest.param(
        "each_item.json",
        {},
        {"sentences": [["120 is large", "60 is large", "240 is large", "15 is small"]]},
        26,
        id="items",
    ),
    pytest.param(
        "each_item.json",
        {"amounts": [1, 2], "threshold": 2},
        {"sentences": [["2 is large", "1 is small"]]},
        16,
        id="items and threshold",
    ),
]


@pytest.mark.parametrize(("name", "inputs", "outputs", "firings"), RUNS)
def test_a_keyless_example_gives_exactly(
    name: str, inputs: dict[str, Any], outputs: dict[str, Any], firings: int
) -> None:
    assert name in demo.EXAMPLES
    plan = make_plan(as_graph(_given(name)))
    ended = MemoryRun(plan, inputs).to_end()
    assert [fired.error for fired in ended if fired.error] == []
    assert outputs_of(plan, ended) == outputs
    assert len(ended) == firings


def test_the_page_summary_is_the_chain_from_page_to_model_to_channel() -> None:
    given = _given("page_summary.json")
    assert [(node["id"], node["block_id"], node["input_default"]) for node in given["nodes"]] == [
        ("web-scraper", "a1b2c3-web-scraper", {"url": "https://example.com"}),
        (
            "llm-summarizer",
            "d4e5f6-llm-block",
            {"model": "gpt-4o-mini", "prompt": "Summarize the following text concisely"},
        ),
        ("discord-poster", "g7h8i9-discord-block", {"channel_id": "1234567890"}),
    ]
    assert [(link["source_name"], link["sink_name"]) for link in given["links"]] == [
        ("text", "content"),
        ("response", "message"),
    ]


def test_the_demo_user_has_the_keyless_examples_in_the_personal_workspace(db: None) -> None:
    demo_world.seed()
    workspace = Workspace.objects.get(personal_of__email=demo_account.EMAIL)
    names = {graph.name for graph in Graph.objects.filter(workspace=workspace)}
    assert names == {"Hello", "Count loop", "Each item"}


def test_seeding_again_leaves_what_the_user_made_of_an_example(alice: User) -> None:
    demo.seed(alice)
    hello = Graph.objects.get(name="Hello")
    given = read_graph(EXAMPLES / "hello.json")
    save_version(graph_id=hello.pk, user=alice, given=given)
    demo.seed(alice)
    assert Graph.objects.count() == 3
    assert GraphVersion.objects.filter(graph=hello).count() == 2
