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
from agents.api.serializers.graph_settings import GraphSettingsJson, NodeSettingsJson
from agents.api.serializers.graphs import GraphRead, GraphReport, GraphSummary, GraphWrite, VersionSummary
from agents.api.serializers.reviews import ReviewAnswer, ReviewRead

__all__ = [
    "BulkAction",
    "ExecutionBulk",
    "ExecutionBulkRead",
    "ExecutionRead",
    "ExecutionRetry",
    "ExecutionStart",
    "ExecutionSummary",
    "GraphRead",
    "GraphReport",
    "GraphSettingsJson",
    "GraphSummary",
    "GraphWrite",
    "NodeExecutionRead",
    "NodeSettingsJson",
    "ReviewAnswer",
    "ReviewRead",
    "VersionSummary",
]
