"""Moderating in the admin: what its pages show, what they do, and for whom."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agents.engine.graph import Graph as GraphOf
from agents.engine.graph import Link, Node
from agents.models import Execution, Graph
from credits.services.ledger import balance_of
from marketplace.admin.graph_picture import picture_of
from marketplace.models import AbuseReport, Appeal, Category, Listing, Rating, ReasonTemplate, Submission
from marketplace.services import moderation, trials
from platform_project.accounts.models import User
from platform_project.kit.money import MICRO
from tests.factories.accounts import client_for, make_user
from tests.factories.agents import OUTPUT, STORE, graph_json, node
from tests.factories.marketplace import again, moderator, senior, waiting

QUEUE = "admin:marketplace_submission_changelist"
EVIL = "<script>alert(1)</script>"


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(row: Any) -> str:
    return reverse(f"admin:marketplace_{row._meta.model_name}_change", args=[row.pk])


def act(client: Client, row: Any, what: str, **said: str) -> Any:
    url = reverse(f"admin:marketplace_{row._meta.model_name}_act", args=[row.pk])
    return client.post(url, {"act": what, **said}, follow=True)


def messages_of(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def in_bulk(client: Client, model: str, action: str, *rows: Any, **said: Any) -> Any:
    url = reverse(f"admin:marketplace_{model}_changelist")
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows], **said}
    return client.post(url, data, follow=True)


def with_input() -> dict[str, Any]:
    nodes = node("in", "agent.input", name="topic"), node("keep", STORE), node("out", OUTPUT, name="result")
    return graph_json(*nodes, links=("in.result -> keep.input", "keep.output -> out.value"))


# --- The queue --------------------------------------------------------------------------------------------
def test_the_queue_shows_what_waits_the_oldest_first_with_its_age(alice: User) -> None:
    mia = at(moderator("mia"))
    waiting(alice, title="Younger", submitted_at=timezone.now() - timedelta(hours=3))
    waiting(alice, title="Older", submitted_at=timezone.now() - timedelta(days=2))
    waiting(alice, title="In the making", state="draft", submitted_at=None)
    waiting(alice, title="Long gone", state="rejected")
    page = mia.get(reverse(QUEUE)).content.decode()
    assert re.findall(r"(Younger|Older|In the making|Long gone) · version 1", page) == ["Older", "Younger"]
    assert "2\xa0days" in page
    assert "3\xa0hours" in page
    everything = mia.get(f"{reverse(QUEUE)}?state=all").content.decode()
    assert "Long gone" in everything
    assert "In the making" not in everything


def test_several_are_claimed_rejected_and_approved_at_once(alice: User) -> None:
    max_ = moderator("max")
    mia = at(moderator("mia"))
    clean = waiting(alice, title="Clean")
    bad = waiting(alice, title="Bad", checks=[{"id": "secrets", "level": "problem", "text": "A key."}])
    taken = waiting(alice, title="Taken")
    moderation.claim(submission=taken, moderator=max_)
    said = messages_of(in_bulk(mia, "submission", "claim_selected", clean, bad, taken))
    assert said == ["Taken 1: Max looks at it.", "2 claimed."]
    said = messages_of(in_bulk(mia, "submission", "approve_selected", clean, bad, taken))
    assert said == [
        "Taken 1: Claim it first: only who has claimed it decides.",
        "1 approved.",
        "Bad 1: a check found a problem, so it is looked at by itself.",
    ]
    assert messages_of(in_bulk(mia, "submission", "reject_selected", bad)) == [
        "Choose a reason beside the action."
    ]
    reason = ReasonTemplate.objects.get(title="A secret in the agent")
    assert messages_of(in_bulk(mia, "submission", "reject_selected", bad, reason=reason.pk)) == [
        "1 rejected."
    ]
    found = {row.title: (row.state, row.note) for row in Submission.objects.all()}
    assert found == {"Clean": ("approved", ""), "Bad": ("rejected", reason.text), "Taken": ("pending", "")}


# --- The page of one --------------------------------------------------------------------------------------
def test_the_page_compares_with_what_was_approved_and_renders_nothing_that_people_wrote(alice: User) -> None:
    mia = moderator("mia")
    first = waiting(alice, price=0, description="Plain", data_access={"reads": ["Gmail: Read."]})
    moderation.claim(submission=first, moderator=mia)
    moderation.approve(submission=first, moderator=mia)
    graph: Graph = first.listing.graph  # type: ignore[assignment]  # it is there
    changed = graph_json(
        node("n0", STORE, input=EVIL),
        node("call", "web.send_request", url="https://evil.example/x"),
        node("out", OUTPUT, name=EVIL),
        links=("n0.output -> out.value",),
    )
    answer = client_for(alice).put(f"/api/v1/graphs/{graph.pk}", changed)
    assert answer.status_code == 200, answer.json()
    graph.refresh_from_db()
    second = again(
        first.listing, alice, description=EVIL, title=EVIL, changelog=EVIL, tags=[EVIL],
        checks=[{"id": "hosts", "level": "warning", "text": EVIL}], demo_output={"result": [EVIL]},
        price=5_000_000,
        data_access={"reads": ["Gmail: Read."], "sends": ["GitHub: Delete."]},
    )  # fmt: skip
    page = at(mia).get(page_of(second)).content.decode()
    assert EVIL not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 8
    assert page.count('<svg class="graph-picture"') == 2
    assert "was free" in page
    assert "Differences from version 1" in page
    assert re.search(r"GitHub: Delete\.\s*<span class=\"mark is-warning\">new", page)
    assert not re.search(r"Gmail: Read\.\s*<span", page)
    assert re.search(r"evil\.example</code>\s*<span class=\"mark is-warning\">new", page)
    assert re.search(r"is-added\">added</span> Step “Send Web Request”|added</span> Step “Send", page)
    assert re.search(r"graph-node family-[a-z-]+ is-added", page)
    assert "removed</span> Link" in page


def test_claim_note_and_decision_on_the_page(alice: User) -> None:
    client, submission = at(moderator("mia")), waiting(alice)
    page = client.get(page_of(submission)).content.decode()
    assert ('value="claim"' in page, 'value="approve"' in page) == (True, False)
    assert messages_of(act(client, submission, "claim")) == ["It is yours for half an hour."]
    assert 'value="approve"' in client.get(page_of(submission)).content.decode()
    refused = act(client, submission, "reject", note=" ")
    assert messages_of(refused) == ["note: Say why: the creator reads it."]
    kept = act(client, submission, "reject", note="x" * 4_001)
    assert "x" * 4_001 in kept.content.decode(), "what was written is not lost"
    assert Submission.objects.get().state == "pending"
    assert messages_of(act(client, submission, "reject", note="Too dull.")) == [
        "Letter opener 1 is rejected; its creator is told why."
    ]
    submission.refresh_from_db()
    assert (submission.state, submission.note) == ("rejected", "Too dull.")
    assert "Too dull." in client.get(page_of(submission)).content.decode()
    assert LogEntry.objects.filter(object_id=str(submission.pk)).count() == 2


def test_a_trial_runs_the_offered_file_in_a_workspace_of_nobody(alice: User, settings: Any) -> None:
    settings.CREDITS = True
    mia = moderator("mia")
    client, submission = at(mia), waiting(alice, with_input())
    page = client.get(page_of(submission)).content.decode()
    assert 'name="input.topic"' in page
    said = messages_of(act(client, submission, "try", **{"input.topic": "tea", "is_dry": "on"}))
    assert said == ["The trial run has begun."]
    run = Execution.objects.get()
    assert (run.workspace_id, run.started_by, run.inputs, run.is_dry_run) == (
        trials.SANDBOX_ID, mia, {"topic": "tea"}, True,
    )  # fmt: skip
    assert not run.workspace.memberships.exists()
    assert balance_of(trials.SANDBOX_ID).available == trials.TRIAL_CREDITS * MICRO
    act(client, submission, "try", **{"input.topic": "rum"})
    assert Graph.objects.filter(workspace=trials.SANDBOX_ID).count() == 1
    assert balance_of(trials.SANDBOX_ID).available == trials.TRIAL_CREDITS * MICRO
    url = reverse("admin:marketplace_submission_trial", args=[submission.pk, run.pk])
    assert "queued" in client.get(url).content.decode()
    assert client.get(url.replace(str(run.pk), str(submission.pk))).status_code == 404
    assert client_for(alice).get(f"/api/v1/executions/{run.pk}").status_code == 404

    broken = waiting(alice)
    Submission.objects.filter(pk=broken.pk).update(file={})
    assert messages_of(act(client, Submission.objects.get(pk=broken.pk), "try")) == [
        "Nothing was submitted yet."
    ]


# --- Listings, reports, appeals ---------------------------------------------------------------------------
def test_a_report_leads_to_a_take_down_an_appeal_and_back(alice: User, bob: User) -> None:
    mia, sam = moderator("mia"), senior("sam")
    submission = waiting(alice)
    moderation.claim(submission=submission, moderator=mia)
    listing = moderation.approve(submission=submission, moderator=mia).listing
    one = AbuseReport.objects.create(listing=listing, kind="spam", text=EVIL, by=bob)
    AbuseReport.objects.create(listing=listing, kind="broken", text="Nothing comes out", by=sam)
    other = waiting(make_user("carol")).listing
    AbuseReport.objects.create(listing=other, kind="stolen", by=bob)
    client = at(sam)
    found = client.get(reverse("admin:marketplace_abusereport_changelist")).content.decode()
    assert re.findall(r"\d of this listing", found) == [
        "2 of this listing", "2 of this listing", "1 of this listing",
    ]  # fmt: skip
    page = client.get(page_of(one)).content.decode()
    assert EVIL not in page
    assert "Nothing comes out" in page
    assert messages_of(act(client, one, "take_down", note="It is spam.")) == [
        "The listing is taken down, and all reports of it are upheld."
    ]
    assert AbuseReport.objects.filter(state="open").count() == 1
    answer = client_for(alice).post(f"/api/v1/store/my-listings/{listing.pk}/appeals", {"text": "It is not."})
    assert (answer.status_code, answer.json()["state"]) == (201, "open"), answer.json()
    appeal = Appeal.objects.get()
    assert "It is spam." in client.get(page_of(appeal)).content.decode()
    assert messages_of(act(client, appeal, "grant")) == ["note: Say why: the creator reads it."]
    act(client, appeal, "grant", note="You are right.")
    listing.refresh_from_db()
    appeal.refresh_from_db()
    assert (listing.state, appeal.state) == ("unpublished", "granted")
    assert "Appeal granted" in client.get(page_of(listing)).content.decode()
    assert messages_of(act(client, appeal, "deny", note="No")) == [
        "That cannot be done now: somebody else was first."
    ]


# --- The API of appeals -----------------------------------------------------------------------------------
def test_only_builders_of_its_workspace_appeal_about_a_listing(alice: User, bob: User) -> None:
    mia = moderator("mia")
    submission = waiting(alice)
    moderation.claim(submission=submission, moderator=mia)
    url = f"/api/v1/store/my-listings/{submission.listing_id}/appeals"
    body = {"text": "Why?", "submission": str(submission.pk)}
    assert client_for(bob).post(url, body).status_code == 404
    assert Client().post(url, body).status_code == 401
    early = client_for(alice).post(url, body)
    assert (early.status_code, early.json()["code"]) == (409, "nothing_to_appeal")
    moderation.reject(submission=submission, moderator=mia, note="Dull.")
    for wrong in ({"text": ""}, {"text": "x" * 2_001}, {}):
        refused = client_for(alice).post(url, {"submission": str(submission.pk), **wrong})
        assert (refused.status_code, list(refused.json()["details"])) == (400, ["text"])
    strange = client_for(alice).post(url, {**body, "submission": str(submission.listing_id)})
    assert strange.status_code == 404
    assert not Appeal.objects.exists()
    made = client_for(alice).post(url, body)
    assert made.status_code == 201
    assert {**made.json(), "created_at": ""} == {
        "submission_id": str(submission.pk), "text": "Why?", "state": "open", "answer": "",
        "decided_at": None, "created_at": "",
    }  # fmt: skip
    again_ = client_for(alice).post(url, body)
    assert (again_.status_code, again_.json()["code"]) == (409, "appeal_open")


# --- Who may ----------------------------------------------------------------------------------------------
WHO = ["nobody", "no group", "moderator", "senior"]


@pytest.mark.parametrize("who", WHO)
def test_each_deed_is_for_those_whose_it_is(who: str, alice: User, bob: User) -> None:
    people = {"no group": lambda: make_user("ned", is_staff=True), "moderator": lambda: moderator("mia")}
    client = Client() if who == "nobody" else at(people.get(who, lambda: senior("sam"))())
    is_moderator, is_senior = who in ("moderator", "senior"), who == "senior"
    judge = moderator("judge")
    done = waiting(alice)
    moderation.claim(submission=done, moderator=judge)
    listing = moderation.approve(submission=done, moderator=judge).listing
    newer = again(listing, alice)
    rating = Rating.objects.create(listing=listing, submission=done, user=bob, stars=1)
    report = AbuseReport.objects.create(listing=listing, kind="spam", by=bob)
    of_rating = AbuseReport.objects.create(listing=listing, rating=rating, kind="spam", by=bob)
    Listing.objects.filter(pk=listing.pk).update(state="taken_down")
    appeal = Appeal.objects.create(listing=listing, text="Why?", by=alice)
    Listing.objects.filter(pk=listing.pk).update(state="public")

    pages = [newer, listing, report, appeal, listing.creator, rating, Category.objects.first()]
    seen = {client.get(page_of(row)).status_code for row in pages}
    assert seen == ({200} if is_moderator else {302} if who == "nobody" else {403})

    act(client, newer, "claim")
    in_bulk(client, "abusereport", "uphold_selected", of_rating)
    act(client, report, "dismiss")
    newer.refresh_from_db()
    rating.refresh_from_db()
    report.refresh_from_db()
    assert (newer.claimed_by is not None, rating.is_hidden, report.state == "dismissed") == (
        is_moderator,
    ) * 3
    in_bulk(client, "creator", "verify", listing.creator)
    in_bulk(client, "listing", "feature", listing)
    act(client, appeal, "deny", note="No.")
    client.post(reverse("admin:marketplace_category_add"), {"slug": "new", "name": "New", "position": 1})
    for row in (listing, listing.creator, appeal):
        row.refresh_from_db()
    assert (listing.creator.is_verified, listing.is_featured, appeal.state == "denied") == (is_senior,) * 3
    assert Category.objects.filter(slug="new").exists() is is_senior
    act(client, listing, "take_down", note="Spam.")
    listing.refresh_from_db()
    assert listing.state == ("taken_down" if is_senior else "public")
    act(client, listing, "restore")
    listing.refresh_from_db()
    assert listing.state == ("unpublished" if is_senior else "public")


def test_a_step_is_never_made_by_a_link(alice: User) -> None:
    client, submission = at(moderator("mia")), waiting(alice)
    url = reverse("admin:marketplace_submission_act", args=[submission.pk])
    assert client.get(f"{url}?act=claim").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(email="mia@example.com"))
    assert strict.post(url, {"act": "claim"}).status_code == 403
    assert client.post(url, {"act": "burn"}).status_code == 404
    assert Submission.objects.get().claimed_by is None


# --- The picture ------------------------------------------------------------------------------------------
def place(x: float, y: float) -> dict[str, Any]:
    return {"position": {"x": x, "y": y}}


@pytest.mark.parametrize(
    ("places", "drawn"),
    [
        pytest.param([place(0, 0), place(400, 90)], ["0 0", "400 90"], id="as its author put them"),
        pytest.param([place(0, 0), place(20, 20)], ["0 0", "298 0"], id="one hides the other"),
        pytest.param([place(0, 0), place(90_000, 0)], ["0 0", "298 0"], id="one is far off"),
        pytest.param([place(0, 0), {}], ["0 0", "298 0"], id="one has no place"),
        pytest.param([place(0, 0), place(float("nan"), 0)], ["0 0", "298 0"], id="one is nowhere"),
    ],
)
def test_no_step_is_hidden_in_the_picture(places: list[dict[str, Any]], drawn: list[str]) -> None:
    nodes = tuple(Node(f"n{at}", STORE, metadata=where) for at, where in enumerate(places))
    around = (Link("n0", "output", "n1", "input"), Link("n1", "output", "n1", "data"))
    svg = picture_of(GraphOf(nodes, around), label="It")
    assert re.findall(r"translate\(([^)]*)\)", svg) == drawn
    assert svg.count("<path") == 2
