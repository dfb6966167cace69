"""Videos of pages, fetched."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from blocks.library.video._fetching import fetch
from blocks.library.video._ffmpeg import CODECS, Media, VideoBlock, workbench
from blocks.sdk import BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin
from blocks.sdk.pins import Widget


class Quality(StrEnum):
    BEST = "best"
    P1080 = "1080p"
    P720 = "720p"
    P480 = "480p"
    AUDIO = "audio_only"


class Container(StrEnum):
    MP4 = "mp4"
    WEBM = "webm"
    MKV = "mkv"


class VideoDownload(VideoBlock):
    """Download the video that stands on a page, or at an address.

    By yt-dlp, which knows many sites. Sites that ask for a sign-in or for JavaScript may refuse.
    """

    id = "c35daabb-cd60-493b-b9ad-51f1fe4b50c4"
    slug = "video.download"
    category = Category.MULTIMEDIA

    class Input(BlockInput):
        url: str = Pin(
            description="The page's or the video's address",
            example="https://example.com/film.mp4",
            min_length=1,
            max_length=8_000,
        )
        quality: Quality = Pin(
            Quality.P720, description="At most so many lines, or only the sound", widget=Widget.SELECT
        )
        output_format: Container = Pin(
            Container.MP4, description="The kind of file", widget=Widget.SELECT, advanced=True
        )

    class Output(BlockOutput):
        video_file: str = Pin(description="The video, as a data URI")
        duration: float = Pin(description="Seconds that it lasts")
        title: str = Pin(description="Its title")
        source_url: str = Pin(description="The address that was given")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        url = input.url.strip()
        if not url.lower().startswith(("http://", "https://")):
            raise InvalidInput("The address must begin with http:// or https://.", pin="url")
        async with workbench(ctx) as bench:
            fetched = await fetch(ctx, url, _wanted(input.quality), folder=bench.folder)
            parts = [await bench.look_at(path, "url") for path in fetched.paths]
            arguments = _streams(parts, only_sound=input.quality is Quality.AUDIO)
            path = await bench.make_file_of(
                arguments, CODECS[input.output_format], suffix=input.output_format
            )
            yield "video_file", await bench.give(path)
            yield "duration", await bench.seconds_of(path)
            yield "title", fetched.title
            yield "source_url", input.url


def _wanted(quality: Quality) -> str:
    """In yt-dlp's language: picture and sound apart if that is better, else together, else what there is."""
    if quality is Quality.AUDIO:
        return "ba/b"
    if quality is Quality.BEST:
        return "bv*+ba/b"
    bound = f"[height<=?{quality.removesuffix('p')}]"
    return f"bv*{bound}+ba/b{bound}/wv*+ba/w"


def _streams(parts: Sequence[Media], *, only_sound: bool) -> list[str]:
    """ffmpeg's inputs, and which picture and which sound of them."""
    arguments = [argument for part in parts for argument in ("-i", str(part.path))]
    sound = next((n for n, part in reversed(list(enumerate(parts))) if part.has_sound), None)
    picture = next((n for n, part in enumerate(parts) if part.size is not None), None)
    if only_sound and sound is None:
        raise InvalidInput("The video has no sound.", pin="quality")
    if picture is not None and not only_sound:
        arguments += ["-map", f"{picture}:v:0"]
    return arguments if sound is None else [*arguments, "-map", f"{sound}:a:0"]
