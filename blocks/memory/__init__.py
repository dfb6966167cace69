"""What agents remember, in PostgreSQL.

    values.py          a value under a name
    recollections.py   texts, found again by pgvector
    of_user.py         both, as blocks reach them (`Context.memory`)

Blocks know nothing of graphs, so an agent is an id here; whoever deletes the agent calls `forget_agent`.
"""

from blocks.memory.of_user import forget_agent, memory_of

__all__ = ["forget_agent", "memory_of"]
