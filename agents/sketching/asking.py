"""The rounds in which a model draws an agent: blocks are looked up, what is wrong is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any

from agents.engine.graph import Graph
from agents.errors import SketchFailed, SketchRefused, SketchTimedOut
from agents.sketching import prompts
from agents.sketching.building import Base, built, node_ids
from agents.sketching.candidates import candidates, found
from agents.sketching.faults import Faults, faults_of, is_cron
from agents.sketching.form import Drawing, Malformed, read_drawing, refusal, wanted_blocks
from agents.sketching.open_points import OpenPoint, open_points
from agents.sketching.shown import graph_json
from blocks.asking import Asker, Message, conversation, json_in, user
from blocks.sdk import Block

MAX_SECONDS = 120.0
MAX_TRIES = 3  # drawings that are looked at
MAX_LOOK_UPS = 2
_SAID_CHARACTERS = 300


class Stage(StrEnum):
    CHOOSING = "choosing"  # the blocks that may serve
    ASKING = "asking"  # the model
    LOOKING_UP = "looking_up"  # blocks that it wants to see
    CHECKING = "checking"  # what it drew
    CORRECTING = "correcting"  # it is told what is wrong, and asked again


Tell = Callable[[Stage, int], None]  # what goes on, and in which try


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants.

    base: the graph to change, an empty one for a new agent. served: providers of which they have accounts.
    """

    text: str
    base: Base
    served: Collection[str]


@dataclass(frozen=True, slots=True)
class Sketched:
    drawing: Drawing
    graph: Graph
    todo: list[OpenPoint]


async def sketched(wish: Wish, to: Asker, tell: Tell) -> Sketched:
    """The agent that the model draws.

    Raises SketchRefused, SketchFailed, SketchTimedOut, or a BlockFailure of what the provider says.
    """
    try:
        async with asyncio.timeout(MAX_SECONDS):
            return await _Rounds(wish, to, tell).run()
    except TimeoutError as err:
        raise SketchTimedOut(f"The model took longer than {MAX_SECONDS:g} seconds.") from err


class _Rounds:
    def __init__(self, wish: Wish, to: Asker, tell: Tell) -> None:
        self._wish, self._to, self._tell = wish, to, tell
        self._messages: list[Message] = []
        self._tries = 1
        self._look_ups = 0
        self._has_told_slight = False

    async def run(self) -> Sketched:
        self._tell(Stage.CHOOSING, 1)
        self._messages = await asyncio.to_thread(self._begun)
        while True:
            self._tell(Stage.ASKING, self._tries)
            answer = await self._to.ask(self._messages, wants_json="json" in self._to.spec.capabilities)
            read = json_in(answer.text)
            self._messages.append({"role": "assistant", "content": answer.text or "(no text)"})
            if read is None:
                self._correct(["the answer holds no JSON object"])
                continue
            if reason := refusal(read[0]):
                raise SketchRefused(reason)
            if words := wanted_blocks(read[0]):
                await self._look_up(words)
                continue
            if (done := await self._looked_at(read[0])) is not None:
                return done

    def _begun(self) -> list[Message]:
        base = self._wish.base
        blocks = candidates(self._wish.text, [node.block_id for node in base.graph.nodes])
        graph = graph_json(base.graph, base.ids) if base.graph.nodes else ""
        return conversation(
            prompts.instructions(self._to.spec.name, blocks),
            user(prompts.question(self._wish.text, name=base.name, graph=graph)),
        )

    async def _look_up(self, words: list[str]) -> None:
        self._look_ups += 1
        if self._look_ups > MAX_LOOK_UPS:
            self._correct(["no more blocks can be looked up: answer with the agent"])
            return
        self._tell(Stage.LOOKING_UP, self._tries)
        blocks = await asyncio.to_thread(_all_found, words)
        told = prompts.looked_up(blocks, is_last=self._look_ups == MAX_LOOK_UPS)
        self._messages.append(user(told))

    async def _looked_at(self, answer: Any) -> Sketched | None:
        self._tell(Stage.CHECKING, self._tries)
        try:
            drawing = read_drawing(answer)
        except Malformed as err:
            self._correct(err.wrong)
            return None
        ids = node_ids(drawing, self._wish.base)
        graph = built(drawing, self._wish.base, ids)
        faults = await asyncio.to_thread(partial(faults_of, drawing, self._wish.base, graph, ids))
        is_worth_asking = faults.slight and not self._has_told_slight and self._tries < MAX_TRIES
        if faults.grave or is_worth_asking:
            self._has_told_slight = self._has_told_slight or bool(faults.slight)
            self._correct(faults.told)
            return None
        return self._done(drawing, graph, ids, faults)

    def _done(self, drawing: Drawing, graph: Graph, ids: dict[str, str], faults: Faults) -> Sketched:
        drawing = drawing if is_cron(drawing.schedule) else replace(drawing, schedule="")
        todo = open_points(
            drawing, graph, ids, missing=faults.missing, served=self._wish.served, schedule=drawing.schedule
        )
        return Sketched(drawing, graph, todo)

    def _correct(self, wrong: list[str]) -> None:
        """Tell the model. Raises SketchFailed when it has been told often enough."""
        if self._tries >= MAX_TRIES:
            said = self._messages[-1]["content"][:_SAID_CHARACTERS]
            raise SketchFailed(
                f"The model drew no agent that can be used, in {MAX_TRIES} tries. "
                "Try other words, or another model.",
                problems=wrong,
                said=said,
            )
        self._tries += 1
        self._tell(Stage.CORRECTING, self._tries)
        self._messages.append(user(prompts.not_right(wrong)))


def _all_found(words: list[str]) -> list[type[Block]]:
    return list(dict.fromkeys(block for one in words for block in found(one)))
