"""The file's graph as rows: the same name and the same document again are the version that is there."""

from __future__ import annotations

from agents.models import Graph, GraphVersion
from agents.services.graphs import GraphDocument, create_graph, save_version
from agents.services.versions import document_of
from platform_project.accounts.models import User, Workspace


def saved_version(user: User, given: GraphDocument) -> GraphVersion:
    """The newest version of the user's own graph of that name if it says the same, else a new one."""
    workspace = Workspace.objects.get(personal_of=user)
    graph = (
        Graph.objects.for_user(user, workspace=workspace)
        .filter(name=given.name)
        .order_by("-updated_at")
        .first()
    )
    if graph is None:
        return create_graph(workspace=workspace, user=user, given=given)
    newest: GraphVersion = graph.versions.select_related("graph").order_by("-number")[0]
    if document_of(newest) == given:
        return newest
    return save_version(graph_id=graph.pk, user=user, given=given)
