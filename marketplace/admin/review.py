"""What a moderator has to see of a submission, side by side with what was approved last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from agents.admin.shown import pretty
from agents.engine.graph import Node
from blocks.finding import find_any_block
from integrations.catalogue.providers import find_provider
from marketplace.admin.differences import GraphChanges, Said, graph_changes, said_changes
from marketplace.admin.graph_picture import own_name, picture_of
from marketplace.models import Category, Submission, SubmissionState
from marketplace.services.agent_files import FiledGraph, graphs_of, title_of
from marketplace.services.facts import facts_of_file
from marketplace.services.moderation import CLAIM_LASTS
from marketplace.services.moderators import MODERATE, OVERSEE, is_senior
from platform_project.accounts.models import Membership, User
from platform_project.kit.money import credits_text

MAX_STEPS_SHOWN = 300  # of one agent, with their values
_ACCESS = {"reads": "Reads", "sends": "Sends or changes", "keeps": "Keeps", "hosts": "Hosts it calls"}


@dataclass(frozen=True, slots=True)
class Step:
    """One node as its author wrote it."""

    id: str
    title: str
    block: str
    family: str
    values: SafeString | None
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """One agent of the file. before: its picture in the version approved last, if it is another."""

    name: str
    is_step: bool
    picture: SafeString
    before: SafeString | None
    changes: GraphChanges | None
    steps: list[Step]
    left_out: int


@dataclass(frozen=True, slots=True)
class Access:
    """A part of what it does with data. lines: text, and whether it is new since the approved version."""

    name: str
    lines: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where it stands for who looks at it: which buttons there are, and why not."""

    is_mine: bool  # the claim
    can_claim: bool
    can_decide: bool
    why_not: str  # empty if something can be done
    is_second: bool  # of the two who approve
    needs_two: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    approved: Submission | None  # the version before it
    said: list[Said]
    drawn: list[Drawn]
    families: list[tuple[str, list[tuple[str, int]]]]
    access: list[Access]
    providers: list[tuple[str, bool]]
    hosts: list[tuple[str, bool]]
    checks: list[dict[str, str]]
    price: str
    old_price: str | None
    categories: list[str]
    demo: SafeString | None


def review_of(submission: Submission) -> ReviewPage:
    """All of it. Raises nothing for a draft, of which there is no file yet."""
    approved = _approved_before(submission)
    hosts, old_hosts = (
        facts_of_file(row.file).outbound_hosts if row else [] for row in (submission, approved)
    )
    old_access = approved.data_access if approved else {}
    old_providers = approved.providers if approved else []
    is_later = approved is not None
    changed_price = approved is not None and approved.price != submission.price
    return ReviewPage(
        approved=approved,
        said=said_changes(approved, submission) if approved else [],
        drawn=list(_drawn(submission, approved)),
        families=_families(submission),
        access=[
            Access(name, _marked(submission.data_access.get(part, []), old_access.get(part, []), is_later))
            for part, name in _ACCESS.items()
        ],
        providers=_marked(map(_provider, submission.providers), map(_provider, old_providers), is_later),
        hosts=_marked(hosts, old_hosts, is_later),
        checks=sorted(submission.checks, key=lambda check: _GRAVITY.get(check.get("level", ""), 3)),
        price=_price(submission.price),
        old_price=_price(approved.price) if approved is not None and changed_price else None,
        categories=_category_names(submission),
        demo=pretty(submission.demo_output) if submission.demo_output else None,
    )


_GRAVITY = {"problem": 0, "warning": 1, "ok": 2}


def stand_of(submission: Submission, user: User) -> Stand:
    """What `user` may do with it now. The services decide again."""
    claimed_by, is_pending = submission.claimed_by, submission.state == SubmissionState.PENDING
    is_mine = is_pending and claimed_by == user
    is_second = submission.first_approval_by is not None
    why = _why_not(submission, user)
    is_free = claimed_by is None or is_mine or is_senior(user) or _is_stale(submission)
    taken = f"{claimed_by.get_full_name()} looks at it." if claimed_by and is_pending and not is_free else ""
    return Stand(
        is_mine=is_mine,
        can_claim=is_pending and not why and is_free and not is_mine,
        can_decide=is_mine and not why,
        why_not=why or taken,
        is_second=is_second,
        needs_two=settings.MARKETPLACE_FOUR_EYES,
    )


