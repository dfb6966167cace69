"""Graphs and their runs, as rows."""

from agents.models.execution import Execution, ExecutionState, NodeExecution
from agents.models.graph import Graph, GraphVersion, Link, Node

__all__ = ["Execution", "ExecutionState", "Graph", "GraphVersion", "Link", "Node", "NodeExecution"]
