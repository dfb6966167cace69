"""Whatever an agent is made of, its file brings it back; whatever a file holds, nothing breaks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from agents.api.serializers import GraphWrite
from agents.exchange.agent_files import read_agent
from agents.exchange.exports import as_text, export_agent
from agents.exchange.imports import import_agent
from agents.services.graphs import create_graph
from agents.services.versions import document_of
from platform_project.accounts.models import User
from platform_project.errors import BadInput
from tests.agents.agent_files import STORE, UNKNOWN, echo

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Clients = Callable[..., APIClient]
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
names = texts.map(str.strip).filter(bool)
finite = st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    """Stored values and calculations, linked at random, some by parts."""
    ids = draw(st.lists(names, min_size=1, max_size=6, unique=True))
    nodes: list[dict[str, Any]] = [
        {
            "id": node_id,
            "block_id": draw(st.sampled_from([STORE, "basic.store_value", "data.create_dictionary"])),
            "input_default": {},
            "metadata": draw(st.dictionaries(texts, values, max_size=2)),
            "settings": draw(st.sampled_from([{}, {"timeout_seconds": 5.0}, {"human_input": []}])),
        }
        for node_id in ids
    ]
    for node in nodes:
        pins = ["values", "values_#_b", "values_#_a"] if "data" in node["block_id"] else ["input", "data_$_1"]
        node["input_default"] = draw(st.dictionaries(st.sampled_from(pins), values, max_size=3))
    links = [
        {
            "source_id": source["id"],
            "source_name": draw(st.sampled_from(_outputs_of(source))),
            "sink_id": sink["id"],
            "sink_name": "values_#_c" if "data" in sink["block_id"] else "input",
            **draw(st.sampled_from([{}, {"is_static": True}, {"is_static": False}, {"id": "l"}])),
        }
        for source, sink in draw(
            st.lists(st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)), max_size=8)
        )
    ]
    return {
        "name": draw(names),
        "description": draw(texts.map(str.strip)),
        "instructions": draw(texts.map(str.strip)),
        "nodes": nodes,
        "links": [link for place, link in enumerate(links) if link not in links[:place]],
        "settings": draw(st.sampled_from([{}, {"on_error": "stop", "max_firings": 9}])),
    }


@MANY
@given(graph=graphs())
def test_an_agent_comes_back_from_its_file_without_loss(graph: dict[str, Any], alice: User) -> None:
    write = GraphWrite(data=graph)
    write.is_valid(raise_exception=True)
    saved = create_graph(workspace=alice.personal_workspace, user=alice, given=write.document())
    text = as_text(export_agent(saved))
    file = read_agent(json.loads(text))
    (back,) = import_agent(workspace=alice.personal_workspace, user=alice, file=file)

    before, after = document_of(saved), document_of(back.version)
    assert (after.name, after.description, after.instructions) == (
        before.name,
        before.description,
        before.instructions,
    )
    assert after.graph.nodes == before.graph.nodes
    assert [json.dumps(node.input_default) for node in after.graph.nodes] == [
        json.dumps(_parts_last(dict(node.input_default))) for node in before.graph.nodes
    ]
    assert after.graph.settings == before.graph.settings
    said = zip(before.graph.links, before.static_said, strict=True)
    assert list(zip(after.graph.links, after.static_said, strict=True)) == sorted(
        said, key=lambda pair: pair[0].sink_id
    )
    new, old = str(back.version.graph_id), str(saved.graph_id)
    assert as_text(export_agent(back.version)).replace(new, old) == text


def _outputs_of(node: dict[str, Any]) -> list[str]:
    pin = "dictionary" if "data" in node["block_id"] else "output"
    return [pin, f"{pin}_#_x", f"{pin}_$_0"]


def _parts_last(values: dict[str, Any]) -> dict[str, Any]:
    """In the order of a file: by pin, the parts of one pin as they stood."""
    return {name: values[name] for name in sorted(values, key=lambda name: name.split("_")[0])}


FIELDS = ("id", "version", "name", "description", "links", "sub_graphs", "settings", "node_order")
anything = values | st.just(UNKNOWN)
broken_nodes = st.fixed_dictionaries(
    {},
    optional={
        "id": anything,
        "block_id": st.sampled_from([STORE, UNKNOWN]) | anything,
        "input_default": anything,
        "metadata": anything,
        "settings": anything,
    },
)
broken_files = st.fixed_dictionaries(
    {"nodes": st.lists(broken_nodes | anything, max_size=3)},
    optional=dict.fromkeys(
        ("id", "version", "name", "description", "links", "sub_graphs", "settings", "node_order"), anything
    ),
)


@MANY
@given(file=broken_files)
def test_a_file_is_imported_or_refused_by_field_and_nothing_else(file: dict[str, Any], alice: User) -> None:
    try:
        read = read_agent(file)
    except BadInput:
        return
    imported = import_agent(workspace=alice.personal_workspace, user=alice, file=read)
    assert [graph.version.number for graph in imported] == [1] * len(imported)
    export_agent(imported[0].version)


@MANY
@given(
    path=st.sampled_from(["id", "version", "is_active", "description", "instructions", "links", "sub_graphs"])
)
def test_no_field_but_the_nodes_is_needed(path: str, alice: User) -> None:
    file = echo()
    for broken in ({key: value for key, value in file.items() if key != path}, file | {path: None}):
        imported = import_agent(workspace=alice.personal_workspace, user=alice, file=read_agent(broken))
        assert not imported[0].is_draft
