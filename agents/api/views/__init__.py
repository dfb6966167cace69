"""Graphs, executions and reviews over REST."""

from agents.api.views.executions import ExecutionViewSet, GraphExecutionsViewSet
from agents.api.views.graphs import GraphViewSet
from agents.api.views.reviews import ReviewViewSet
from agents.api.views.versions import VersionViewSet

__all__ = ["ExecutionViewSet", "GraphExecutionsViewSet", "GraphViewSet", "ReviewViewSet", "VersionViewSet"]
