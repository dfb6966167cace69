"""Offering a version of an agent: a draft, what is said of it, and handing it to the moderators.

What a moderator does with it is `moderation.py`'s.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.utils import timezone

from agents.exchange.exports import export_agent
from agents.models import Graph, GraphVersion, Origin
from agents.services.runs import version_of
from marketplace.errors import ListingTakenDown, SubmissionNotOpen, SubmissionRefused, SubmissionUnderWay
from marketplace.locks import lock_offers, lock_submission
from marketplace.models import (
    UNDER_WAY,
    Act,
    Category,
    Image,
    ImageUse,
    Listing,
    ListingState,
    ModerationEvent,
    Submission,
    SubmissionState,
)
from marketplace.models.submission import MAX_DESCRIPTION_CHARACTERS, MAX_TITLE_CHARACTERS
from marketplace.services.checks import Check, checks_of, problems_among
from marketplace.services.creators import creator_of
from marketplace.services.demo_outputs import demo_output_of
from marketplace.services.facts import Facts, facts_of_file
from marketplace.services.slugs import free_slug
from platform_project.accounts.models import User
from platform_project.errors import BadInput

MAX_LISTINGS = 500  # of a workspace
MAX_FILE_BYTES = 10 * 1024 * 1024  # of an agent's file, as JSON
SAID = (  # what a creator says, and a next submission begins with
    "title", "subtitle", "description", "instructions", "categories", "tags", "price", "is_closed", "images",
    "demo_output",
)  # fmt: skip


@transaction.atomic
def start_submission(*, graph: Graph, version: int | None, user: User) -> Submission:
    """A draft of what may be offered, with what was said of the agent last. version: None is the active one.

    Raises NotFound for a version that is not there, BadInput for an agent that came from the marketplace,
    SubmissionUnderWay and ListingTakenDown.
    """
    lock_offers(graph.workspace_id)
    chosen = version_of(graph, version)
    if Origin.objects.filter(graph=graph).exists():
        told = "This agent was added from the marketplace; only what you made can be offered."
        raise BadInput(told, graph_id=[told])
    listing = _listing_of(graph)
    _refuse_taken_down(listing)
    _refuse_second(listing)
    last = listing.submissions.order_by("-number").first()
    said = {name: getattr(last, name) for name in SAID} if last else _first_words(chosen)
    made: Submission = Submission.objects.create(
        listing=listing, number=last.number + 1 if last else 1, graph_version=chosen.number, **said
    )
    return made


@transaction.atomic
def change_submission(*, submission: Submission, **given: Any) -> Submission:
    """Change a draft. given: fields of SAID, `changelog`, `graph_version`, and `demo_execution`, whose
    outputs are taken over (None: no example).

    Raises SubmissionNotOpen, and BadInput for categories, pictures and the like that are not there.
    """
    submission = lock_submission(submission.pk)
    _refuse_unless(submission, SubmissionState.DRAFT, "Only a draft can be changed.")
    if "demo_execution" in given:
        given["demo_output"] = demo_output_of(submission.listing, given.pop("demo_execution"))
    if "graph_version" in given:
        _version(submission.listing, given["graph_version"])
    _refuse_unknown_categories(given.get("categories", ()))
    _refuse_unknown_images(submission.listing, given.get("images", ()))
    for name, value in given.items():
        setattr(submission, name, value)
    submission.save(update_fields=[*given, "updated_at"])
    return submission


@transaction.atomic
def submit(*, submission: Submission, user: User) -> Submission:
    """Hand a draft to the moderators, with the agent's file as it is now.

    Raises SubmissionNotOpen, ListingTakenDown, GraphInvalid, and SubmissionRefused naming every problem.
    """
    submission = lock_submission(submission.pk)
    _refuse_unless(submission, SubmissionState.DRAFT, "Only a draft can be submitted.")
    listing = submission.listing
    _refuse_taken_down(listing)
    lock_offers(listing.workspace_id)  # of two drafts with one title, one is first
    file, facts, checks = looked_at(submission)
    if problems := problems_among(checks):
        raise SubmissionRefused(
            "It cannot be submitted: " + " ".join(check.text for check in problems[:3]),
            problems=[check.as_json() for check in problems],
        )
    _name(listing, submission.title)
    submission.file, submission.providers = file, facts.providers
    submission.data_access = facts.data_access
    submission.checks = [check.as_json() for check in checks]
    submission.state = SubmissionState.PENDING
    submission.submitted_by, submission.submitted_at = user, timezone.now()
    submission.save()
    _note(submission, Act.SUBMITTED, user)
    return submission


@transaction.atomic
def withdraw(*, submission: Submission, user: User) -> Submission:
    """Take back what waits for a moderator; that ends it. Raises SubmissionNotOpen."""
    submission = lock_submission(submission.pk)
    _refuse_unless(submission, SubmissionState.PENDING, "Only what waits for a moderator can be taken back.")
    submission.state = SubmissionState.WITHDRAWN
    submission.save(update_fields=["state", "updated_at"])
    _note(submission, Act.WITHDRAWN, user)
    return submission


@transaction.atomic
def delete_draft(*, submission: Submission) -> None:
    """Raises SubmissionNotOpen. A listing of which nothing was ever submitted goes along."""
    submission = lock_submission(submission.pk)
    _refuse_unless(submission, SubmissionState.DRAFT, "Only a draft can be deleted.")
    listing = submission.listing
    submission.delete()
    if listing.state == ListingState.DRAFT and not listing.submissions.exists():
        listing.delete()


def looked_at(submission: Submission) -> tuple[dict[str, Any], Facts, list[Check]]:
    """The file of a draft, what it does with data, and its checks, as they are now.

    Raises BadInput where the agent or its version is gone, or too large, GraphInvalid, and AgentIsClosed
    where it runs an agent that nobody may look into.
    """
    file = export_agent(_version(submission.listing, submission.graph_version))
    if len(orjson.dumps(file)) > MAX_FILE_BYTES:
        told = f"The agent is larger than {MAX_FILE_BYTES // 1024**2} MB as a file."
        raise BadInput(told, graph_version=[told])
    return file, facts_of_file(file), checks_of(file, submission)


def _listing_of(graph: Graph) -> Listing:
    found: Listing | None = Listing.objects.filter(graph=graph).first()
    if found is not None:
        return found
    if Listing.objects.filter(workspace_id=graph.workspace_id).count() >= MAX_LISTINGS:
        told = f"A workspace has {MAX_LISTINGS} listings at most."
        raise BadInput(told, graph_id=[told])
    creator = creator_of(workspace=graph.workspace)
    listing = Listing(workspace_id=graph.workspace_id, creator=creator, graph=graph)
    listing.slug = _slug(listing, graph.name)
    listing.save(force_insert=True)
    return listing


def _name(listing: Listing, title: str) -> None:
    """Until something of it was submitted nobody knows its address, so that still follows the title."""
    if not listing.submissions.exclude(state=SubmissionState.DRAFT).exists():
        listing.slug = _slug(listing, title)
        listing.save(update_fields=["slug", "updated_at"])


def _slug(listing: Listing, text: str) -> str:
    others = Listing.objects.filter(creator=listing.creator).exclude(pk=listing.pk)
    return free_slug(text, otherwise="agent", is_taken=lambda slug: others.filter(slug=slug).exists())


def _first_words(version: GraphVersion) -> dict[str, Any]:
    return {
        "title": version.name[:MAX_TITLE_CHARACTERS],
        "description": version.description[:MAX_DESCRIPTION_CHARACTERS],
        "instructions": version.instructions[:MAX_DESCRIPTION_CHARACTERS],
    }


def _version(listing: Listing, number: int) -> GraphVersion:
    version = GraphVersion.objects.filter(graph=listing.graph_id, number=number).first()
    if listing.graph_id is None or version is None:
        told = f"The agent has no version {number}." if listing.graph_id else "The agent was deleted."
        raise BadInput(told, graph_version=[told])
    return version


def _refuse_taken_down(listing: Listing) -> None:
    if listing.state == ListingState.TAKEN_DOWN:
        raise ListingTakenDown("A moderator took this listing down; you may appeal.", listing=str(listing.pk))


def _refuse_second(listing: Listing) -> None:
    under_way = listing.submissions.filter(state__in=UNDER_WAY).first()
    if under_way is not None:
        told = "There is a submission of this agent already that is a draft or waits."
        raise SubmissionUnderWay(told, submission=str(under_way.pk))


def _refuse_unless(submission: Submission, state: SubmissionState, told: str) -> None:
    if submission.state != state:
        raise SubmissionNotOpen(f"{told} This one is {submission.state}.", state=submission.state)


def _refuse_unknown_categories(slugs: Any) -> None:
    known = set(Category.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    if unknown := [slug for slug in slugs if slug not in known]:
        told = f"There is no category {unknown[0]!r}."
        raise BadInput(told, categories=[told])


def _refuse_unknown_images(listing: Listing, ids: Any) -> None:
    own = Image.objects.filter(workspace_id=listing.workspace_id, use__in=[ImageUse.COVER, ImageUse.DEMO])
    known: set[UUID] = set(own.filter(pk__in=ids).values_list("pk", flat=True))
    if unknown := [one for one in ids if one not in known]:
        told = f"{unknown[0]} is no picture that was put up here for a listing."
        raise BadInput(told, images=[told])


def _note(submission: Submission, act: Act, user: User) -> None:
    ModerationEvent.objects.create(listing=submission.listing, submission=submission, act=act, by=user)
