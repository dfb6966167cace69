"""Credits that came to a workspace, told to whoever waits for them."""

from __future__ import annotations

from uuid import UUID

from platform_project.kit.jobs import nudge


def tell(workspace_id: UUID) -> None:
    """Let what waits here for credits go on, after the commit. What is not told, recovery finds."""
    nudge("agents.tasks.credits_arrived", str(workspace_id))
