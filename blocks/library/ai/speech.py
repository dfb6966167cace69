"""Speech to text, and text to speech."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from blocks.library.ai._choice import BY_MODEL
from blocks.library.ai._media import ask, served
from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin, files
from blocks.sdk.pins import Widget

MAX_AUDIO_BYTES = 25 * 1024**2  # what OpenAI takes
# The provider goes by the ending of the file's name.
_ENDINGS = {
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
    "video/webm": "webm",
}


class TranscribeAudio(Block):
    """Let a model write down what is said in a recording."""

    id = "49a987c9-9563-442a-9591-8c7ce089cfbe"
    slug = "ai.transcribe_audio"
    category = Category.AI
    categories = (Category.AI, Category.MULTIMEDIA, Category.TEXT)
    timeout_seconds = 600.0
    providers = ("openai", "groq", "openai_compatible")
    prices = BY_MODEL

    class Input(BlockInput):
        audio: str = Pin(
            description="A recording: a web address or a data URI", widget=Widget.FILE, min_length=1
        )
        model: str = Pin(
            "gpt-4o-mini-transcribe",
            description="A model that hears",
            min_length=1,
            max_length=200,
            widget=Widget.MODEL,
        )
        language: str = Pin(
            "", description="Its language, as in en; empty: the model finds out", max_length=10
        )
        prompt: str = Pin("", description="Names and words that may occur", advanced=True, max_length=10_000)

    class Output(BlockOutput):
        text: str = Pin(description="What is said")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        spec = await served(input.model, ctx, "transcription", self.providers)
        file = await files.load(ctx, input.audio, pin="audio", max_bytes=MAX_AUDIO_BYTES)
        ending = _ENDINGS.get(file.media_type)
        if ending is None:
            raise InvalidInput(f"`audio` is {file.media_type}, which is no recording.", pin="audio")
        given: dict[str, Any] = {"file": (f"audio.{ending}", file.content, file.media_type)}
        given |= {
            name: text for name, text in (("language", input.language), ("prompt", input.prompt)) if text
        }
        heard = await ask(
            spec, ctx, lambda client: client.audio.transcriptions.create(model=spec.wire_name, **given)
        )
        yield "text", heard.text


class Speak(Block):
    """Let a model read a text aloud."""

    id = "1b5e6d2f-b9ca-4c86-934f-f6a04bcd9f30"
    slug = "ai.speak"
    category = Category.AI
    categories = (Category.AI, Category.MULTIMEDIA, Category.TEXT)
    timeout_seconds = 300.0
    providers = ("openai", "groq", "openai_compatible")
    prices = BY_MODEL

    class Input(BlockInput):
        text: str = Pin(
            description="What is read", example="Good morning", min_length=1, max_length=4_096,
            widget=Widget.LONG_TEXT,
        )  # fmt: skip
        voice: str = Pin("alloy", description="Whose voice, as the provider calls it", max_length=100)
        model: str = Pin(
            "gpt-4o-mini-tts",
            description="A model that speaks",
            min_length=1,
            max_length=200,
            widget=Widget.MODEL,
        )
        instructions: str = Pin(
            "", description="How it is read, for models that take that", advanced=True, max_length=4_096
        )
        format: Literal["mp3", "wav", "flac", "opus"] = Pin("mp3", description="Kind of the recording")

    class Output(BlockOutput):
        audio: str = Pin(description="The recording, as a data URI")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        spec = await served(input.model, ctx, "speech", self.providers)
        given: dict[str, Any] = {"voice": input.voice, "input": input.text, "response_format": input.format}
        if input.instructions:
            given["instructions"] = input.instructions
        spoken = await ask(
            spec, ctx, lambda client: client.audio.speech.create(model=spec.wire_name, **given)
        )
        yield "audio", await asyncio.to_thread(files.made(spoken.content).as_data_uri)
