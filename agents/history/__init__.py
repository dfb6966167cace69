"""How executions that ended are kept (ADR 7). partitions.py: the months of the table of firings."""
