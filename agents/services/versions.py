"""What people say of a version, going back to one, and what differs between two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from agents.engine.diff import Change, Diff, diff, entry_changes
from agents.models import GraphVersion
from agents.models import Link as LinkRow
from agents.runner.plans import graph_of
from agents.services import origins
from agents.services.graphs import GraphDocument, save_version
from platform_project.accounts.models import User

ABOUT = ("name", "description", "instructions", "recommended_schedule_cron")


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """What differs between two versions. about: in their names and texts."""

    graph: Diff
    about: tuple[Change, ...]


def describe_version(*, version: GraphVersion, label: str | None, notes: str | None) -> GraphVersion:
    """Change what people say of a version; None leaves it. Nothing else of a version ever changes."""
    given = {"label": label, "notes": notes}
    for name, value in given.items():
        if value is not None:
            setattr(version, name, value)
    version.save(update_fields=[name for name, value in given.items() if value is not None])
    return version


def restore_version(*, version: GraphVersion, user: User, label: str, notes: str) -> GraphVersion:
    """Save what a version holds as a new one, the active one; also if it could not run any more."""
    graph_id: UUID = version.graph_id
    return save_version(
        graph_id=graph_id,
        user=user,
        given=replace(document_of(version), is_draft=True, label=label, notes=notes),
    )


def diff_of(old: GraphVersion, new: GraphVersion) -> VersionDiff:
    """How to come from one version to the other. Raises AgentIsClosed."""
    origins.refuse_closed(old.graph_id)
    was, now = ({name: getattr(version, name) for name in ABOUT} for version in (old, new))
    return VersionDiff(diff(graph_of(old), graph_of(new)), tuple(entry_changes(was, now)))


def document_of(version: GraphVersion) -> GraphDocument:
    """A version as its author wrote it, without what is said of it."""
    return GraphDocument(
        name=version.name,
        description=version.description,
        graph=graph_of(version),
        static_said=tuple(LinkRow.objects.filter(version=version).values_list("is_static", flat=True)),
        instructions=version.instructions,
        recommended_schedule_cron=version.recommended_schedule_cron,
    )
