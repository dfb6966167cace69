from __future__ import annotations

from typing import Any

import pytest

from tests.blocks.firings import failure_of, outputs_of

SLUG = "compass.transcription"


def test_what_was_said_is_handed_on() -> None:
    given = {"payload": {"transcription": "Buy milk.", "date": "2026-01-02"}}
    assert outputs_of(SLUG, given) == [("transcription", "Buy milk.")]


@pytest.mark.parametrize("payload", [{}, {"transcription": None}, {"transcription": ["a"]}])
def test_a_message_without_a_text_is_refused(payload: dict[str, Any]) -> None:
    assert failure_of(SLUG, {"payload": payload}) == (
        "invalid_input",
        "The recorder's message has no text `transcription`.",
    )
