"""An agent as a step of another."""

from __future__ import annotations

from typing import Any

from blocks.sdk import Block, BlockInput, BlockKind, BlockOutput, Category, InvalidInput, Pin


class AgentExecutor(Block):
    """Run another agent of the workspace as one step.

    Its pins are that agent's inputs and outputs, by their names. The step waits for the agent without holding
    a worker; what the agent costs counts for the execution that runs it.
    """

    id = "e189baac-8c20-45a1-94a7-55177ea42565"
    slug = "agent.run_agent"
    category = Category.BASIC
    kind = BlockKind.AGENT

    class Input(BlockInput):
        graph_id: str = Pin(description="The agent to run", max_length=36)
        graph_version: int | None = Pin(None, description="Its version; the active one if not set", ge=1)
        agent_name: str | None = Pin(None, description="Its name, for people", advanced=True)
        inputs: dict[str, Any] = Pin({}, description="Values of its inputs that nothing is linked into")
        input_schema: dict[str, Any] = Pin({}, description="JSON Schema of its inputs", advanced=True)
        output_schema: dict[str, Any] = Pin({}, description="JSON Schema of its outputs", advanced=True)
        nodes_input_masks: dict[str, Any] | None = Pin(
            None, description="Values for single nodes of it", advanced=True
        )
        user_id: str | None = Pin(None, description="Kept from agents made elsewhere", advanced=True)

    class Output(BlockOutput):
        pass

    async def execute(self, input: Input) -> Output:
        raise InvalidInput("An agent runs as a step of an execution, not on its own.", pin="graph_id")
