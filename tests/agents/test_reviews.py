"""A review pauses its branch, holds no worker, and goes on with what a person decides."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from rest_framework.test import APIClient

from agents.engine.plan import BlockGone
from agents.models import Execution, NodeExecution, Review
from agents.runner.recovery import recover
from platform_project.accounts.models import User
from tests.agents.wire import Outside
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, STORE, firings, graph_json, node, start, wait

Clients = Callable[..., APIClient]
REVIEW = "agent.human_review"


def asking(**settings: Any) -> dict[str, Any]:
    """Data is reviewed; what was approved, rejected and said is given."""
    graph = graph_json(
        node("data", STORE, input={"text": "draft"}),
        node("ask", REVIEW, name="Good?"),
        node("yes", OUTPUT, name="approved"),
        node("no", OUTPUT, name="rejected"),
        node("said", OUTPUT, name="message"),
        links=(
            "data.output -> ask.data",
            "ask.approved_data -> yes.value",
            "ask.rejected_data -> no.value",
            "ask.review_message -> said.value",
        ),
    )
    return graph | {"settings": {"safe_mode": True, **settings}}


def paused(client: APIClient, execution_id: str, seconds: float = 10) -> dict[str, Any]:
    """The execution once it is in REVIEW."""
    until = time.monotonic() + seconds
    while True:
        execution: dict[str, Any] = client.get(f"/api/v1/executions/{execution_id}").json()
        if execution["status"] == "REVIEW":
            return execution
        assert time.monotonic() < until, execution
        time.sleep(0.02)


def questions(client: APIClient, execution_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/api/v1/reviews?execution={execution_id}").json()["results"]
    return sorted(found, key=lambda review: str(review["name"]))


def decide(client: APIClient, review: dict[str, Any], decision: str = "approve", **more: Any) -> Any:
    answer = client.post(f"/api/v1/reviews/{review['id']}", {"decision": decision, **more})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def asked(client: APIClient, graph: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Start a graph and wait for its one question."""
    execution_id = start(client, graph)["id"]
    paused(client, execution_id)
    (review,) = questions(client, execution_id)
    return execution_id, review


