"""Every operation of the REST rows, over the wire: what it asks, and what it makes of the answer."""

from __future__ import annotations

import uuid

import pytest

from blocks.rest import RestBlock
from blocks.rest.templates import names_in
from tests.blocks.rest_recordings import KEY, play, recordings, rest_blocks

EVERY = rest_blocks()
STARTS = {"trigger"}  # a pin that others link to, for the order alone


@pytest.mark.parametrize("slug", recordings())
async def test_an_operation_asks_and_answers_as_recorded(slug: str) -> None:
    recording = recordings()[slug]
    played = await play(slug, recording)
    assert played.unexpected == []
    assert played.firing.error is None
    assert played.is_complete
    assert [list(output) for output in played.firing.outputs] == recording["outputs"]
    assert recording["outputs"]
    assert KEY not in str(recording)


def test_every_operation_has_a_recording_and_no_recording_is_stale() -> None:
    assert len(EVERY) >= 330
    assert {block.slug for block in EVERY} == recordings().keys()


@pytest.mark.parametrize("block", EVERY, ids=lambda block: block.slug)
def test_every_input_goes_somewhere_and_every_placeholder_has_a_value(block: type[RestBlock]) -> None:
    operation = block.operation
    asked = {
        name
        for call in operation.calls
        for part in (call.path, call.query, call.headers, call.body)
        if not callable(part)
        for name in names_in(part)
    } | {name for call in operation.calls for name in (call.when, call.over) if name}
    asked |= {name for call in operation.calls if call.poll is not None for name in call.poll.names}
    kept = {name for call in operation.calls for name in call.keep} | {"item"}
    computes = any(call.derive is not None or callable(call.body) for call in operation.calls)
    told = {paging.limit} if (paging := operation.paging) is not None and paging.limit else set()
    read_after = any(callable(gives.select) for gives in operation.gives.values())
    if not computes:
        assert asked <= operation.takes.keys() | kept
        if not read_after:
            assert operation.takes.keys() <= asked | told | STARTS
    named = {gives.each for gives in operation.gives.values() if gives.each}
    assert {name for name in named if not name.startswith("@.")} <= operation.gives.keys()
    uuid.UUID(operation.id)


def test_rows_tell_who_may_repeat_what() -> None:
    for block in EVERY:
        if all(call.method == "GET" for call in block.operation.calls):
            assert not block.at_most_once, block.slug
        if any(call.method == "POST" and not call.reads for call in block.operation.calls):
            assert block.at_most_once or block.operation.repeats, block.slug
