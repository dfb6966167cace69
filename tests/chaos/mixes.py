"""What runs while things break: graphs of every shape, each with exactly what must come of it.

Each call that a graph makes carries a text of its own, so that the local server can tell them apart.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.agents.wire import WORDS
from tests.factories.agents import OUTPUT, REQUEST, STORE, graph_json, node

EACH, TEMPLATE, JOIN = "logic.step_through_items", "text.fill_template", "data.create_list"
POST, MODEL = "discord.post_message", "ai.text_generator"
INPUT, AGENT, REVIEW = "agent.input", "agent.run_agent", "agent.human_review"
AGENT_ID = "00000000-0000-7000-8000-000000000000"
LONGEST_CALL_SECONDS = 2.0
ANSWER = "".join(WORDS)  # of the model


@dataclass(frozen=True)
class Mix:
    """One execution to be. `outputs` and `firings`: of one in which no step was lost."""

    graph: dict[str, Any]
    outputs: dict[str, list[Any]]
    firings: int  # with those of sub-agents
    agent: dict[str, Any] | None = None  # saved first; its id goes where AGENT_ID stands


@dataclass(frozen=True)
class Maker:
    """Makes the parts of graphs: `url` is the local server's, `mark` begins the texts of all calls."""

    url: str
    mark: str
    rng: random.Random

    def address(self, say: str) -> str:
        return f"{self.url}/slow?seconds={self.rng.uniform(0, LONGEST_CALL_SECONDS):.2f}&say={say}"

    def call(self, name: str, say: str = "") -> dict[str, Any]:
        """A call that may not be repeated, answered with `say`; without it the address comes by a link."""
        return node(name, REQUEST, method="DELETE", **({"url": self.address(say)} if say else {}))

    def ask(self, name: str, prompt: str = "") -> dict[str, Any]:
        """A model, whose answer is ANSWER. Unlike the calls it may be asked again after a crash."""
        return node(name, MODEL, model="gpt-4o-mini", **({"prompt": prompt} if prompt else {}))

    def template(self, name: str, text: str) -> dict[str, Any]:
        """Text with `{{ v }}`."""
        return node(name, TEMPLATE, format=text)


def chain(make: Maker) -> Mix:
    """Heavy, light, heavy, light, heavy: each takes what the one before gave."""
    nodes = [
        make.call("a", f"{make.mark}-a"),
        make.template("b", "{{ v }}b"),
        make.ask("c"),
        make.template("d", make.address(f"{make.mark}-d{{{{ v|length }}}}")),
        make.call("e"),
    ]
    wires = ("a.response -> b.values_#_v", "b.output -> c.prompt", "c.response -> d.values_#_v")
    answer = f"{make.mark}-d{len(ANSWER)}"
    return _mix(nodes, (*wires, "d.output -> e.url"), "e.response", [answer], 6)


def fan_out(make: Maker) -> Mix:
    """Calls side by side, and one node that takes them all."""
    texts = [f"{make.mark}-{i}" for i in range(8)]
    nodes = [make.ask(f"n{i}", text) if i % 2 else make.call(f"n{i}", text) for i, text in enumerate(texts)]
    wires = tuple(f"n{i}.response -> join.values_$_{i}" for i in range(len(texts)))
    answers = [ANSWER if i % 2 else text for i, text in enumerate(texts)]
    return _mix([*nodes, node("join", JOIN)], wires, "join.list", [answers], len(texts) + 2)


def loop(make: Maker) -> Mix:
    """A list, item by item, through a call."""
    texts = [f"{make.mark}-{i}" for i in range(6)]
    nodes = [
        node("each", EACH, items=texts),
        make.template("where", make.address("{{ v }}")),
        make.call("go"),
    ]
    wires = ("each.item -> where.values_#_v", "where.output -> go.url")
    return _mix(nodes, wires, "go.response", list(texts), 1 + 3 * len(texts))


def asks(make: Maker) -> Mix:
    """Answers that stream, item by item: steps that may be begun again."""
    texts = [f"{make.mark}-{i}" for i in range(6)]
    nodes = [node("each", EACH, items=texts), make.ask("ask"), make.template("out_of", "{{ v }}!")]
    wires = ("each.item -> ask.prompt", "ask.response -> out_of.values_#_v")
    return _mix(nodes, wires, "out_of.output", [f"{ANSWER}!"] * len(texts), 1 + 3 * len(texts))


