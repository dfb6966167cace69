"""Graphs and their runs in the admin. To look at, and to stop: nothing here changes a version or a firing.

folders.py     folders of the library
graphs.py      graphs with their versions, a version with its nodes and links
executions.py  executions with every firing
reviews.py     questions to people with their answers
firings.py     firings on their own, and the table of those of an execution
retention.py   what is kept of executions that ended: the one thing that is changed here
autosaves.py   whose working copies there are; what is in them is theirs
schedules.py   presets, schedules, and what became of planned times
shares.py      links by which anybody may read what an execution gave
sketches.py    agents that models drew from words, and what that used
triggers.py    what starts agents on events outside
values.py      large values that are stored as files
shown.py       values as people read them, without secrets
"""

from agents.admin.autosaves import AutosavePage
from agents.admin.executions import ExecutionPage
from agents.admin.firings import NodeExecutionPage
from agents.admin.folders import FolderPage
from agents.admin.graphs import GraphPage, GraphVersionPage
from agents.admin.retention import RetentionPolicyPage
from agents.admin.reviews import ReviewPage
from agents.admin.schedules import PresetPage, ScheduledStartPage, SchedulePage
from agents.admin.shares import SharePage
from agents.admin.sketches import SketchPage
from agents.admin.triggers import TriggerPage
from agents.admin.values import StoredValuePage

__all__ = [
    "AutosavePage",
    "ExecutionPage",
    "FolderPage",
    "GraphPage",
    "GraphVersionPage",
    "NodeExecutionPage",
    "PresetPage",
    "RetentionPolicyPage",
    "ReviewPage",
    "SchedulePage",
    "ScheduledStartPage",
    "SharePage",
    "SketchPage",
    "StoredValuePage",
    "TriggerPage",
]
