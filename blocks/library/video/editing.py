"""Videos and sounds: cut, looped, measured, with other sound and with text."""

from __future__ import annotations

import asyncio
from enum import StrEnum

from blocks.library.video._ffmpeg import CODECS, VideoBlock, number, workbench
from blocks.library.video._text import draw_text
from blocks.sdk import BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin
from blocks.sdk.pins import Widget

MAX_LOOPS = 1_000
MAX_LOOPED_SECONDS = 3_600.0
_MARGIN = 20  # pixels between a text and the edge


class VideoFormat(StrEnum):
    MP4 = "mp4"
    WEBM = "webm"
    MKV = "mkv"
    MOV = "mov"


class Position(StrEnum):
    TOP = "top"
    CENTER = "center"
    BOTTOM = "bottom"
    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM_RIGHT = "bottom-right"


class _VideoOut(BlockOutput):
    video_out: str = Pin(description="The new video, as a data URI")


def video_pin(name: str = "The video") -> str:
    pin: str = Pin(description=f"{name}: a web address or a data URI", widget=Widget.FILE, min_length=1)
    return pin


class MediaDuration(VideoBlock):
    """Measure how long a video or a sound lasts."""

    id = "d8b91fd4-da26-42d4-8ecb-8b196c6d84b6"
    slug = "video.duration"
    category = Category.MULTIMEDIA

    class Input(BlockInput):
        media_in: str = video_pin("The file")
        is_video: bool = Pin(True, description="Whether it has to have a picture")

    class Output(BlockOutput):
        duration: float = Pin(description="Seconds")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        async with workbench(ctx) as bench:
            media = await bench.take(input.media_in, "media_in")
            if input.is_video:
                media.picture("media_in")
            yield "duration", media.seconds


class VideoClip(VideoBlock):
    """Cut a piece out of a video."""

    id = "8f539119-e580-4d86-ad41-86fbcb22abb1"
    slug = "video.clip"
    category = Category.MULTIMEDIA

    class Input(BlockInput):
        video_in: str = video_pin()
        start_time: float = Pin(description="Where the piece begins, seconds", example=1.5, ge=0)
        end_time: float = Pin(description="Where it ends, seconds", example=4.0, ge=0)
        output_format: VideoFormat = Pin(
            VideoFormat.MP4, description="The kind of file", widget=Widget.SELECT, advanced=True
        )

    class Output(_VideoOut):
        duration: float = Pin(description="Seconds that the piece lasts")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if input.end_time <= input.start_time:
            raise InvalidInput("The piece has to end after it begins.", pin="end_time")
        async with workbench(ctx) as bench:
            video = await bench.take(input.video_in, "video_in")
            video.picture("video_in")
            if input.start_time >= video.seconds:
                raise InvalidInput(f"The video ends after {video.seconds:g} s.", pin="start_time")
            cut = ["-ss", number(input.start_time), "-to", number(input.end_time), "-i", str(video.path)]
            path = await bench.make_file([*cut, *CODECS[input.output_format]], suffix=input.output_format)
            yield "video_out", await bench.give(path)
            yield "duration", await bench.seconds_of(path)


class LoopVideo(VideoBlock):
    """Repeat a video, so many times or for so long."""

    id = "8bf9eef6-5451-4213-b265-25306446e94b"
    slug = "video.loop"
    category = Category.MULTIMEDIA

    class Input(BlockInput):
        video_in: str = video_pin()
        duration: float | None = Pin(
            None, description="Seconds that the new video lasts", gt=0, le=MAX_LOOPED_SECONDS
        )
        n_loops: int | None = Pin(None, description="How often it is shown", ge=1, le=MAX_LOOPS)

    class Output(_VideoOut):
        pass

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if input.duration is None and input.n_loops is None:
            raise InvalidInput("Say how long, or how often.", pin="duration")
        async with workbench(ctx) as bench:
            video = await bench.take(input.video_in, "video_in")
            video.picture("video_in")
            seconds = input.duration or video.seconds * (input.n_loops or 1)
            if seconds > MAX_LOOPED_SECONDS:
                raise InvalidInput(
                    f"The video would last longer than {MAX_LOOPED_SECONDS:g} s.", pin="n_loops"
                )
            looped = ["-stream_loop", "-1", "-i", str(video.path), "-t", number(seconds)]
            yield "video_out", await bench.make([*looped, *CODECS["mp4"]])


