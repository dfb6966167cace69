"""Runs that cost something: what they take, what waits when it is not there, and how it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.models import Execution, Graph, NodeExecution, UnpaidFiring
from agents.runner.context import rights_of
from agents.runner.payment import begin, give_back_left, key_of, may_cost
from agents.runner.plans import plan_of
from agents.runner.recovery import recover
from agents.runner.unpaid import look_again
from agents.services import happened
from credits import tasks
from credits.models import Budget, Entry, Hold, Tier
from credits.services import ledger
from credits.services.price_book import book_now
from credits.services.verification import differences
from platform_project.accounts.models import User
from platform_project.notifications.models import Mark, Notification
from tests.agents.wire import Outside
from tests.agents.worker import SharedWorker, Worker, let_leases_run_out
from tests.factories.agents import OUTPUT, REQUEST, firings, graph_json, node, save, start, wait, wait_for
from tests.integrations.credentials import connect

Clients = Callable[..., APIClient]
ONE_ANSWER = 20 * 15 + 3 * 60  # micro-credits of what the local server counts, at the price of gpt-4o-mini
AGENT = "agent.run_agent"


@pytest.fixture(scope="module")
def module_worker(the_outside: Outside, django_db_setup: None) -> Iterator[SharedWorker]:
    shared = SharedWorker(the_outside, {"CREDITS": "on"})
    try:
        yield shared
    finally:
        shared.end()


@pytest.fixture(autouse=True)
def credits_are_on(settings: Settings) -> None:
    settings.CREDITS = True


def ask(node_id: str, **defaults: Any) -> dict[str, Any]:
    return node(
        node_id, "ai.text_generator", **{"prompt": "Hi", "model": "gpt-4o-mini", "retry": 1, **defaults}
    )


def asking(**defaults: Any) -> dict[str, Any]:
    said = node("out", OUTPUT, name="said")
    return graph_json(ask("ask", **defaults), said, links=("ask.response -> out.value",))


def asking_twice() -> dict[str, Any]:
    """A cheap question, then one whose answer may get long."""
    first, then = ask("first", max_tokens=10), ask("then", max_tokens=1_000)
    wires = ("first.response -> then.prompt", "then.response -> out.value")
    return graph_json(first, then, node("out", OUTPUT, name="said"), links=wires, name="Asker")


def grant(user: User, micro_credits: int, key: str = "first") -> UUID:
    place: UUID = user.personal_workspace.pk
    ledger.grant(workspace_id=place, amount=micro_credits, key=key)
    return place


def until_paused(client: APIClient, execution_id: str) -> dict[str, Any]:
    end = time.monotonic() + 40
    while True:
        shown: dict[str, Any] = client.get(f"/api/v1/executions/{execution_id}").json()
        if shown["status"] == "INSUFFICIENT_CREDITS":
            return shown
        assert time.monotonic() < end, (shown["status"], shown["node_count"], firings(client, execution_id))
        time.sleep(0.02)


def told_of_waiting(user: User, title: str, link: str) -> None:
    """Runs what beat runs, as if half a minute had passed."""
    ago = timezone.now() - timedelta(seconds=30)
    UnpaidFiring.objects.update(created_at=ago)
    Mark.objects.update_or_create(
        name="what happened in executions", defaults={"at": ago - timedelta(seconds=30)}
    )
    happened.tell()
    found = Notification.objects.get(user=user, kind="credits_low")
    assert (found.title, found.link) == (title, link)


def has(place: UUID) -> tuple[int, int]:
    found = ledger.balance_of(place)
    return found.balance, found.held


def test_a_model_costs_exactly_what_the_table_says_in_the_firing_the_run_and_the_ledger(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    place, client = grant(alice, 1_000_000), client_of(alice)
    ended = wait(client, start(client, asking())["id"])
    assert (ended["status"], ended["cost"]) == ("COMPLETED", "0.00048")
    row = next(row for row in firings(client, ended["id"]) if row["node_id"] == "ask")
    assert row["cost"] == "0.00048"
    entry = Entry.objects.get(account__workspace=place, kind="capture")
    assert (entry.amount, entry.unpaid, str(entry.execution_id)) == (-ONE_ANSWER, 0, ended["id"])
    assert (entry.provider, entry.model, entry.node_id) == ("openai", "gpt-4o-mini", "ask")
    assert (str(entry.graph_id), entry.created_by_id) == (ended["graph_id"], alice.pk)
    assert has(place) == (1_000_000 - ONE_ANSWER, 0)


def test_an_estimate_rests_on_what_the_graph_gives_and_on_past_runs(
    worker: Worker, page: Outside, alice: User, bob: User, client_of: Clients, settings: Settings
) -> None:
    settings.OPENAI_API_KEY = "sk-1"
    place, client = grant(alice, 1_000_000), client_of(alice)
    graph_id = save(client, asking(max_tokens=1_000))["id"]
    path = f"/api/v1/graphs/{graph_id}/estimate"
    before = client.post(path, {"inputs": {}}).json()
    (guess,) = before["nodes"]
    assert (before["enabled"], before["available"], before["runs"], guess["samples"]) == (True, "1", 0, 0)
    most = float(guess["most"])
    assert 0.06 < most < 0.07  # 1,000 tokens of an answer, and the question
    assert before["typical"] == before["most"] == guess["typical"] == guess["most"]
    wait(client, client.post(f"/api/v1/graphs/{graph_id}/executions", {}).json()["id"])
    after = client.post(path, {"inputs": {}}).json()
    assert (after["typical"], after["runs"], float(after["most"])) == ("0.00048", 1, most)
    assert [(node["node_id"], node["samples"], node["firings"]) for node in after["nodes"]] == [("ask", 1, 1)]
    assert client.post(path, {"dry_run": True}).json()["typical"] == "0"
    assert client_of(bob).post(path, {}).status_code == 404
    assert has(place) == (1_000_000 - ONE_ANSWER, 0)


def test_an_estimate_counts_what_agents_cost_that_are_run_as_steps(
    worker: Worker, page: Outside, alice: User, client_of: Clients, settings: Settings
) -> None:
    settings.OPENAI_API_KEY = "sk-1"
    grant(alice, 1_000_000)
    client = client_of(alice)
    child = save(client, asking(max_tokens=1_000))["id"]
    alone = client.post(f"/api/v1/graphs/{child}/estimate", {}).json()
    middle = save(client, graph_json(node("call", AGENT, graph_id=child)))["id"]
    graph = save(client, graph_json(node("one", AGENT, graph_id=middle), node("two", AGENT, graph_id=child)))
    path = f"/api/v1/graphs/{graph['id']}/estimate"
    before = client.post(path, {}).json()
    assert {each["node_id"]: each["most"] for each in before["nodes"]} == dict.fromkeys(
        ("one", "two"), alone["most"]
    )
    assert float(before["typical"]) == float(before["most"]) == 2 * float(alone["most"]) > 0
    wait(client, client.post(f"/api/v1/graphs/{child}/executions", {}).json()["id"])
    usual = client.post(path, {}).json()  # no run of its own yet, but one of the agent that it runs
    assert (usual["typical"], usual["most"], usual["runs"]) == ("0.00096", before["most"], 0)
    wait(client, client.post(f"/api/v1/graphs/{graph['id']}/executions", {}).json()["id"])
    after = client.post(path, {}).json()
    assert (after["typical"], after["most"], after["runs"]) == ("0.00096", before["most"], 1)
    assert [each["samples"] for each in after["nodes"]] == [1, 1]


def test_an_agent_that_runs_itself_has_an_estimate(
    alice: User, client_of: Clients, settings: Settings
) -> None:
    settings.OPENAI_API_KEY = "sk-1"
    client = client_of(alice)
    graph = save(client, asking())["id"]
    once = client.post(f"/api/v1/graphs/{graph}/estimate", {}).json()["most"]
    again = asking()
    again["nodes"].append(node("again", AGENT, graph_id=graph))
    assert client.put(f"/api/v1/graphs/{graph}", again, format="json").status_code == 200
    other = graph_json(node("call", AGENT, graph_id=graph))
    told = client.post("/api/v1/graphs/estimate", {"graph": other}, format="json").json()
    assert float(told["most"]) == 2 * float(once) > 0  # as it is now, and the version that it names


def test_what_is_drawn_has_an_estimate_before_it_is_saved(
    worker: Worker, page: Outside, alice: User, bob: User, client_of: Clients, settings: Settings
) -> None:
    settings.OPENAI_API_KEY = "sk-1"
    grant(alice, 1_000_000)
    client, path = client_of(alice), "/api/v1/graphs/estimate"
    drawn = asking(max_tokens=1_000)
    told = client.post(path, {"graph": drawn}, format="json").json()
    assert (told["enabled"], told["runs"], told["available"]) == (True, 0, "1")
    assert 0.06 < float(told["most"]) < 0.07
    graph_id = save(client, drawn)["id"]
    wait(client, client.post(f"/api/v1/graphs/{graph_id}/executions", {}).json()["id"])
    drawn["nodes"].append(ask("more", max_tokens=1_000))
    more = client.post(path, {"graph": drawn, "graph_id": graph_id}, format="json").json()
    assert {each["node_id"]: each["samples"] for each in more["nodes"]} == {"ask": 1, "more": 0}
    assert float(more["typical"]) == pytest.approx(0.00048 + float(told["most"]))
    assert Graph.objects.get().versions.count() == 1
    refused = client.post(path, {"graph": graph_json(node("a", "no.such_block"))}, format="json")
    assert (refused.status_code, list(refused.json()["details"]["nodes"])) == (400, ["a"])
    theirs = client_of(bob).post(path, {"graph": drawn, "graph_id": graph_id}, format="json")
    assert theirs.status_code == 404


def test_a_key_of_ones_own_costs_nothing_and_touches_no_row(
    worker: Worker, page: Outside, alice: User, client_of: Clients, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    connect(alice, provider="openai", secret={"api_key": "sk-mine-0123456789"}, base_url=f"{page.url}/v1")
    client = client_of(alice)
    ended = wait(client, start(client, asking())["id"])
    assert (ended["status"], ended["cost"], ended["tokens"]["tokens_in"]) == ("COMPLETED", "0", 20)
    assert (Hold.objects.count(), Entry.objects.count()) == (0, 0)


def test_what_cannot_be_paid_waits_with_those_above_it_and_goes_on_when_credits_arrive(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    place, client = grant(alice, 20_000), client_of(alice)
    child = save(client, asking_twice())
    above = start(client, graph_json(node("call", AGENT, graph_id=child["id"])))["id"]
    until_paused(client, above)
    below = Execution.objects.get(parent=above)
    assert below.status == "INSUFFICIENT_CREDITS"
    first, then = NodeExecution.objects.filter(execution=below).order_by("step")
    assert (first.status, first.cost, then.status) == ("COMPLETED", ONE_ANSWER, "AWAITING_INPUT")
    assert (then.error_code, then.attempts) == ("insufficient_credits", 0)
    assert has(place) == (20_000 - ONE_ANSWER, 0)
    recover()  # nothing has changed: nothing goes on
    assert UnpaidFiring.objects.get().firing_id == then.pk
    told_of_waiting(alice, "Asker waits: there are too few credits", f"/runs/{above}")
    grant(alice, 1_000_000, "second")
    ended = wait(client, above, seconds=40)
    assert (ended["status"], ended["cost"]) == ("COMPLETED", "0.00096")
    assert page.count("chat/completions") == 2
    assert not UnpaidFiring.objects.exists()
    then.refresh_from_db()
    assert (then.status, then.error, then.error_code, then.attempts) == ("COMPLETED", "", "", 1)
    assert Entry.objects.filter(account__workspace=place, kind="capture").count() == 2
    assert has(place) == (1_020_000 - 2 * ONE_ANSWER, 0)


def test_a_budget_holds_a_step_back_while_others_go_on(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    place, client = grant(alice, 10_000_000), client_of(alice)
    budget = Budget.objects.create(workspace_id=place, scope="execution", limit=1)
    graph = asking()
    graph["nodes"] += [node("free", "basic.store_value", input="x"), node("other", OUTPUT, name="other")]
    graph["links"].append(
        {"source_id": "free", "source_name": "output", "sink_id": "other", "sink_name": "value"}
    )
    execution_id = start(client, graph)["id"]
    until_paused(client, execution_id)
    rows = {row["node_id"]: row for row in firings(client, execution_id)}
    assert (rows["other"]["status"], rows["ask"]["status"]) == ("COMPLETED", "AWAITING_INPUT")
    assert "budget of 0.000001 credits" in rows["ask"]["error"]
    assert page.count("chat/completions") == 0
    Budget.objects.filter(pk=budget.pk).update(limit=1_000_000)
    assert look_again(at_budgets=False) == 0
    assert look_again(at_budgets=True) == 1
    assert wait(client, execution_id)["outputs"] == {"other": ["x"], "said": ["Graphs become chords."]}
    assert has(place) == (10_000_000 - ONE_ANSWER, 0)


def test_a_run_has_a_budget_of_its_own_beside_those_of_its_agent(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    place, client = grant(alice, 10_000_000), client_of(alice)
    child = save(client, asking())
    graph = save(client, graph_json(node("call", AGENT, graph_id=child["id"])))["id"]
    Budget.objects.create(workspace_id=place, scope="execution", graph_id=graph, limit=5_000_000)
    Budget.objects.create(workspace_id=place, scope="graph", graph_id=graph, limit=5_000_000)
    runs = f"/api/v1/graphs/{graph}/executions"
    bounded = client.post(runs, {"max_credits": "0.000001"}, format="json").json()["id"]
    until_paused(client, bounded)
    below = NodeExecution.objects.get(execution__parent=bounded, status="AWAITING_INPUT")
    assert (below.error_code, page.count("chat/completions")) == ("over_budget", 0)
    assert "budget of 0.000001 credits for a run" in below.error
    free = client.post(runs, {"max_credits": None}, format="json").json()["id"]
    assert wait(client, free)["status"] == "COMPLETED"
    own = {row["execution_id"]: row for row in client.get("/api/v1/credits/budgets").json()["results"]}[
        bounded
    ]
    assert (own["scope"], own["limit"], own["graph_id"]) == ("execution", "0.000001", None)
    tasks.end_due()
    assert Budget.objects.filter(pk=own["id"]).exists()  # the run is not over
    raised = client.patch(f"/api/v1/credits/budgets/{own['id']}", {"limit": "1"}, format="json")
    assert raised.status_code == 200
    look_again(at_budgets=True)
    assert wait(client, bounded)["status"] == "COMPLETED"
    tasks.end_due()
    assert set(Budget.objects.values_list("scope", "execution_id")) == {("execution", None), ("graph", None)}


@pytest.mark.parametrize("wrong", ["much", "-1", "1.0000001"])
def test_a_wrong_budget_of_a_run_is_named_and_nothing_starts(
    wrong: str, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    graph = save(client, asking())["id"]
    answer = client.post(f"/api/v1/graphs/{graph}/executions", {"max_credits": wrong}, format="json")
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["max_credits"])
    assert [type(told) for told in answer.json()["details"].values()] == [list]
    assert (Execution.objects.count(), Budget.objects.count()) == (0, 0)


def test_a_model_that_the_tier_does_not_have_is_not_asked(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    place, client = grant(alice, 1_000_000), client_of(alice)
    free = {"name": "Free", "position": 0, "allowed_models": ["claude-*"]}
    Tier.objects.update_or_create(slug="free", defaults=free)
    ended = wait(client, start(client, asking())["id"])
    assert (ended["status"], ended["cost"]) == ("FAILED", "0")
    row = firings(client, ended["id"])[0]
    assert (row["error_code"], row["input"]["model"]) == ("model_not_allowed", "gpt-4o-mini")
    assert (page.count("chat/completions"), has(place)) == (0, (1_000_000, 0))


def test_what_is_stopped_gives_back_what_was_held(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    place, client = grant(alice, 1_000_000), client_of(alice)
    page.released.clear()
    try:
        execution_id = start(client, asking())["id"]
        wait_for(client, execution_id, "RUNNING")
        until = time.monotonic() + 10
        while not has(place)[1]:
            assert time.monotonic() < until
            time.sleep(0.02)
        assert client.post(f"/api/v1/executions/{execution_id}/stop", {}).status_code == 200
        while has(place)[1]:
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        page.released.set()
    assert has(place) == (1_000_000, 0)


def test_a_run_that_is_stopped_while_it_waits_asks_for_nothing_more(
    worker: Worker, page: Outside, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    execution_id = start(client, asking())["id"]
    until_paused(client, execution_id)
    assert client.post(f"/api/v1/executions/{execution_id}/stop", {}).json()["status"] == "TERMINATED"
    assert not UnpaidFiring.objects.exists()
    grant(alice, 1_000_000)
    worker.wait_idle()
    assert (page.count("chat/completions"), Hold.objects.count()) == (0, 0)


def test_a_question_whose_worker_was_killed_is_paid_once_and_the_books_close(
    own_worker: Callable[[], Worker], page: Outside, alice: User, client_of: Clients
) -> None:
    place, client, first = grant(alice, 1_000_000), client_of(alice), own_worker()
    page.released.clear()
    try:
        execution_id = start(client, asking())["id"]
        end = time.monotonic() + 20
        while not page.count("chat/completions"):
            assert time.monotonic() < end
            time.sleep(0.02)
        first.kill()
    finally:
        page.released.set()
    assert has(place)[1] > 0  # what it set aside
    let_leases_run_out()
    assert recover() >= 1
    own_worker()
    ended = wait(client, execution_id)
    assert (ended["status"], ended["cost"]) == ("COMPLETED", "0.00048")
    assert page.count("chat/completions") == 2
    Hold.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    give_back_left()
    assert has(place) == (1_000_000 - ONE_ANSWER, 0)
    assert Entry.objects.filter(account__workspace=place, kind="capture").count() == 1
    assert list(differences()) == []


def test_what_a_lost_attempt_left_set_aside_is_given_back(alice: User, client_of: Clients) -> None:
    place, client = grant(alice, 10), client_of(alice)
    execution = Execution.objects.get(pk=start(client, asking())["id"])
    rows = [
        NodeExecution.objects.create(
            execution=execution, step=step, node_key="ask", node_position=0, block_id=execution.pk,
            index=step, wave=1, attempts=2, status="RUNNING", lease="mine", lease_until=timezone.now(),
        )
        for step in (1, 2)
    ]  # fmt: skip
    lost, at_work = rows[0], rows[1]
    lost.attempts = 1
    for row in (lost, at_work):
        ledger.hold(workspace_id=place, amount=3, key=key_of(row), execution_id=execution.pk)
    assert give_back_left() == 0  # they are young
    Hold.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert give_back_left() == 1
    assert Hold.objects.get(state="open").key == key_of(at_work)
    assert has(place) == (10, 3)


def test_a_single_block_is_paid_by_whoever_fires_it(
    page: Outside, alice: User, client_of: Clients, settings: Settings, transactional_db: None
) -> None:
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-1", f"{page.url}/v1"
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    client, given = client_of(alice), {"input": {"prompt": "Hi", "model": "gpt-4o-mini"}}
    refused = client.post("/api/v1/blocks/ai.text_generator/execute", given)
    assert (refused.status_code, refused.json()["code"]) == (402, "insufficient_credits")
    assert page.count("chat/completions") == 0
    place = grant(alice, 1_000_000)
    answer = client.post("/api/v1/blocks/ai.text_generator/execute", given).json()
    assert (answer["error"], answer["cost"]) == (None, "0.00048")
    assert has(place) == (1_000_000 - ONE_ANSWER, 0)


def test_what_is_free_is_not_looked_at(
    alice: User, client_of: Clients, django_assert_num_queries: Callable[[int], Any]
) -> None:
    graph = graph_json(node("call", REQUEST, url="http://127.0.0.1"), ask("ask"))
    execution = Execution.objects.select_related("version").get(pk=start(client_of(alice), graph)["id"])
    plan, alone = plan_of(execution.version_id), plan_of(execution.version_id, "call")
    free, dear = plan.nodes
    row = NodeExecution(execution=execution, node_key=free.id, attempts=1)
    rights = rights_of(execution, free, patience_seconds=1)
    book_now()
    with django_assert_num_queries(0):
        assert begin(row, free, {}, rights) is None
        assert (may_cost(plan), may_cost(alone)) == (True, False)
    execution.is_dry_run = True
    with django_assert_num_queries(0):
        assert begin(row, dear, {}, rights) is None
