"""There is no way around a question, whatever the graph, the order of answers and the workers that die."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.engine.graph import Graph, Link, Node
from agents.engine.plan import PlannedNode, make_plan
from agents.engine.validation import check_run
from agents.models import Execution, NodeExecution, Review
from agents.runner.expand import expand
from agents.runner.fire import fire_claimed
from agents.services.graphs import GraphDocument, create_graph
from agents.services.reviews import Answer, Verdict, decide
from agents.services.runs import RunRequest, start_run
from blocks.sdk import BlockKind, Context, Firing, fire_pure
from platform_project.accounts.models import User
from tests.agents.memory import Fired, in_lockstep

pytestmark = pytest.mark.slow

MAX_FIRINGS = 60
FILL, REVIEW = "text.fill_template", "agent.human_review"


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Texts that tell where they have been, reviews between them, pins that people fill, some loops."""
    size = draw(st.integers(3, 8))
    nodes = []
    for i in range(size):
        kind = draw(st.sampled_from(["fill", "fill", "ask", "person"]))
        if kind == "ask":
            nodes.append(Node(str(i), REVIEW, {"name": f"q{i}", "data": f"default{i}"}))
        else:
            told = f"{i}({{{{ a | default('-') }}}},{{{{ b | default('-') }}}})"
            person = {"human_input": ["values"]} if kind == "person" else {}
            nodes.append(Node(str(i), FILL, {"values": {}, "format": told}, settings=person))
    links = [_link(draw, nodes) for _ in range(draw(st.integers(2, 10)))]
    return Graph(tuple(nodes), tuple(links), {"safe_mode": True})


def _link(draw: st.DrawFn, nodes: list[Node]) -> Link:
    source, sink = draw(st.integers(0, len(nodes) - 1)), draw(st.integers(0, len(nodes) - 1))
    if source > sink and draw(st.integers(0, 3)):
        source, sink = sink, source
    given = ["approved_data", "rejected_data", "review_message"] if _asks(nodes[source]) else ["output"]
    taken = ["data"] if _asks(nodes[sink]) else ["values_#_a", "values_#_b"]
    is_static = draw(st.integers(0, 3)) == 0
    return Link(str(source), draw(st.sampled_from(given)), str(sink), draw(st.sampled_from(taken)), is_static)


def _asks(node: Node) -> bool:
    return node.block_id == REVIEW


def _verdict(node_id: str, data: Any) -> tuple[Verdict, Any]:
    """What the person says: a fixed choice that leaves its mark on the data."""
    if random.Random(f"{node_id}{data}").random() < 0.3:
        return Verdict.REJECT, data
    return Verdict.APPROVE, f"ok{node_id}<{data}>"


def _plainly(node: PlannedNode, values: dict[str, Any]) -> Firing:
    """What a firing gives once everybody has answered."""
    if node.block.kind is BlockKind.REVIEW:
        verdict, data = _verdict(node.id, values["data"])
        pin = "approved_data" if verdict is Verdict.APPROVE else "rejected_data"
        return Firing(values, [(pin, data), ("review_message", f"by {node.id}")])
    if node.human_pins:
        values = {**values, "values": {"a": f"person{node.id}"}}
    return fire_pure(node.block, values, Context())


def _answer(review: Review, user: User) -> None:
    if review.kind == "input":
        data = {"values": {"a": f"person{review.node_key}"}}
        decide(review=review, user=user, answer=Answer(Verdict.APPROVE, data))
        return
    verdict, data = _verdict(review.node_key, review.data)
    given = data if verdict is Verdict.APPROVE else Answer.NOTHING
    decide(review=review, user=user, answer=Answer(verdict, given, f"by {review.node_key}"))


def _goes_on(execution: Execution, chance: random.Random) -> None:
    """What workers do, some of whom die before they commit."""
    if chance.random() < 0.3:
        with transaction.atomic():
            expand(execution.pk)
            transaction.set_rollback(True)
    expand(execution.pk)
    waiting = list(NodeExecution.objects.filter(execution=execution, status="QUEUED"))
    chance.shuffle(waiting)
    for row in waiting:
        fire_claimed(row.pk, execution.pk)
        expand(execution.pk)


def _ended(execution: Execution) -> set[tuple[int, int, int, str]]:
    rows = NodeExecution.objects.filter(execution=execution, status__in=["COMPLETED", "FAILED"])
    return {(row.wave, row.node_position, row.index, str(row.outputs)) for row in rows}


def _expected(fired: list[Fired]) -> set[tuple[int, int, int, str]]:
    return {(f.wave, f.position, f.index, str([list(output) for output in f.outputs])) for f in fired}


@pytest.mark.django_db
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(graph=graphs(), seed=st.integers(0, 2**32))
def test_nothing_runs_before_the_question_it_depends_on_is_answered(
    alice: User, graph: Graph, seed: int
) -> None:
    plan = make_plan(graph)
    if not check_run(plan, {}, {}).is_clean:
        return
    try:
        expected = _expected(in_lockstep(plan, _plainly, MAX_FIRINGS))
    except AssertionError:
        return  # does not end
    chance = random.Random(seed)
    document = GraphDocument("Random", "", graph, tuple(link.is_static for link in graph.links))
    version = create_graph(workspace=alice.personal_workspace, user=alice, given=document)
    execution = start_run(graph=version.graph, user=alice, request=RunRequest())
    for _ in range(2 * MAX_FIRINGS):
        _goes_on(execution, chance)
        execution.refresh_from_db()
        open_questions = list(Review.objects.filter(execution=execution, status="WAITING"))
        # An answer leaves its mark on the value, so what got round one would differ from what is expected.
        assert _ended(execution) <= expected
        assert (execution.status == "REVIEW") == bool(open_questions)
        if not open_questions:
            break
        _answer(chance.choice(open_questions), alice)
    assert (_ended(execution), execution.status) == (expected, execution.status)
    assert execution.status in ("COMPLETED", "FAILED")