def post(make: Maker) -> Mix:
    """A call, then a message that must never be sent twice."""
    nodes = [
        make.call("look", f"{make.mark}-look"),
        make.template("say", "{{ v }}-post"),
        node("post", POST, channel_id="1"),
        make.template("then", make.address(f"{make.mark}-then{{{{ v }}}}")),
        make.call("go"),
    ]
    wires = (
        "look.response -> say.values_#_v",
        "say.output -> post.message",
        "post.message_id -> then.values_#_v",
    )
    return _mix(nodes, (*wires, "then.output -> go.url"), "go.response", [f"{make.mark}-then99"], 6)


def posts(make: Maker) -> Mix:
    """Messages of a loop, none of which may be sent twice."""
    texts = [f"{make.mark}-{i}" for i in range(5)]
    nodes = [node("each", EACH, items=texts), node("post", POST, channel_id="1")]
    return _mix(nodes, ("each.item -> post.message",), "post.message_id", ["99"] * 5, 1 + 2 * len(texts))


def light(make: Maker) -> Mix:
    """Nothing but light firings, more than one slice of them."""
    texts = [f"{make.mark}-{i}" for i in range(400)]
    nodes = [node("each", EACH, items=texts), node("take", STORE)]
    return _mix(nodes, ("each.item -> take.input",), "take.output", list(texts), 1 + 2 * len(texts))


def nested(make: Maker) -> Mix:
    """A fan-out whose join is taken apart again, and asked about."""
    texts = [f"{make.mark}-{i}" for i in range(4)]
    nodes = [make.call(f"n{i}", text) for i, text in enumerate(texts)]
    nodes += [node("join", JOIN), node("each", EACH), make.template("say", "{{ v }}x"), make.ask("ask")]
    wires = [f"n{i}.response -> join.values_$_{i}" for i in range(len(texts))]
    wires += ["join.list -> each.items", "each.item -> say.values_#_v", "say.output -> ask.prompt"]
    return _mix(nodes, tuple(wires), "ask.response", [ANSWER] * len(texts), 2 + 4 * len(texts))


def reviewed(make: Maker) -> Mix:
    """A call whose answer a person has to approve before a message is sent."""
    nodes = [
        make.call("look", f"{make.mark}-look"),
        node("check", REVIEW, name="Good?"),
        make.template("say", "{{ v }}-checked"),
        node("post", POST, channel_id="1"),
    ]
    wires = (
        "look.response -> check.data",
        "check.approved_data -> say.values_#_v",
        "say.output -> post.message",
    )
    mix = _mix(nodes, wires, "post.message_id", ["99"], 5)
    return replace(mix, graph=mix.graph | {"settings": {"safe_mode": True}})


def agents(make: Maker) -> Mix:
    """A list, item by item, through an agent that calls, asks a model and a person, and gives the answer."""
    texts = [f"{make.mark}-{i}" for i in range(3)]
    nodes = [
        node("word", INPUT, name="word"),
        make.template("where", make.address("{{ v }}")),
        make.call("go"),
        make.template("about", "{{ v }}?"),
        make.ask("ask"),
        node("check", REVIEW, name="Good?"),
    ]
    wires = ["word.result -> where.values_#_v", "where.output -> go.url", "go.response -> about.values_#_v"]
    wires += ["about.output -> ask.prompt", "ask.response -> check.data"]
    agent = _mix(nodes, tuple(wires), "check.approved_data", [ANSWER], 7)
    each = [node("each", EACH, items=texts), node("run", AGENT, graph_id=AGENT_ID)]
    mix = _mix(each, ("each.item -> run.word",), "run.result", [ANSWER] * 3, 1 + 3 * 2 + 3 * 7)
    return replace(mix, agent=agent.graph | {"settings": {"safe_mode": True}})


MIXES: list[Callable[[Maker], Mix]] = [
    chain,
    fan_out,
    loop,
    asks,
    post,
    posts,
    light,
    nested,
    reviewed,
    agents,
]


def _mix(
    nodes: list[dict[str, Any]], wires: tuple[str, ...], result: str, values: list[Any], firings: int
) -> Mix:
    graph = graph_json(
        *nodes, node("out", OUTPUT, name="result"), links=(*wires, f"{result} -> out.value"), name="Chaos"
    )
    return Mix(graph, {"result": values}, firings)
