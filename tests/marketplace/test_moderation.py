"""Deciding on submissions, taking listings down, appeals and reports: who may, and what a refusal leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from agents.models import Graph, Origin
from marketplace import errors
from marketplace.models import (
    AbuseReport,
    Appeal,
    Listing,
    ModerationEvent,
    Rating,
    Submission,
)
from marketplace.services import appeals, letters, moderation, report_decisions, take_downs
from platform_project.accounts.models import User, Workspace
from platform_project.errors import BadInput
from platform_project.notifications.models import Notification
from tests.factories.accounts import make_team, make_user
from tests.factories.history import make_graph
from tests.factories.marketplace import again, moderator, senior, waiting


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Each task that is sent, as (name, arguments…)."""
    found: list[tuple[str, ...]] = []
    for module in (moderation, take_downs):
        monkeypatch.setattr(module, "enqueue", lambda *job: found.append(job))
    return found


def acts(listing: Listing) -> list[str]:
    return list(ModerationEvent.objects.filter(listing=listing).order_by("id").values_list("act", flat=True))


def told(user: User) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(user=user).order_by("id").values_list("kind", "title"))


def approved(submission: Submission, by: User) -> Submission:
    moderation.claim(submission=submission, moderator=by)
    return moderation.approve(submission=submission, moderator=by)


# --- Claims -----------------------------------------------------------------------------------------------
def test_a_claim_that_another_holds_is_refused_until_half_an_hour_has_passed(alice: User) -> None:
    mia, max_ = moderator("mia"), moderator("max")
    submission = waiting(alice)
    assert moderation.claim(submission=submission, moderator=mia).claimed_by == mia
    with pytest.raises(errors.SubmissionClaimed) as refusal:
        moderation.claim(submission=submission, moderator=max_)
    assert refusal.value.details == {"claimed_by": "Mia"}
    submission.refresh_from_db()
    assert (submission.claimed_by, acts(submission.listing)) == (mia, ["claimed"])

    moderation.claim(submission=submission, moderator=mia)  # it is hers already
    Submission.objects.filter(pk=submission.pk).update(claimed_at=timezone.now() - timedelta(minutes=31))
    assert moderation.claim(submission=submission, moderator=max_).claimed_by == max_
    assert acts(submission.listing) == ["claimed", "claimed"]
    with pytest.raises(errors.ClaimNeeded):
        moderation.approve(submission=submission, moderator=mia)


def test_a_senior_moderator_takes_a_claim_over_at_once_and_it_can_be_given_back(alice: User) -> None:
    mia, sam = moderator("mia"), senior("sam")
    submission = waiting(alice)
    moderation.claim(submission=submission, moderator=mia)
    assert moderation.claim(submission=submission, moderator=sam).claimed_by == sam
    with pytest.raises(errors.ClaimNeeded):
        moderation.release(submission=submission, moderator=mia)
    assert moderation.release(submission=submission, moderator=sam).claimed_by is None
    assert acts(submission.listing) == ["claimed", "claimed", "released"]


def test_only_who_claimed_decides_and_only_what_is_pending(alice: User) -> None:
    mia, max_ = moderator("mia"), moderator("max")
    submission = waiting(alice)
    for decide in (moderation.approve, moderation.reject):
        with pytest.raises(errors.ClaimNeeded):
            decide(submission=submission, moderator=mia, note="Why not")
    moderation.claim(submission=submission, moderator=mia)
    with pytest.raises(errors.ClaimNeeded):
        moderation.reject(submission=submission, moderator=max_, note="No")
    for wrong in ("", "  ", "x" * 4_001):
        with pytest.raises(BadInput) as refusal:
            moderation.reject(submission=submission, moderator=mia, note=wrong)
        assert "note" in refusal.value.details
    submission.refresh_from_db()
    assert (submission.state, submission.listing.state, told(alice)) == ("pending", "draft", [])

    found = moderation.reject(submission=submission, moderator=mia, note=" It does nothing. ")
    assert (found.state, found.note, found.decided_by) == ("rejected", "It does nothing.", mia)
    assert found.decided_at is not None
    assert told(alice) == [("submission_decided", "Letter opener: version 1 was not approved")]
    for again_ in (moderation.claim, moderation.approve, moderation.release):
        with pytest.raises(errors.SubmissionNotPending) as late:
            again_(submission=submission, moderator=mia)
        assert late.value.details == {"state": "rejected"}
    assert (acts(submission.listing), Listing.objects.get().state) == (["claimed", "rejected"], "draft")


