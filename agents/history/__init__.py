"""What is kept of executions that ended (docs/how-a-graph-runs.md, ADR 7).

partitions.py  the months of the table of firings: made ahead, taken off whole
due.py         which executions and months have outlived their rule
prune.py       takes them away, in small bites that wait for nobody
kept.py        whether an execution still has its firings
"""

from agents.history.kept import has_firings, refuse_if_pruned

__all__ = ["has_firings", "refuse_if_pruned"]
