"""Whose memory is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

NO_AGENT = UUID(int=0)  # stands for a block that is tried out on its own


@dataclass(frozen=True, slots=True)
class Owner:
    """One user of one workspace, and the agent that asks for them."""

    workspace_id: UUID
    user_id: Any  # None: nobody started the execution
    agent_id: UUID = NO_AGENT
    execution_id: UUID | None = None

    def as_filter(self) -> dict[str, Any]:
        """The rows of this user, of all agents."""
        user = {"user__isnull": True} if self.user_id is None else {"user_id": self.user_id}
        return {"workspace_id": self.workspace_id, **user}
