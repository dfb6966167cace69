"""What runs of listed agents cost their buyers and bring their creators."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from agents.engine.state import ExecutionStatus
from agents.models import Execution, Graph, Origin, UnpaidFiring
from agents.runner import prices, unpaid
from agents.runner.expand import expand
from agents.services import runs
from credits.models import AccountKind, Budget, Entry, Hold
from credits.services import ledger, sales, verification
from marketplace.models import Listing, ListingDay, ListingState
from marketplace.tasks import count_run
from platform_project.accounts.models import User, Workspace
from tests.factories.agents import OUTPUT, STORE, graph_json, node, save
from tests.factories.marketplace import offer

RUN_AGENT = "e189baac-8c20-45a1-94a7-55177ea42565"
INPUT = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b"
CREDIT = 1_000_000
PRICE = 10 * CREDIT


@pytest.fixture(autouse=True)
def credits_are_on(settings: Any) -> None:
    settings.CREDITS = True


@pytest.fixture
def agent(a: Any, b: Any, alice: User, bob: User) -> Graph:
    """An agent of alice's in bob's library; it runs another that came along."""
    child = save(a, kept("hello"))
    parent = graph_json(
        node("run", RUN_AGENT, graph_id=child["id"]),
        node("out", OUTPUT, name="result"),
        links=("run.result -> out.value",),
    )
    return added(b, offer(alice, graph=parent, price=PRICE))


def kept(word: str) -> dict[str, Any]:
    return graph_json(
        node("keep", STORE, input=word),
        node("out", OUTPUT, name="result"),
        links=("keep.output -> out.value",),
    )


def added(client: Any, listing: Listing) -> Graph:
    graph_id = client.post(f"/api/v1/store/listings/{listing.pk}/install").json()["graph_id"]
    found: Graph = Graph.objects.get(pk=graph_id)
    return found


def fund(user: User, credits: int) -> None:
    if credits:
        ledger.grant(workspace_id=user.personal_workspace.pk, amount=credits * CREDIT, key=f"g{credits}")


def start(client: Any, graph: Graph, **body: Any) -> Execution:
    answer = client.post(f"/api/v1/graphs/{graph.pk}/executions", body)
    assert answer.status_code == 201, answer.json()
    found: Execution = Execution.objects.get(pk=answer.json()["id"])
    return found


def ended(execution: Execution) -> Execution:
    for _ in range(10):
        for execution_id in Execution.objects.unfinished().values_list("pk", flat=True):
            expand(execution_id)
    execution.refresh_from_db()
    assert execution.has_ended
    return execution


def balances(user: User) -> tuple[int, int, int]:
    """Credits that are free, held and earned."""
    place = user.personal_workspace.pk
    have, earned = ledger.balance_of(place), ledger.balance_of(place, kind=AccountKind.EARNINGS)
    return have.available // CREDIT, have.held // CREDIT, earned.balance // CREDIT


def test_a_run_that_goes_well_is_paid_once_and_its_creator_earns(
    b: Any, alice: User, bob: User, agent: Graph
) -> None:
    fund(bob, 25)
    Listing.objects.update(state=ListingState.UNPUBLISHED)  # what is in a library goes on
    told = b.post(f"/api/v1/graphs/{agent.pk}/estimate", {}).json()
    assert (told["price"], told["typical"], told["most"], told["nodes"]) == ("10", "10", "10", [])
    execution = start(b, agent)
    assert balances(bob) == (15, 10, 0)
    ended(execution)
    shown = b.get(f"/api/v1/executions/{execution.pk}").json()
    assert (shown["status"], shown["cost"], shown["price"]) == ("COMPLETED", "10", "10")
    assert (balances(bob), balances(alice)) == ((15, 0, 0), (0, 0, 8))
    prices.settle(execution, ExecutionStatus.COMPLETED)
    assert (balances(bob), balances(alice)) == ((15, 0, 0), (0, 0, 8))
    assert Hold.objects.count() == 1  # the agent that came along cost nothing of its own
    [line] = b.get("/api/v1/credits/entries?kind=capture").json()["results"]
    assert (line["amount"], line["graph_id"]) == ("-10", str(agent.pk))
    assert list(verification.differences()) == []
    listing = Listing.objects.get()
    count_run(str(listing.pk), 8 * CREDIT)
    listing.refresh_from_db()
    day = ListingDay.objects.get()
    assert (listing.run_count, day.runs, day.earned, day.installs) == (1, 1, 8 * CREDIT, 1)


def test_without_credits_or_room_in_a_budget_nothing_begins(b: Any, bob: User, agent: Graph) -> None:
    fund(bob, 9)
    refused = b.post(f"/api/v1/graphs/{agent.pk}/executions", {})
    assert (refused.status_code, refused.json()["code"]) == (402, "insufficient_credits")
    assert refused.json()["details"] == {"needed": "10", "available": "9"}
    fund(bob, 20)
    Budget.objects.create(workspace=bob.personal_workspace, scope="day", limit=5 * CREDIT)
    refused = b.post(f"/api/v1/graphs/{agent.pk}/executions", {})
    assert (refused.status_code, refused.json()["code"]) == (402, "over_budget")
    assert not Execution.objects.exists()
    assert balances(bob) == (29, 0, 0)
    assert ended(start(b, agent, dry_run=True)).price == 0
    assert not Hold.objects.exists()


def test_a_run_that_does_not_go_well_costs_nothing(b: Any, alice: User, bob: User, agent: Graph) -> None:
    fund(bob, 25)
    stopped = start(b, agent)
    runs.stop_run(execution_id=stopped.pk)
    bad = graph_json(
        node("in", INPUT, name="word"),
        node("bad", "text.match_pattern", match="(", data="x"),
        links=("in.result -> bad.text",),
    )
    failed = ended(start(b, added(b, offer(alice, graph=bad, price=PRICE)), inputs={"word": "x"}))
    stopped.refresh_from_db()
    assert [(e.status, e.price, e.cost) for e in (stopped, failed)] == [
        ("TERMINATED", 0, 0),
        ("FAILED", 0, 0),
    ]
    assert (balances(bob), balances(alice)) == ((25, 0, 0), (0, 0, 0))
    assert list(verification.differences()) == []


def test_an_agent_that_another_runs_is_paid_for_too(b: Any, alice: User, bob: User, agent: Graph) -> None:
    fund(bob, 15)
    mine = graph_json(
        node("first", RUN_AGENT, graph_id=str(agent.pk)),
        node("out", OUTPUT, name="result"),
        links=("first.result -> out.value",),
    )
    graph = Graph.objects.get(pk=save(b, mine)["id"])
    well = ended(start(b, graph))
    assert (well.status, well.price, well.cost) == ("COMPLETED", 0, PRICE)
    # It counts for the agent and the person that began it.
    entry = Entry.objects.get(kind="capture", account__workspace=bob.personal_workspace)
    assert (entry.graph_id, entry.created_by_id) == (graph.pk, bob.pk)
    assert (balances(bob), balances(alice)) == ((5, 0, 0), (0, 0, 8))
    waiting = start(b, graph)
    for _ in range(3):
        expand(waiting.pk)
    shown = b.get(f"/api/v1/executions/{waiting.pk}").json()
    assert (shown["status"], shown["cost"]) == ("INSUFFICIENT_CREDITS", "0")
    [row] = b.get(f"/api/v1/executions/{waiting.pk}/nodes").json()["results"]
    assert (row["status"], row["error_code"]) == ("AWAITING_INPUT", "insufficient_credits")
    assert unpaid.go_on_in(bob.personal_workspace.pk) == 0  # it is not there yet
    fund(bob, 30)
    assert unpaid.go_on_in(bob.personal_workspace.pk) == 1
    assert balances(bob) == (25, 10, 0)
    paid = ended(waiting)
    assert (paid.status, paid.outputs, paid.cost) == ("COMPLETED", {"result": ["hello"]}, PRICE)
    assert (balances(bob), balances(alice)) == ((25, 0, 0), (0, 0, 16))
    halfway = start(b, graph)
    expand(halfway.pk)
    assert balances(bob) == (15, 10, 0)
    runs.stop_run(execution_id=halfway.pk)
    assert (balances(bob), balances(alice)) == ((25, 0, 0), (0, 0, 16))
    assert not UnpaidFiring.objects.exists()
    assert list(verification.differences()) == []


def test_what_is_left_behind_is_settled(b: Any, alice: User, bob: User, agent: Graph) -> None:
    fund(bob, 40)
    done, gone, runs_on = (start(b, agent) for _ in range(3))
    Execution.objects.filter(pk=done.pk).update(status="COMPLETED", ended_at=timezone.now())
    Execution.objects.filter(pk=gone.pk).delete()
    assert prices.settle_left() == 0  # it may still be under way
    Hold.objects.update(created_at=timezone.now() - prices.LEFT_AFTER * 2)
    assert prices.settle_left() == 2
    assert (balances(bob), balances(alice)) == ((20, 10, 0), (0, 0, 8))
    assert sales.open_sales(older_than=prices.LEFT_AFTER) == [runs_on.pk]

    Workspace.objects.filter(pk=alice.personal_workspace.pk).delete()  # and the share is nobody's
    assert ended(runs_on).status == "COMPLETED"
    assert balances(bob) == (20, 0, 0)
    assert list(verification.differences()) == []


def test_runs_of_ones_own_touch_no_account(
    a: Any, alice: User, django_assert_num_queries: Any, agent: Graph
) -> None:
    mine = Graph.objects.get(pk=save(a, kept("hello"))["id"])
    ended(start(a, mine))
    with django_assert_num_queries(0):
        assert prices.price_of(mine.pk, mine.workspace_id) == 0
        prices.settle(Execution(graph=mine), ExecutionStatus.COMPLETED)
    assert not Entry.objects.exists()
    assert not Hold.objects.exists()
    assert Origin.objects.filter(graph=mine).count() == 0
