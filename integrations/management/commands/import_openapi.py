"""`manage.py import_openapi SPEC`: an OpenAPI 3 document as blocks of a workspace.

SPEC is a file or an address. A slug that the workspace has already is imported anew. Exit status 2: nothing
was imported.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from integrations.models import PrivateProvider
from integrations.openapi.definitions import Definition
from integrations.openapi.document import MAX_BYTES
from integrations.openapi.reading import Chosen
from integrations.services.private_imports import Imported, Wanted, prepare, save
from integrations.services.secret_shapes import refused
from platform_project.accounts.models import Membership, Role, User, Workspace
from platform_project.errors import PlatformError

REFUSED = 2


class Command(BaseCommand):
    help = "Make blocks of an OpenAPI 3 document, for one workspace."
    requires_system_checks = []  # the platform made them at its start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("spec", metavar="SPEC", help="a file or an http(s) address; JSON or YAML")
        parser.add_argument("--workspace", required=True, metavar="NAME_OR_ID")
        parser.add_argument("--name", default="", help="the document's title if left out")
        parser.add_argument("--slug", default="", help="made from the name if left out")
        parser.add_argument("--base-url", default="", help="where the API is, if not where the document says")
        parser.add_argument("--tag", action="append", default=[], help="only operations of it; repeatable")
        parser.add_argument(
            "--operation", action="append", default=[], help="only this one, by id or as 'GET /pets'"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be made")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            imported = _imported(options)
            if not options["dry_run"]:
                save(imported)
        except PlatformError as reason:
            self.stderr.write("\n".join([reason.message, *_details(reason)]), style_func=str)
            sys.exit(REFUSED)
        for line in _summary(imported, is_dry=options["dry_run"]):
            self.stdout.write(line)


def _imported(options: dict[str, Any]) -> Imported:
    workspace = _workspace(options["workspace"])
    spec: str = options["spec"]
    is_address = spec.startswith(("https://", "http://"))
    wanted = Wanted(
        text="" if is_address else _content(Path(spec)),
        url=spec if is_address else "",
        name=options["name"],
        slug=options["slug"],
        base_url=options["base_url"] or None,
        chosen=Chosen(tuple(options["tag"]), tuple(options["operation"])) if _chooses(options) else None,
    )
    user = _owner(workspace)
    first = prepare(workspace=workspace, user=user, wanted=wanted)
    known = PrivateProvider.objects.filter(workspace=workspace, slug=first.provider.slug).first()
    return first if known is None else prepare(workspace=workspace, user=user, wanted=wanted, into=known)


def _chooses(options: dict[str, Any]) -> bool:
    """Whether anything is said of which operations are wanted; else it stays as it was."""
    return bool(options["tag"] or options["operation"])


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise refused({"spec": f"{file} has more than {MAX_BYTES:,} bytes"})
        return file.read_bytes() or b" "
    except OSError as err:
        raise refused({"spec": f"{file} cannot be read: {err.strerror}"}) from None


def _workspace(named: str) -> Workspace:
    try:
        found = list(Workspace.objects.filter(pk=UUID(named)))
    except ValueError:
        found = list(Workspace.objects.filter(name=named)[:2])
    if len(found) != 1:
        why = "There is no such workspace" if not found else "Several workspaces have this name: give the id"
        raise refused({"workspace": why})
    return found[0]


def _owner(workspace: Workspace) -> User:
    owners = Membership.objects.filter(workspace=workspace, role=Role.OWNER).select_related("user")
    return owners.order_by("pk")[0].user


# --- What is printed --------------------------------------------------------------------------------------
def _details(reason: PlatformError) -> Iterator[str]:
    for name, problems in reason.details.items():
        if isinstance(problems, list):
            yield from (f"  {name}: {problem}" for problem in problems)


def _summary(imported: Imported, *, is_dry: bool) -> Iterator[str]:
    row = imported.provider
    done = "would be" if is_dry else "is"
    count = len(row.block_ids)
    yield f"{row.name} ({row.slug}) at {row.base_url} {done} in the workspace, with {count} blocks."
    new, changed = {told.key for told in imported.added}, {told.key for told in imported.changed}
    for told in imported.reading.operations:
        mark = "+" if told.key in new else "~" if told.key in changed else " "
        yield f"  {mark} {row.slug}.{told.slug}  {told.method} {told.path}  v{_version(imported, told)}"
    yield from _listed("Gone:", [f"{row.slug}.{told.slug}" for told in imported.gone])
    yield from _listed("Left out:", [f"{one.operation}: {one.reason}" for one in imported.reading.left_out])
    if is_dry:
        yield "Nothing was saved."
    elif row.auth["style"] == "none":
        yield "Next: put its blocks into an agent; the API asks for no credential."
    else:
        yield f"Next: connect an account of {row.name} at /integrations, then put its blocks into an agent."


def _version(imported: Imported, told: Definition) -> int:
    for one in imported.provider.operations:
        if one["definition"]["key"] == told.key:
            return int(one["definition"]["version"])
    return told.version


def _listed(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield heading
        yield from (f"  - {line}" for line in lines)