class AddAudioToVideo(VideoBlock):
    """Give a video another sound."""

    id = "3503748d-62b6-4425-91d6-725b064af509"
    slug = "video.add_audio"
    category = Category.MULTIMEDIA

    class Input(BlockInput):
        video_in: str = video_pin()
        audio_in: str = video_pin("The sound")
        volume: float = Pin(1.0, description="How loud: 1 is as it is, 0.5 is half", ge=0, le=10)

    class Output(_VideoOut):
        pass

    async def run(self, input: Input, ctx: Context) -> Outputs:
        async with workbench(ctx) as bench:
            video = await bench.take(input.video_in, "video_in")
            video.picture("video_in")
            sound = await bench.take(input.audio_in, "audio_in")
            if not sound.has_sound:
                raise InvalidInput("The file has no sound.", pin="audio_in")
            both = ["-i", str(video.path), "-i", str(sound.path), "-map", "0:v:0", "-map", "1:a:0"]
            loud = ["-filter:a", f"volume={number(input.volume)}", "-t", number(video.seconds)]
            yield "video_out", await bench.make([*both, *loud, *CODECS["mp4"]])


class VideoTextOverlay(VideoBlock):
    """Lay a text over a video."""

    id = "8ef14de6-cc90-430a-8cfa-3a003be92454"
    slug = "video.text_overlay"
    category = Category.MULTIMEDIA

    class Input(BlockInput):
        video_in: str = video_pin()
        text: str = Pin(description="The text", example="Hello", min_length=1, max_length=1_000)
        position: Position = Pin(Position.BOTTOM, description="Where it stands", widget=Widget.SELECT)
        start_time: float | None = Pin(None, description="When it appears, seconds", advanced=True, ge=0)
        end_time: float | None = Pin(None, description="When it goes, seconds", advanced=True, ge=0)
        font_size: int = Pin(48, description="Height of the letters, pixels", advanced=True, ge=6, le=500)
        font_color: str = Pin(
            "white", description="A name, or a number such as #ff8800", advanced=True, max_length=50
        )
        bg_color: str | None = Pin(
            None, description="Colour behind it, such as black@0.5", advanced=True, max_length=50
        )

    class Output(_VideoOut):
        pass

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if input.start_time is not None and input.end_time is not None and input.end_time <= input.start_time:
            raise InvalidInput("The text has to go after it appears.", pin="end_time")
        async with workbench(ctx) as bench:
            video = await bench.take(input.video_in, "video_in")
            video.picture("video_in")
            picture = bench.place("png")
            await asyncio.to_thread(
                draw_text, input.text, picture,
                size=input.font_size, color=input.font_color, background=input.bg_color,
            )  # fmt: skip
            laid = f"[0:v][1:v]overlay={_place(input.position)}{_when(input.start_time, input.end_time)}[out]"
            both = ["-i", str(video.path), "-i", str(picture), "-filter_complex", laid]
            yield "video_out", await bench.make([*both, "-map", "[out]", "-map", "0:a?", *CODECS["mp4"]])


def _place(position: Position) -> str:
    """x:y in the language of ffmpeg's overlay filter."""
    words = position.value.split("-")
    x = {"left": f"{_MARGIN}", "right": f"W-w-{_MARGIN}"}.get(words[-1], "(W-w)/2")
    y = {"top": f"{_MARGIN}", "bottom": f"H-h-{_MARGIN}"}.get(words[0], "(H-h)/2")
    return f"{x}:{y}"


def _when(start: float | None, end: float | None) -> str:
    if start is None and end is None:
        return ""
    return f":enable='between(t,{number(start or 0)},{number(end if end is not None else 10**6)})'"