def test_without_safe_mode_a_review_approves_at_once(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    ended = wait(client, start(client, asking(safe_mode=False))["id"])
    assert ended["outputs"] == {
        "approved": [{"text": "draft"}],
        "message": ["Auto-approved (safe mode disabled)"],
    }
    assert not Review.objects.exists()


def test_what_is_approved_goes_on_and_who_approved_is_kept(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    execution_id, review = asked(client, asking())
    assert (review["name"], review["data"], review["node_id"]) == ("Good?", {"text": "draft"}, "ask")
    assert [row["status"] for row in firings(client, execution_id)] == ["COMPLETED", "AWAITING_INPUT"]
    decided = decide(client, review, message="fine")
    assert (decided["status"], decided["decided_by"]) == ("APPROVED", "Alice")
    assert (decided["was_edited"], decided["decided_at"] is not None) == (False, True)
    ended = wait(client, execution_id)
    assert (ended["status"], ended["outputs"]) == (
        "COMPLETED",
        {"approved": [{"text": "draft"}], "message": ["fine"]},
    )


def test_edited_data_goes_on_and_the_change_is_kept(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    execution_id, review = asked(client, asking())
    decided = decide(client, review, data={"text": "better"})
    assert (decided["was_edited"], decided["data"], decided["decided_data"]) == (
        True,
        {"text": "draft"},
        {"text": "better"},
    )
    assert wait(client, execution_id)["outputs"]["approved"] == [{"text": "better"}]


def test_rejected_data_takes_the_other_way(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    execution_id, review = asked(client, asking())
    decide(client, review, "reject", message="no")
    ended = wait(client, execution_id)
    assert (ended["status"], ended["outputs"]) == (
        "COMPLETED",
        {"rejected": [{"text": "draft"}], "message": ["no"]},
    )


def test_a_question_is_answered_once(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    execution_id, review = asked(client, asking())
    decide(client, review)
    again = client.post(f"/api/v1/reviews/{review['id']}", {"decision": "reject"})
    assert (again.status_code, again.json()["code"]) == (409, "review_is_decided")
    assert "rejected" not in wait(client, execution_id)["outputs"]


def test_only_members_see_and_answer_a_question(
    worker: Worker, alice: User, bob: User, client_of: Clients
) -> None:
    _, review = asked(client_of(alice), asking())
    path = f"/api/v1/reviews/{review['id']}"
    assert APIClient().get(path).status_code == 401
    assert client_of(bob).get(path).status_code == 404
    assert client_of(bob).post(path, {"decision": "approve"}).status_code == 404
    assert client_of(bob).get("/api/v1/reviews").json()["results"] == []
    assert Review.objects.get().status == "WAITING"


def test_data_that_may_not_be_changed_is_not(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = asking()
    graph["nodes"][1]["input_default"]["editable"] = False
    _, review = asked(client, graph)
    refused = client.post(f"/api/v1/reviews/{review['id']}", {"decision": "approve", "data": 1})
    assert (refused.status_code, "data" in refused.json()["details"]) == (400, True)
    assert Review.objects.get().status == "WAITING"
    decide(client, review, data={"text": "draft"})


def test_other_branches_run_on_while_one_waits(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = asking()
    graph["nodes"] += [node("other", STORE, input="x"), node("out", OUTPUT, name="other")]
    graph["links"].append(
        {"source_id": "other", "source_name": "output", "sink_id": "out", "sink_name": "value"}
    )
    execution_id, _ = asked(client, graph)
    assert client.get(f"/api/v1/executions/{execution_id}").json()["outputs"] == {"other": ["x"]}


def test_each_turn_of_a_loop_asks_and_the_order_of_answers_changes_nothing(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("list", STORE, input=["a", "b", "c"]),
        node("each", "logic.step_through_items"),
        node("ask", REVIEW, name="Good?"),
        node("out", OUTPUT, name="result"),
        links=(
            "list.output -> each.items",
            "each.item -> ask.data",
            "ask.approved_data -> out.value",
        ),
    ) | {"settings": {"safe_mode": True}}
    execution_id = start(client, graph)["id"]
    paused(client, execution_id)
    reviews = sorted(questions(client, execution_id), key=lambda review: str(review["data"]))
    assert [review["data"] for review in reviews] == ["a", "b", "c"]
    for review in (reviews[2], reviews[0]):
        decide(client, review)
    decide(client, reviews[1], data="B")
    assert wait(client, execution_id)["outputs"] == {"result": ["a", "B", "c"]}


def test_one_answer_may_approve_the_rest_of_the_execution(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("data", STORE, input=1),
        node("first", REVIEW, name="1"),
        node("second", REVIEW, name="2"),
        node("out", OUTPUT, name="result"),
        links=(
            "data.output -> first.data",
            "first.approved_data -> second.data",
            "second.approved_data -> out.value",
        ),
    ) | {"settings": {"safe_mode": True}}
    execution_id, review = asked(client, graph)
    decide(client, review, auto_approve=True)
    ended = wait(client, execution_id)
    assert (ended["outputs"], ended["auto_approved"]) == ({"result": [1]}, True)
    assert Review.objects.count() == 1


def test_a_person_supplies_the_value_of_a_pin(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("say", STORE), node("out", OUTPUT, name="result"), links=("say.output -> out.value",)
    )
    graph["nodes"][0]["settings"] = {"human_input": ["input"]}
    execution_id, review = asked(client, graph)
    assert (review["kind"], review["data"], list(review["answer_schema"]["properties"])) == (
        "input",
        {"input": None},
        ["input"],
    )
    for data in (None, {"other": 1}, {}):
        refused = client.post(f"/api/v1/reviews/{review['id']}", {"decision": "approve", "data": data})
        assert refused.status_code == 400, data
    decide(client, review, data={"input": "from a person"})
    assert wait(client, execution_id)["outputs"] == {"result": ["from a person"]}


def test_a_sensitive_block_runs_only_once_it_is_approved(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(node("post", "discord.post_message", channel_id="1", message="hi"))
    graph["settings"] = {"review_sensitive": True}
    execution_id, review = asked(client, graph)
    assert (review["kind"], review["data"]["message"], page.count("/messages")) == ("action", "hi", 0)
    decide(client, review, data={"message": "hello"})
    assert wait(client, execution_id)["status"] == "COMPLETED"
    assert [body["content"] for body in page.bodies] == ["hello"]


def test_a_sensitive_block_that_is_refused_fails_and_does_nothing(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = graph_json(node("post", "discord.post_message", channel_id="1", message="hi"))
    graph["settings"] = {"review_sensitive": True}
    execution_id, review = asked(client, graph)
    decide(client, review, "reject", message="not today")
    ended = wait(client, execution_id)
    assert (ended["status"], ended["error_code"]) == ("FAILED", "review_rejected")
    assert "not today" in ended["error"]
    assert page.count("/messages") == 0


def test_a_question_that_nobody_answers_in_time_fails_its_step(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = asking()
    graph["nodes"][1]["settings"] = {"review_timeout_seconds": 1}
    execution_id, review = asked(client, graph)
    until = time.monotonic() + 10
    while not recover():
        assert time.monotonic() < until
        time.sleep(0.1)
    ended = wait(client, execution_id)
    assert (ended["status"], ended["error_code"]) == ("FAILED", "review_timed_out")
    assert client.get(f"/api/v1/reviews/{review['id']}").json()["status"] == "TIMED_OUT"


def test_stopping_an_execution_takes_its_questions_back(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    execution_id, review = asked(client, asking())
    assert client.post(f"/api/v1/executions/{execution_id}/stop").json()["status"] == "TERMINATED"
    assert client.get(f"/api/v1/reviews/{review['id']}").json()["status"] == "CANCELLED"
    assert not NodeExecution.objects.filter(status="AWAITING_INPUT").exists()
    refused = client.post(f"/api/v1/reviews/{review['id']}", {"decision": "approve"})
    assert refused.status_code == 409


def test_a_review_cannot_be_resumed_around(worker: Worker, alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    execution_id, _ = asked(client, asking())
    refused = client.post(f"/api/v1/executions/{execution_id}/resume")
    assert (refused.status_code, refused.json()["code"]) == (409, "execution_not_paused")
    assert Execution.objects.get().status == "REVIEW"


def test_whoever_starts_a_run_may_ask_for_safe_mode_and_not_take_it_back(
    worker: Worker, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    asked_for = start(client, asking(safe_mode=False), safe_mode=True)["id"]
    paused(client, asked_for)
    kept = start(client, asking(), safe_mode=False)["id"]
    paused(client, kept)
    graph_id = client.get(f"/api/v1/executions/{kept}").json()["graph_id"]
    pinned = {"ask": [["approved_data", 1]]}
    refused = client.post(f"/api/v1/graphs/{graph_id}/executions", {"pinned_outputs": pinned})
    assert (refused.status_code, list(refused.json()["details"]["nodes"])) == (400, ["ask"])
    assert Execution.objects.count() == 2


def test_an_overdue_question_about_a_block_that_is_gone_ends_its_execution(
    worker: Worker, alice: User, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(alice)
    execution_id, review = asked(client, asking())
    Review.objects.update(expires_at=Now() - timedelta(seconds=1))

    def gone(_: Any) -> None:
        raise BlockGone("No block is called 'x'.")

    monkeypatch.setattr("agents.runner.answers.plan_for", gone)
    refused = client.post(f"/api/v1/reviews/{review['id']}", {"decision": "approve"})
    assert (refused.status_code, refused.json()["code"]) == (400, "graph_invalid")
    assert Review.objects.get().status == "WAITING"
    assert recover() >= 1
    ended = client.get(f"/api/v1/executions/{execution_id}").json()
    assert (ended["status"], ended["error_code"]) == ("FAILED", "block_gone")


@pytest.mark.slow
def test_a_question_survives_that_every_worker_is_replaced(
    own_worker: Callable[[], Worker], alice: User, client_of: Clients
) -> None:
    client, first = client_of(alice), own_worker()
    execution_id, review = asked(client, asking())
    first.kill()
    own_worker()
    decide(client, review)
    assert wait(client, execution_id)["outputs"]["approved"] == [{"text": "draft"}]
