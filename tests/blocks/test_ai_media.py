"""Images, speech and embeddings, over OpenAI's SDK and a wire. `outside.py` has their refusals tried."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from blocks.library.ai.embeddings import CreateEmbeddings
from blocks.library.ai.images import DescribeImage, EditImage, GenerateImage
from blocks.library.ai.speech import Speak, TranscribeAudio
from blocks.sdk import Block, Context, Usage, fire
from tests.blocks.streams import anthropic_says, openai_says
from tests.blocks.wire import Reply, Request, Wire

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
MP3 = b"ID3" + bytes(20)
PICTURE = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
SOUND = f"data:audio/mpeg;base64,{base64.b64encode(MP3).decode()}"
USAGE = {"input_tokens": 10, "output_tokens": 100, "total_tokens": 110, "input_tokens_details": {"text_tokens": 10, "image_tokens": 0}}  # fmt: skip  # noqa: E501


def gives(body: dict[str, Any]) -> Reply:
    return Reply(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


async def test_an_image_is_made_and_handed_on_as_a_file(wire: Wire, ctx: Context) -> None:
    wire.replies = [
        gives({"created": 1, "data": [{"b64_json": base64.b64encode(PNG).decode()}], "usage": USAGE})
    ]
    firing = await fire(GenerateImage, {"prompt": "A bee", "size": "1024x1024"}, ctx)
    assert (firing.error, firing.outputs) == (None, [("image", PICTURE)])
    assert firing.usage == Usage(10, 100, 0, 10 * 500 + 100 * 4_000)
    assert wire.seen[0].path == "/images/generations"
    asked = {"model": "gpt-image-1", "prompt": "A bee", "size": "1024x1024", "quality": "auto"}
    assert wire.seen[0].json() == asked


async def test_an_image_that_is_an_address_is_fetched(wire: Wire, ctx: Context) -> None:
    def answer(request: Request) -> Reply:
        if request.method == "GET":
            return Reply(200, PNG, {"Content-Type": "image/png"})
        return gives({"created": 1, "data": [{"url": f"{wire.base_url}/bee.png"}]})

    wire.answer = answer
    firing = await fire(GenerateImage, {"prompt": "A bee"}, ctx)
    assert firing.outputs == [("image", PICTURE)]


async def test_images_are_uploaded_to_be_changed(wire: Wire, ctx: Context) -> None:
    wire.replies = [gives({"created": 1, "data": [{"b64_json": base64.b64encode(PNG).decode()}]})]
    firing = await fire(EditImage, {"prompt": "Winter", "images": [PICTURE, PICTURE], "mask": PICTURE}, ctx)
    assert firing.outputs == [("image", PICTURE)]
    sent = wire.seen[0]
    assert (sent.path, sent.body.count(PNG)) == ("/images/edits", 3)
    for part in (b'filename="image0.png"', b'filename="image1.png"', b'name="mask"', b"Winter"):
        assert part in sent.body


async def test_an_answer_without_an_image_is_a_failure(wire: Wire, ctx: Context) -> None:
    wire.replies = [gives({"created": 1, "data": []})]
    firing = await fire(GenerateImage, {"prompt": "A bee"}, ctx)
    assert (firing.error_code, firing.error) == ("provider_down", "The provider's answer holds no image.")


@pytest.mark.parametrize(("model", "reply"), [("gpt-4o-mini", openai_says("A bee.")), ("claude-haiku-4-5", anthropic_says("A bee."))])  # fmt: skip  # noqa: E501
async def test_an_image_is_looked_at(model: str, reply: Reply, wire: Wire, ctx: Context) -> None:
    wire.replies = [reply]
    firing = await fire(DescribeImage, {"image": PICTURE, "prompt": "What is it?", "model": model}, ctx)
    assert (firing.error, firing.outputs) == (None, [("response", "A bee.")])
    text, picture = wire.seen[0].json()["messages"][0]["content"]
    assert text == {"type": "text", "text": "What is it?"}
    data = base64.b64encode(PNG).decode()
    if model == "gpt-4o-mini":
        assert picture == {"type": "image_url", "image_url": {"url": PICTURE}}
    else:
        source = {"type": "base64", "media_type": "image/png", "data": data}
        assert picture == {"type": "image", "source": source}


async def test_what_is_said_is_written_down(wire: Wire, ctx: Context) -> None:
    usage = {"type": "tokens", "input_tokens": 14, "output_tokens": 45, "total_tokens": 59}
    wire.replies = [gives({"text": "Good morning.", "usage": usage})]
    firing = await fire(TranscribeAudio, {"audio": SOUND, "language": "en"}, ctx)
    assert (firing.error, firing.outputs) == (None, [("text", "Good morning.")])
    assert (firing.usage.tokens_in, firing.usage.tokens_out) == (14, 45)
    sent = wire.seen[0]
    assert sent.path == "/audio/transcriptions"
    for part in (b'filename="audio.mp3"', MP3, b"gpt-4o-mini-transcribe", b"language"):
        assert part in sent.body


async def test_what_is_no_recording_is_refused(wire: Wire, ctx: Context) -> None:
    firing = await fire(TranscribeAudio, {"audio": PICTURE}, ctx)
    assert (firing.error, wire.seen) == ("`audio` is image/png, which is no recording.", [])


async def test_a_text_is_read_aloud(wire: Wire, ctx: Context) -> None:
    wire.replies = [Reply(200, MP3, {"Content-Type": "audio/mpeg"})]
    firing = await fire(Speak, {"text": "Hi", "instructions": "Slowly"}, ctx)
    assert (firing.error, firing.outputs) == (None, [("audio", SOUND)])
    assert wire.seen[0].path == "/audio/speech"
    assert wire.seen[0].json() == {
        "model": "gpt-4o-mini-tts",
        "voice": "alloy",
        "input": "Hi",
        "response_format": "mp3",
        "instructions": "Slowly",
    }


def _embedded(*numbers: tuple[int, list[float]]) -> Reply:
    data = [{"object": "embedding", "index": index, "embedding": values} for index, values in numbers]
    usage = {"prompt_tokens": 1_000, "total_tokens": 1_000}
    return gives({"object": "list", "data": data, "model": "m", "usage": usage})


async def test_texts_become_numbers_in_their_order(wire: Wire, ctx: Context) -> None:
    wire.replies = [_embedded((1, [0.5, 1]), (0, [0.25, 0]))]
    firing = await fire(CreateEmbeddings, {"texts": ["a", "b"], "dimensions": 2}, ctx)
    assert (firing.error, firing.outputs) == (None, [("embeddings", [[0.25, 0.0], [0.5, 1.0]])])
    assert firing.usage == Usage(1_000, 0, 0, 2_000)
    asked = {
        "model": "text-embedding-3-small",
        "input": ["a", "b"],
        "encoding_format": "float",
        "dimensions": 2,
    }
    assert wire.seen[0].json() == asked


async def test_fewer_numbers_than_texts_are_a_failure(wire: Wire, ctx: Context) -> None:
    wire.replies = [_embedded((0, [0.5]))]
    firing = await fire(CreateEmbeddings, {"texts": ["a", "b"]}, ctx)
    assert firing.error == "openai gives 1 embeddings for 2 texts."
    assert (await fire(CreateEmbeddings, {"texts": []}, ctx)).outputs == [("embeddings", [])]
    assert (await fire(CreateEmbeddings, {"texts": [""]}, ctx)).error == "`texts` holds an empty text."


@pytest.mark.parametrize(
    ("block", "given"),
    [
        (GenerateImage, {"prompt": "x", "model": "gpt-4o"}),
        (EditImage, {"prompt": "x", "images": [PICTURE], "model": "tts-1"}),
        (DescribeImage, {"image": PICTURE, "model": "o3-mini"}),
        (TranscribeAudio, {"audio": SOUND, "model": "gpt-4o"}),
        (Speak, {"text": "x", "model": "claude-haiku-4-5"}),
        (CreateEmbeddings, {"texts": ["x"], "model": "gpt-4o"}),
    ],
)
async def test_a_model_that_cannot_do_it_is_refused(
    block: type[Block], given: dict[str, Any], wire: Wire, ctx: Context
) -> None:
    firing = await fire(block, given, ctx)
    assert firing.error_code == "invalid_input"
    assert firing.error is not None
    assert firing.error.startswith(f"`model`: {given['model']!r} is no model for that")
    assert wire.seen == []
