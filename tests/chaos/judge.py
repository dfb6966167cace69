"""What must be true of an execution that ended, whatever was killed meanwhile."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from agents.engine.state import ENDED_NODE
from blocks.sdk import find_block
from tests.chaos.ledger import Row, shown
from tests.chaos.mixes import Mix
from tests.chaos.outside import text_of_firing

_ENDED = {str(status) for status in ENDED_NODE}


@dataclass(frozen=True)
class Verdict:
    """How one execution came out. `is_whole`: no step of it was given up."""

    is_whole: bool
    repeated: int  # firings that were begun more than once


def judge(mix: Mix, execution: Row, rows: list[Row], calls: Counter[str], ends_of_blocks: int) -> Verdict:
    """Raises AssertionError for what must not be. ends_of_blocks: kills of the worker of heavy steps."""
    told = f"{execution['id']} {execution['status']} {execution['error']}\n{shown(rows)}"
    lost = [row for row in rows if row["error_code"] == "worker_lost"]
    assert {row["status"] for row in rows} <= _ENDED, told
    assert all(row["is_delivered"] for row in rows), told
    assert all(_is_at_most_once(row) for row in lost), f"given up, and may be repeated: {told}"
    assert ends_of_blocks or not lost, f"lost without a loss: {told}"
    if lost:
        assert execution["status"] == "FAILED", told
        assert execution["error_code"] in {"worker_lost", "sub_agent_failed"}, told
        assert _are_some_of(execution["outputs"].get("result", []), mix.outputs["result"]), told
    else:
        assert (execution["status"], execution["outputs"]) == ("COMPLETED", mix.outputs), told
        assert (len(rows), execution["node_count"]) == (mix.firings, mix.firings), told
    for row in rows:
        _judge_calls(row, calls, ends_of_blocks, told)
    return Verdict(not lost, sum(row["attempts"] > 1 for row in rows))


def _judge_calls(row: Row, calls: Counter[str], ends_of_blocks: int, told: str) -> None:
    text = text_of_firing(row["input"])
    if text is None:
        return
    count, attempts = calls[text], row["attempts"]
    place = f"{row['node_key']} #{row['index']}: {count} calls in {attempts} attempts\n{told}"
    assert count <= attempts, place
    assert attempts <= 1 + ends_of_blocks, place
    assert count or row["status"] == "FAILED", place
    if _is_at_most_once(row):
        assert (attempts, count <= 1) == (1, True), place


def _is_at_most_once(row: Row) -> bool:
    block = find_block(str(row["block_id"]))
    return block is not None and not block.may_repeat(row["input"])


def _are_some_of(given: list[Any], wanted: list[Any]) -> bool:
    rest = iter(wanted)
    return all(any(value == one for one in rest) for value in given)
