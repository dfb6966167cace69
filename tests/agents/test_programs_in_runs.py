"""Code and films in a real worker: their processes live beside it, and it outlives them."""

from __future__ import annotations

import base64
import io
import wave
from collections.abc import Callable

from rest_framework.test import APIClient

from platform_project.accounts.models import User
from tests.agents.worker import Worker
from tests.factories.agents import OUTPUT, firings, graph_json, node, start, wait


def _silence(seconds: int) -> str:
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8_000)
        sound.writeframes(b"\x80" * 8_000 * seconds)
    return f"data:audio/wav;base64,{base64.b64encode(made.getvalue()).decode()}"


def test_an_endless_loop_ends_alone_while_other_code_and_films_go_on(
    alice: User, client_of: Callable[..., APIClient], worker: Worker
) -> None:
    client = client_of(alice)
    graph = graph_json(
        node("endless", "code.execute", code="while True: pass", timeout=1),
        node("code", "code.execute", code="sum(range(101))"),
        node("js", "code.execute", code="[1, 2].map((n) => n * 2)", language="js"),
        node("sound", "video.duration", media_in=_silence(2), is_video=False),
        *(node(f"out_{name}", OUTPUT, name=name) for name in ("reason", "code", "js", "sound")),
        links=(
            "endless.error -> out_reason.value",
            "code.response -> out_code.value",
            "js.main_result -> out_js.value",
            "sound.duration -> out_sound.value",
        ),
    )
    execution = wait(client, start(client, graph)["id"], seconds=60)
    assert execution["status"] == "COMPLETED", firings(client, execution["id"])
    assert execution["outputs"]["code"] == ["5050"]
    assert execution["outputs"]["js"] == [{"text": "[2,4]", "json": [2, 4]}]
    assert execution["outputs"]["sound"] == [2.0]
    assert execution["outputs"]["reason"][0].startswith("The code takes ")
    assert worker.process.poll() is None
