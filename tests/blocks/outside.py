"""How to fire each block that calls out, so that one contract can be tried on all of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from blocks.library.ai import _chat
from blocks.library.web import wikipedia
from blocks.rest import AuthStyle, requests
from blocks.sdk import Context
from tests.blocks.rest_recordings import recordings, rest_blocks
from tests.blocks.streams import openai_says
from tests.blocks.wire import RECORDINGS, Reply, recorded


@dataclass(frozen=True)
class Outside:
    """One block and the service it calls."""

    values: Callable[[str], dict[str, Any]]  # from the address of the wire
    reply: Callable[[str], Reply] | None  # an answer with which it does well; None if others try that
    prepare: Callable[[Context], None] = lambda ctx: None
    base: tuple[Any, str] | None = None  # module and name of the service's address, if it is fixed
    patience: tuple[Any, str] | None = None  # the same of its time limit, if it has one of its own


def _always(**values: Any) -> Callable[[str], dict[str, Any]]:
    return lambda base: values


def _said(body: Any, status: int = 200) -> Callable[[str], Reply]:
    return lambda base: Reply(status, json.dumps(body).encode(), {"Content-Type": "application/json"})


def _recorded(provider: str, name: str) -> Callable[[str], Reply]:
    return lambda base: recorded(provider, name)


def _file(name: str, kind: str) -> Callable[[str], Reply]:
    return lambda base: Reply(200, (RECORDINGS / name).read_bytes(), {"Content-Type": kind})


def _text(body: str, kind: str) -> Callable[[str], Reply]:
    return lambda base: Reply(200, body.encode(), {"Content-Type": kind})


def _model(answer: str | Callable[[str], Reply] | None, **values: Any) -> Outside:
    """A block that asks a model. None: its answer takes more to make up, and its own tests do."""
    says = (lambda base: openai_says(answer)) if isinstance(answer, str) else answer
    return Outside(_always(**values), says, patience=(_chat, "REQUEST_TIMEOUT_SECONDS"))


def _of_a_user(ctx: Context) -> None:
    ctx.user_id, ctx.agent_id, ctx.execution_id = "u1", "a1", "e1"


def _memory(**values: Any) -> Outside:
    return Outside(_always(**values), _said({"results": []}), prepare=_of_a_user)


def _pinecone(**values: Any) -> Outside:
    return Outside(_always(**values), _index)


def _index(base: str) -> Reply:
    """One answer for all that Pinecone is asked."""
    said = {"name": "x", "host": base.removeprefix("http://"), "matches": [], "upsertedCount": 1}
    return Reply(200, json.dumps(said).encode())


def _media(*pins: str, **values: Any) -> Outside:
    return Outside(lambda base: dict.fromkeys(pins, base) | values, None)


_ONCE = {"polling_rate": 1, "run_continuously": False}
_GPT = "gpt-4o-mini"
_PICTURE, _SOUND = "data:image/png;base64,iVBORw0KGgo=", "data:audio/mpeg;base64,SUQzAAAA"
_IMAGE = _said({"created": 1, "data": [{"b64_json": "iVBORw0KGgo="}]})
_NUMBERS = _said(
    {
        "object": "list",
        "model": "m",
        "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}],
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    }
)

OUTSIDE: dict[str, Outside] = {
    "ai.code_generation": _model(None, prompt="Hi"),
    "ai.condition": _model("true", input_value=1, condition="it is odd", model=_GPT),
    "ai.conversation": _model("Hello", messages=["Hi"], model=_GPT),
    "ai.create_embeddings": _model(_NUMBERS, texts=["a"], model="text-embedding-3-small"),
    "ai.describe_image": _model("A bee", image=_PICTURE, model=_GPT),
    "ai.edit_image": _model(_IMAGE, prompt="Winter", images=[_PICTURE], model="gpt-image-1"),
    "ai.generate_image": _model(_IMAGE, prompt="A bee", model="gpt-image-1"),
    "ai.list_generator": _model('["a"]', focus="Cities", max_retries=1, model=_GPT),
    "ai.orchestrator": _model("Done.", prompt="Hi", model=_GPT, retry=1),
    "ai.perplexity": _model("News.", prompt="What is new?"),
    "ai.speak": _model(_text("ID3", "audio/mpeg"), text="Hi", model="tts-1"),
    "ai.structured_response": _model(
        '{"name": "Ada"}', prompt="Who?", expected_format={"name": "Full name"}, retry=1, model=_GPT
    ),
    "ai.text_generator": _model("Hello", prompt="Hi", model=_GPT, retry=1),
    "ai.text_summarizer": _model("Short.", text="Once upon a time.", model=_GPT),
    "ai.transcribe_audio": _model(_said({"text": "Hi"}), audio=_SOUND, model="whisper-1"),
    "code.begin_sandbox": Outside(_always(), _said({"sandboxID": "ixq2"}, 201)),
    "code.execute": Outside(_always(code="1"), None),
    "code.execute_step": Outside(_always(sandbox_id="ixq2", step_code="1"), None),
    "data.read_spreadsheet": Outside(lambda base: {"file_input": base}, _text("a,b\n1,2", "text/csv")),
    "discord.post_message": Outside(
        _always(channel_id="42", message="Hi"), _recorded("discord", "message.json")
    ),
    "discord.read_messages": Outside(_always(), None),
    "discord.send_message": Outside(
        _always(message_content="Hi", channel_name="42"), _recorded("discord", "message.json")
    ),
    "files.read": Outside(lambda base: {"file_input": base}, _text("Hi", "text/plain")),
    "files.store": Outside(lambda base: {"file_in": base}, _text("Hi", "text/plain")),
    "mcp.tool": Outside(
        lambda base: {
            "server_url": base,
            "selected_tool": "weather",
            "tool_input_schema": {"type": "object"},
        },
        None,
    ),
    "memory.add": _memory(),
    "memory.get_all": _memory(),
    "memory.get_latest": _memory(),
    "memory.search": _memory(query="drinks"),
    "pinecone.init": _pinecone(index_name="x"),
    "pinecone.insert": _pinecone(index="x", chunks=["a"], embeddings=[[1]]),
    "pinecone.query": _pinecone(idx_name="x", query_vector=[1]),
    "video.add_audio": _media("video_in", "audio_in"),
    "video.clip": _media("video_in", start_time=0, end_time=1),
    "video.concat": Outside(lambda base: {"videos": [base, base]}, None),
    "video.download": Outside(lambda base: {"url": f"{base}/film.mp4"}, None),
    "video.duration": _media("media_in"),
    "video.loop": _media("video_in", n_loops=2),
    "video.text_overlay": _media("video_in", text="Hi"),
    "web.extract_text": Outside(lambda base: {"url": base}, _text("<p>Hi</p>", "text/html")),
    "web.read_feed": Outside(
        lambda base: {"rss_url": base, **_ONCE}, _file("feeds/rss.xml", "application/xml")
    ),
    "web.screenshot": Outside(
        _always(url="https://example.com"), lambda base: Reply(200, b"\x89PNG\r\n\x1a\n")
    ),
    "web.wikipedia_summary": Outside(
        _always(topic="Bee"), _recorded("wikipedia", "summary.json"), base=(wikipedia, "BASE_URL")
    ),
}

# Of the blocks that are rows, the first of each API: how they take a refusal is the maker's doing.
_FIRST_ROWS = {
    block.api.name: block for block in reversed(rest_blocks()) if block.api.auth.style is not AuthStyle.NONE
}
OUTSIDE.update(
    {
        block.slug: Outside(
            _always(**recordings()[block.slug]["inputs"]), None, patience=(requests, "MOST_SECONDS")
        )
        for block in _FIRST_ROWS.values()
    }
)

# It hands on answers of any status, each by the output of its kind.
HANDS_ON_REFUSALS = frozenset({"web.send_request", "web.send_authenticated_request"})

# They call out by protocols of their own, and have tests on servers that speak those.
NOT_OVER_HTTP = frozenset({"database.query", "email.send"})
