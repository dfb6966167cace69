"""From a draft to what a moderator sees."""

from __future__ import annotations

import pytest

from marketplace.errors import SubmissionRefused, SubmissionUnderWay
from marketplace.models import Act, Listing, ListingState, ModerationEvent, Submission, SubmissionState
from marketplace.services.submissions import delete_draft, start_submission, submit, withdraw
from platform_project.accounts.models import User
from tests.factories.agents import graph_json, node
from tests.factories.marketplace import approved, draft_of, graph_of, submitted


def test_a_draft_becomes_a_submission_with_the_agents_file_and_what_it_does_with_data(alice: User) -> None:
    graph = graph_of(alice)
    submission = submitted(alice, graph, title="My  digest!", price=5_000_000)
    submission.refresh_from_db()
    assert (submission.state, submission.number, submission.submitted_by) == ("pending", 1, alice)
    assert submission.file["id"] == str(graph.pk)
    assert submission.data_access == {"reads": [], "sends": [], "keeps": [], "hosts": []}
    assert {check["level"] for check in submission.checks} == {"ok", "warning"}
    listing = Listing.objects.get()
    assert (listing.slug, listing.state, listing.creator.slug) == ("my-digest", ListingState.DRAFT, "alice")
    assert [event.act for event in ModerationEvent.objects.all()] == [Act.SUBMITTED]


def test_a_problem_keeps_it_a_draft_and_is_named(alice: User) -> None:
    key = "sk-proj-" + "a1B2c3D4e5F6g7H8i9J0"
    nodes = (
        node("ask", "web.send_request", url="http://192.168.0.7/x"),
        node("s", "basic.store_value", input=key),
    )
    draft = draft_of(alice, graph_of(alice, graph_json(*nodes)), categories=[])
    with pytest.raises(SubmissionRefused) as refused:
        submit(submission=draft, user=alice)
    found = {(one["id"], one["node"]) for one in refused.value.details["problems"]}
    assert found == {("outbound_hosts", "ask"), ("secrets", "s"), ("words", "")}
    texts = {one["id"]: one["text"] for one in refused.value.details["problems"]}
    assert texts["secrets"] == "“Store Value”: input holds what looks like a key of OpenAI or the like."
    assert key not in str(refused.value.details) + refused.value.message
    draft.refresh_from_db()
    assert (draft.state, draft.file, ModerationEvent.objects.count()) == ("draft", {}, 0)


def test_the_next_submission_begins_with_what_was_said_last(alice: User) -> None:
    graph = graph_of(alice)
    first = approved(alice, graph, price=3_000_000)
    second = start_submission(graph=graph, version=None, user=alice)
    assert (second.number, second.title, second.price) == (2, first.title, 3_000_000)
    assert (second.changelog, second.file, second.state) == ("", {}, SubmissionState.DRAFT)
    with pytest.raises(SubmissionUnderWay) as refused:
        start_submission(graph=graph, version=None, user=alice)
    assert refused.value.details == {"submission": str(second.pk)}


def test_what_waits_can_be_taken_back_and_a_draft_deleted(alice: User) -> None:
    graph = graph_of(alice)
    submission = withdraw(submission=submitted(alice, graph), user=alice)
    assert submission.state == SubmissionState.WITHDRAWN
    delete_draft(submission=start_submission(graph=graph, version=None, user=alice))
    assert [one.pk for one in Submission.objects.all()] == [submission.pk]
    delete_draft(submission=draft_of(alice))
    assert Listing.objects.count() == 1  # of which nothing was submitted goes along
