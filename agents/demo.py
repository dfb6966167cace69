"""Agents for the demo world: the examples that need no key and no network."""

from __future__ import annotations

from django.conf import settings

from agents.cli.files import read_graph
from agents.models import Graph
from agents.services.graphs import create_graph
from platform_project.accounts.models import User, Workspace

EXAMPLES = ("hello.json", "count_loop.json", "each_item.json")


def seed(user: User) -> None:
    """Give `user` the examples they do not have, by name. What they made of one they have stays."""
    workspace = Workspace.objects.get(personal_of=user)
    for name in EXAMPLES:
        given = read_graph(settings.BASE_DIR / "examples" / name)
        if not Graph.objects.filter(workspace=workspace, name=given.name).exists():
            create_graph(workspace=workspace, user=user, given=given)