def _why_not(submission: Submission, user: User) -> str:
    if not user.has_perm(MODERATE):
        return "You may look at it, and not decide."
    if Membership.objects.filter(user=user, workspace=submission.listing.workspace_id).exists():
        return "A workspace of yours offers it: somebody else has to decide."
    first = submission.first_approval_by
    if settings.MARKETPLACE_FOUR_EYES and first is not None:
        if first == user:
            return "You approved it first: a second moderator has to decide."
        if not user.has_perm(OVERSEE):
            return "It was approved once: a senior moderator has to decide now."
    return ""


def _is_stale(submission: Submission) -> bool:
    lasts: timedelta = CLAIM_LASTS
    return submission.claimed_at is None or submission.claimed_at < timezone.now() - lasts


def _approved_before(submission: Submission) -> Submission | None:
    earlier = submission.listing.submissions.filter(
        number__lt=submission.number, state=SubmissionState.APPROVED
    )
    found: Submission | None = earlier.order_by("-number").first()
    return found


def _drawn(submission: Submission, approved: Submission | None) -> Iterator[Drawn]:
    changes = graph_changes(approved.file, submission.file) if approved else {}
    before = {_place(filed): filed for filed in graphs_of(approved.file)} if approved else {}
    for filed in graphs_of(submission.file):
        here, was = changes.get(filed.id), before.get(_place(filed))
        is_other = here is not None and was is not None and bool(here.lines)
        nodes = filed.graph.nodes
        yield Drawn(
            name=filed.name,
            is_step=filed.is_step,
            picture=picture_of(
                filed.graph, label=f"{filed.name}, this version", marks=here.new_marks if here else None
            ),
            before=picture_of(was.graph, label=f"{was.name}, as approved", marks=here.old_marks)
            if is_other and was is not None and here is not None
            else None,
            changes=here,
            steps=[_step(node) for node in nodes[:MAX_STEPS_SHOWN]],
            left_out=max(0, len(nodes) - MAX_STEPS_SHOWN),
        )


def _place(filed: FiledGraph) -> str:
    return filed.id if filed.is_step else ""


def _step(node: Node) -> Step:
    block = find_any_block(node.block_id)
    name = block.name if block else f"unknown block {node.block_id}"
    return Step(
        id=node.id,
        title=title_of(node, own_name(node) or name),
        block=name,
        family=block.category.value.replace("_", " ").lower() if block else "gone",
        values=pretty(dict(node.input_default)) if node.input_default else None,
        is_disabled=node.is_disabled,
    )


def _families(submission: Submission) -> list[tuple[str, list[tuple[str, int]]]]:
    """Blocks by what they are about, each with how many steps use it."""
    found: dict[str, Counter[str]] = {}
    for filed in graphs_of(submission.file):
        for node in filed.graph.nodes:
            block = find_any_block(node.block_id)
            family = block.category.value.replace("_", " ").capitalize() if block else "Unknown"
            found.setdefault(family, Counter())[block.name if block else node.block_id] += 1
    return [(family, sorted(found[family].items())) for family in sorted(found)]


def _marked(now: Any, was: Any, is_later: bool) -> list[tuple[str, bool]]:
    known = set(was)
    return [(text, is_later and text not in known) for text in now]


def _provider(slug: str) -> str:
    found = find_provider(slug)
    return found.name if found is not None else slug


def _price(micro_credits: int) -> str:
    return f"{credits_text(micro_credits)} credits a run" if micro_credits else "free"


def _category_names(submission: Submission) -> list[str]:
    names = dict(Category.objects.filter(slug__in=submission.categories).values_list("slug", "name"))
    return [names.get(slug, slug) for slug in submission.categories]
