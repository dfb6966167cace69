"""Graphs, their runs and the questions in them, as rows."""

from agents.models.autosave import Autosave
from agents.models.execution import Execution, ExecutionState
from agents.models.firing import NodeExecution
from agents.models.folder import Favourite, Folder
from agents.models.graph import Graph, GraphVersion, Link, Node
from agents.models.labels import ExecutionLabels
from agents.models.origin import Origin
from agents.models.preset import Preset
from agents.models.retention import Keep, RetentionPolicy
from agents.models.review import Review
from agents.models.schedule import Schedule, ScheduledStart
from agents.models.share import Share
from agents.models.sketch import Sketch
from agents.models.trigger import Trigger
from agents.models.unpaid import UnpaidFiring
from agents.models.value import StoredValue, ValueUse

__all__ = [
    "Autosave",
    "Execution",
    "ExecutionLabels",
    "ExecutionState",
    "Favourite",
    "Folder",
    "Graph",
    "GraphVersion",
    "Keep",
    "Link",
    "Node",
    "NodeExecution",
    "Origin",
    "Preset",
    "RetentionPolicy",
    "Review",
    "Schedule",
    "ScheduledStart",
    "Share",
    "Sketch",
    "StoredValue",
    "Trigger",
    "UnpaidFiring",
    "ValueUse",
]