def test_nobody_moderates_what_a_workspace_of_their_own_offers(alice: User) -> None:
    sam = senior("sam")
    submission = waiting(alice)
    team = make_team(alice, viewer=sam)
    Listing.objects.update(workspace=team)
    submission = Submission.objects.get()
    for step in (moderation.claim, moderation.approve):
        with pytest.raises(errors.OwnSubmission):
            step(submission=submission, moderator=sam)
    with pytest.raises(errors.OwnSubmission):
        take_downs.take_down(listing=submission.listing, moderator=sam, note="No")
    assert acts(submission.listing) == []


# --- Approving --------------------------------------------------------------------------------------------
def test_what_is_approved_is_shown_and_never_changes(alice: User, queued: list[tuple[str, ...]]) -> None:
    mia = moderator("mia")
    first = approved(waiting(alice), mia)
    listing = Listing.objects.get()
    assert (listing.state, listing.approved, first.state) == ("public", first, "approved")
    assert listing.published_at is not None
    assert told(alice) == [("submission_decided", "Letter opener: version 1 was approved")]
    assert ("marketplace.tasks.index_listing", str(listing.pk)) in queued
    with pytest.raises(DatabaseError), transaction.atomic():
        Submission.objects.update(title="Something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        ModerationEvent.objects.update(note="Something else")

    Listing.objects.update(state="unpublished")
    second = approved(again(listing, alice), mia)
    listing.refresh_from_db()
    assert (listing.approved, listing.state) == (second, "unpublished"), "its creator took it off the shelves"
    assert ("marketplace.tasks.tell_of_update", str(second.pk)) in queued


def test_who_added_an_agent_is_told_of_its_new_version_once(alice: User, bob: User) -> None:
    mia = moderator("mia")
    listing = approved(waiting(alice), mia).listing
    graph: Graph = make_graph(bob)
    came = {
        "listing_id": listing.pk,
        "submission_id": listing.pk,
        "creator_workspace_id": listing.workspace_id,
    }
    Origin.objects.create(graph=graph, number=1, **came)
    Origin.objects.create(graph=make_graph(bob), number=1, is_step=True, **came)
    Origin.objects.create(graph=make_graph(make_user("up-to-date")), number=2, **came)
    second = approved(again(listing, alice, changelog="Opens faster."), mia)
    assert [letters.tell_of_update(second.pk) for _ in range(2)] == [1, 0]
    row = Notification.objects.get(kind="update_available")
    assert (row.user, row.title, row.text) == (bob, "Letter opener has a new version", "Opens faster.")
    assert row.link == f"/agents/{graph.pk}"


def test_four_eyes_are_two_people_of_whom_the_second_is_senior(alice: User, settings: Any) -> None:
    settings.MARKETPLACE_FOUR_EYES = True
    mia, max_, sam = moderator("mia"), moderator("max"), senior("sam")
    submission = approved(waiting(alice), mia)
    assert (submission.state, submission.first_approval_by, submission.claimed_by) == ("pending", mia, None)
    assert (submission.listing.state, told(alice)) == ("draft", [])
    for wrong in (mia, max_):
        with pytest.raises(errors.SecondModerator), transaction.atomic():
            approved(submission, wrong)
    submission.refresh_from_db()
    assert (submission.state, submission.claimed_by) == ("pending", None)
    assert approved(submission, sam).state == "approved"
    assert acts(submission.listing) == ["claimed", "first_approval", "claimed", "approved"]

    other = approved(waiting(make_user("carol")), sam)  # seniors are first ones too, and not both
    with pytest.raises(errors.SecondModerator):
        approved(other, sam)


# --- Take-downs and appeals -------------------------------------------------------------------------------
def test_a_take_down_is_undone_only_by_a_moderator(alice: User, queued: list[tuple[str, ...]]) -> None:
    mia, sam = moderator("mia"), senior("sam")
    listing = waiting(alice).listing
    with pytest.raises(errors.WrongListingState):
        take_downs.take_down(listing=listing, moderator=sam, note="Why")
    listing = approved(listing.submissions.get(), mia).listing
    AbuseReport.objects.create(listing=listing, kind="spam", by=mia)
    with pytest.raises(BadInput):
        take_downs.take_down(listing=listing, moderator=sam, note="")
    with pytest.raises(errors.NothingToAppeal):
        appeals.appeal(listing=listing, submission=None, user=alice, text="Why?")
    listing.refresh_from_db()
    assert (listing.state, AbuseReport.objects.get().state) == ("public", "open")

    queued.clear()
    listing = take_downs.take_down(listing=listing, moderator=sam, note="It is spam.")
    assert (listing.state, AbuseReport.objects.get().state) == ("taken_down", "upheld")
    assert ("marketplace.tasks.index_listing", str(listing.pk)) in queued
    assert told(alice)[1:] == [("listing_moderated", "Letter opener was taken off the marketplace")]
    appeal = appeals.appeal(listing=listing, submission=None, user=alice, text="It is not.")
    with pytest.raises(errors.AppealOpen):
        appeals.appeal(listing=listing, submission=None, user=alice, text="It is not!")
    answered = appeals.decide(appeal=appeal, moderator=sam, is_granted=True, answer="You are right.")
    listing.refresh_from_db()
    assert (answered.state, answered.decided_by, listing.state) == ("granted", sam, "unpublished")
    with pytest.raises(errors.AppealDecided):
        appeals.decide(appeal=appeal, moderator=sam, is_granted=False, answer="No")
    with pytest.raises(errors.WrongListingState):
        take_downs.restore(listing=listing, moderator=sam)
    assert acts(listing)[2:] == ["taken_down", "appealed", "appeal_granted", "restored"]


def test_an_appeal_against_a_rejection_brings_the_same_back_into_its_place_of_the_queue(alice: User) -> None:
    mia, sam = moderator("mia"), senior("sam")
    submission = waiting(alice, submitted_at=timezone.now() - timedelta(days=3), title="Old letter")
    with pytest.raises(errors.NothingToAppeal):
        appeals.appeal(listing=submission.listing, submission=submission, user=alice, text="Why?")
    moderation.claim(submission=submission, moderator=mia)
    submission = moderation.reject(submission=submission, moderator=mia, note="Dull.")
    with pytest.raises(BadInput):
        appeals.appeal(listing=submission.listing, submission=submission, user=alice, text=" ")
    asked = appeals.appeal(listing=submission.listing, submission=submission, user=alice, text="It shines.")
    appeals.decide(appeal=asked, moderator=sam, is_granted=True, answer="It does.")
    new = Submission.objects.get(number=2)
    assert (new.state, new.title, new.submitted_at) == ("pending", "Old letter", submission.submitted_at)
    assert (new.file, new.claimed_by, new.note) == (submission.file, None, "")
    with pytest.raises(errors.NothingToAppeal):
        appeals.appeal(listing=submission.listing, submission=submission, user=alice, text="Again")
    assert Submission.objects.get(number=1).state == "rejected"
    assert told(alice)[-1] == ("listing_moderated", "Your appeal about Old letter was granted")


def test_an_appeal_that_is_denied_changes_nothing_else(alice: User) -> None:
    mia, sam = moderator("mia"), senior("sam")
    submission = waiting(alice)
    moderation.claim(submission=submission, moderator=mia)
    submission = moderation.reject(submission=submission, moderator=mia, note="Dull.")
    asked = appeals.appeal(listing=submission.listing, submission=submission, user=alice, text="No.")
    with pytest.raises(BadInput):
        appeals.decide(appeal=asked, moderator=sam, is_granted=False, answer="")
    assert Appeal.objects.get().state == "open"
    assert appeals.decide(appeal=asked, moderator=sam, is_granted=False, answer="Yes.").state == "denied"
    assert Submission.objects.count() == 1


# --- Reports ----------------------------------------------------------------------------------------------
def test_a_report_is_answered_once_and_one_of_a_rating_that_is_right_hides_it(alice: User, bob: User) -> None:
    mia = moderator("mia")
    submission = approved(waiting(alice), mia)
    rating = Rating.objects.create(
        listing=submission.listing, submission=submission, user=bob, stars=1, text="Rude words"
    )
    report = AbuseReport.objects.create(listing=submission.listing, rating=rating, kind="harmful", by=alice)
    assert report_decisions.uphold(report=report, moderator=mia).state == "upheld"
    rating.refresh_from_db()
    assert rating.is_hidden
    with pytest.raises(errors.ReportHandled):
        report_decisions.dismiss(report=report, moderator=mia)
    other = AbuseReport.objects.create(listing=submission.listing, kind="spam", by=bob)
    found = report_decisions.dismiss(report=other, moderator=mia)
    assert (found.state, found.handled_by, submission.listing.state) == ("dismissed", mia, "public")
    assert Workspace.objects.count() > 2


def test_who_reported_is_told_once_of_what_came_of_it_and_not_who_decided(alice: User, bob: User) -> None:
    mia, sam = moderator("mia"), senior("sam")
    carol, dave = make_user("carol"), make_user("dave")
    submission = approved(waiting(alice), mia)
    listing = submission.listing
    rating = Rating.objects.create(listing=listing, submission=submission, user=bob, stars=1)
    of_rating = AbuseReport.objects.create(listing=listing, rating=rating, kind="harmful", by=alice)
    report_decisions.uphold(report=of_rating, moderator=mia)
    assert answers(alice) == [
        ("Your report of a rating of Letter opener was upheld", "The rating is hidden.")
    ]
    assert answers(bob) == [], "nobody learns of it by having written what was reported"

    report_decisions.dismiss(report=report_of(listing, bob), moderator=mia)
    [(title, text)] = answers(bob)
    assert title == "Your report of Letter opener was dismissed"
    link = f"/marketplace/{listing.creator.slug}/{listing.slug}"
    row = Notification.objects.get(user=bob, kind="report_answered")
    assert (row.link, row.mail) == (link, "immediate")
    assert "mia" not in f"{title} {text}".lower()

    of_carol, gone = report_of(listing, carol), report_of(listing, dave)
    AbuseReport.objects.filter(pk=gone.pk).update(by=None)  # whose account is deleted
    report_decisions.uphold(report=gone, moderator=mia)
    take_downs.take_down(listing=listing, moderator=sam, note="It is spam, says Carol.")
    of_carol.refresh_from_db()
    taken_down = ("Your report of Letter opener was upheld", "The agent was taken off the marketplace.")
    assert (of_carol.state, answers(carol)) == ("upheld", [taken_down])
    with pytest.raises(errors.ReportHandled):
        report_decisions.dismiss(report=of_carol, moderator=mia)
    assert [len(answers(user)) for user in (alice, bob, carol, dave)] == [1, 1, 1, 0]


def report_of(listing: Listing, user: User) -> AbuseReport:
    made: AbuseReport = AbuseReport.objects.create(listing=listing, kind="spam", by=user)
    return made


def answers(user: User) -> list[tuple[str, str]]:
    found = Notification.objects.filter(user=user, kind="report_answered").order_by("id")
    return list(found.values_list("title", "text"))
