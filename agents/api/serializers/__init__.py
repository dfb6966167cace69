"""The JSON of graphs and executions: write serializers with bounds on everything, read serializers."""

from agents.api.serializers.executions import (
    BulkAction,
    ExecutionBulk,
    ExecutionBulkRead,
    ExecutionRead,
    ExecutionRetry,
    ExecutionStart,
    ExecutionSummary,
)
from agents.api.serializers.firings import NodeExecutionRead
from agents.api.serializers.graphs import GraphReport, GraphSummary, GraphWrite
from agents.api.serializers.reviews import ReviewAnswer, ReviewRead
from agents.api.serializers.versions import (
    GraphPublished,
    GraphRead,
    MisfitRead,
    MisfitsRead,
    VersionDescribe,
    VersionDiffRead,
    VersionRestore,
    VersionSummary,
    diff_answer,
)
from agents.exchange.graph_settings import GraphSettingsJson, NodeSettingsJson

__all__ = [
    "BulkAction",
    "ExecutionBulk",
    "ExecutionBulkRead",
    "ExecutionRead",
    "ExecutionRetry",
    "ExecutionStart",
    "ExecutionSummary",
    "GraphPublished",
    "GraphRead",
    "GraphReport",
    "GraphSettingsJson",
    "GraphSummary",
    "GraphWrite",
    "MisfitRead",
    "MisfitsRead",
    "NodeExecutionRead",
    "NodeSettingsJson",
    "ReviewAnswer",
    "ReviewRead",
    "VersionDescribe",
    "VersionDiffRead",
    "VersionRestore",
    "VersionSummary",
    "diff_answer",
]
