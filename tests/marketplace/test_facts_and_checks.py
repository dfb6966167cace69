"""What is told of an agent from its file, and what a machine finds in one."""

from __future__ import annotations

from typing import Any

import pytest

from agents.exchange.exports import export_agent
from agents.models import Origin
from marketplace.services.checks import checks_of
from marketplace.services.facts import facts_of, host_of
from marketplace.services.secrets_in_texts import RANDOM, secret_in, secrets_in
from platform_project.accounts.models import User
from platform_project.kit.ids import uuid7
from tests.factories.agents import graph_json, node
from tests.factories.marketplace import digest_graph, draft_of, graph_of


def version_of(user: User, graph: dict[str, Any]) -> Any:
    return graph_of(user, graph).versions.get()


def test_facts_tell_services_what_is_sent_kept_and_called_also_of_agents_that_it_runs(alice: User) -> None:
    below = graph_of(alice, graph_json(node("get", "github.list_issues", repo_url="https://github.com/a/b")))
    made = version_of(
        alice,
        graph_json(
            node("ask", "ai.text_generator", prompt="Hi", model="gpt-4o"),
            node("say", "slack.send_message", channel="general", text="Hi"),
            node("keep", "memory.persist", key="x", value=1),
            node("call", "web.send_request", url="https://Example.com:8443/x"),
            node("run", "agent.run_agent", graph_id=str(below.pk), graph_version=1),
        ),
    )
    found = facts_of(made)
    assert found.providers == ["github", "openai", "slack"]
    assert found.outbound_hosts == ["example.com", "github.com"]
    access = found.data_access
    assert [line.partition(":")[0] for line in access["reads"]] == ["GitHub"]
    assert access["reads"][0].endswith("Asks for the rights repo.")
    assert access["keeps"] == ["Keeps values between runs, in the workspace that runs it."]
    assert [line.split(":")[0] for line in access["sends"]] == [
        "OpenAI is given what these steps work on", "Slack", "Calls addresses on the internet",
    ]  # fmt: skip
    assert set(found.outbound_hosts) < set(access["hosts"])


def test_checks_find_what_lies_outside_and_in_other_peoples_agents(alice: User) -> None:
    theirs = graph_of(alice, digest_graph("Theirs"))
    Origin.objects.create(
        graph=theirs,
        listing_id=uuid7(),
        submission_id=uuid7(),
        number=1,
        creator_workspace_id=uuid7(),
        is_closed=False,
        price=1,
    )
    urls = ["http://10.0.0.8/x", "https://intranet/", "http://example.com", "https://8.8.8.8/"]
    nodes = [node(f"c{place}", "web.send_request", url=url) for place, url in enumerate(urls)]
    runs = node("run", "agent.run_agent", graph_id=str(theirs.pk), graph_version=1, inputs={"topic": "x"})
    graph = graph_of(alice, graph_json(*nodes, runs, node("code", "code.execute", code="1")))
    found = checks_of(export_agent(graph.versions.get()), draft_of(alice, graph, price=2_000_000_000))
    assert sorted((one.id, one.level.value, one.node) for one in found if one.level != "ok") == [
        ("cover", "warning", ""),
        ("declared_access", "warning", "code"),
        ("demo_output", "warning", ""),
        ("gives_something", "warning", ""),
        ("others_agents", "problem", ""),
        ("outbound_hosts", "problem", "c0"),
        ("outbound_hosts", "problem", "c1"),
        ("outbound_hosts", "warning", "c2"),
        ("outbound_hosts", "warning", "c3"),
        ("price", "warning", ""),
    ]
    levels = [one.level.value for one in found]
    assert levels == sorted(levels, key=["problem", "warning", "ok"].index)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("ghp_" + "a1B2" * 9, "a token of GitHub", id="github"),
        pytest.param("AKIA" + "ABCD1234" * 2, "a key of AWS", id="aws"),
        pytest.param("xoxb-" + "1234567890-abcdef", "a token of Slack", id="slack"),
        pytest.param("use sk-ant-" + "x1" * 12, "a key of Anthropic", id="anthropic, in a text"),
        pytest.param("-----BEGIN RSA " + "PRIVATE KEY-----\nMII", "a private key", id="pem"),
        pytest.param("eyJhbGciOiJI." + "eyJzdWIiOiIx." + "SflKxwRJSM", "a signed token (JWT)", id="jwt"),
        pytest.param("postgres://me:s3cr" + "et@db.example.com/x", "a password in an address", id="url"),
        pytest.param('{"api_key": "' + 'abcd1234efgh"}', "a key or password", id="said"),
        pytest.param("Ab3dE6gH9jK2mN5pQ8sT" + "1vW4yZ7bC0eF", RANDOM, id="random"),
        pytest.param("Write a risk-averse summary of skills for max_tokens", "", id="words"),
        pytest.param("https://example.com/a/very/long/path/with/2026/numbers", "", id="address"),
        pytest.param("password: {{ secret }}", "", id="placeholder"),
        pytest.param("123e4567-e89b-12d3-a456-426614174000", "", id="uuid"),
    ],
)
def test_texts_that_look_like_keys_are_told_from_others(text: str, what: str) -> None:
    assert secret_in(text) == what


def test_a_name_makes_a_text_suspicious_at_any_depth() -> None:
    values = {"headers": [{"X-Auth-Token": "abc12345"}], "note": "abc12345", "limits_#_token": "9f8e7d6c"}
    assert secrets_in(values) == [
        ("headers", "a key or password"), ("limits_#_token", "a key or password"),
    ]  # fmt: skip


def test_a_host_is_that_of_a_text_that_is_an_address_as_a_whole() -> None:
    asked = [
        "https://A.example.com/x",
        "see https://a.example.com",
        "http://[::1]/",
        "http://[",
        "wss://b.org.",
    ]
    assert [host_of(text) for text in asked] == ["a.example.com", "", "::1", "", "b.org"]
