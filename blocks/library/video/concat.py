"""Videos one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from blocks.library.video._ffmpeg import CODECS, Media, VideoBlock, number, workbench
from blocks.library.video.editing import VideoFormat
from blocks.sdk import BlockInput, BlockOutput, Category, Context, InvalidInput, Outputs, Pin
from blocks.sdk.pins import Widget

MAX_VIDEOS = 20
_FRAMES = 30  # a second
_RATE = 44_100


class Transition(StrEnum):
    NONE = "none"
    CROSSFADE = "crossfade"
    FADE_BLACK = "fade_black"


class VideoConcat(VideoBlock):
    """Put videos one after the other, in the size of the first."""

    id = "9b0f531a-1118-487f-aeec-3fa63ea8900a"
    slug = "video.concat"
    category = Category.MULTIMEDIA

    class Input(BlockInput):
        videos: list[str] = Pin(
            description="The videos in order: web addresses or data URIs", min_length=2, max_length=MAX_VIDEOS
        )
        transition: Transition = Pin(
            Transition.NONE, description="How one becomes the next", widget=Widget.SELECT
        )
        transition_duration: int = Pin(1, description="Seconds that takes", advanced=True, ge=0, le=30)
        output_format: VideoFormat = Pin(
            VideoFormat.MP4, description="The kind of file", widget=Widget.SELECT, advanced=True
        )

    class Output(BlockOutput):
        video_out: str = Pin(description="The new video, as a data URI")
        total_duration: float = Pin(description="Seconds that it lasts")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        async with workbench(ctx) as bench:
            videos = [await bench.take(given, "videos") for given in input.videos]
            seconds = float(input.transition_duration) if input.transition is not Transition.NONE else 0.0
            _check(videos, seconds)
            given = [part for video in videos for part in ("-i", str(video.path))]
            graph = _graph(videos, input.transition, seconds)
            made = ["-filter_complex", graph, "-map", "[v]", "-map", "[a]", *CODECS[input.output_format]]
            path = await bench.make_file([*given, *made], suffix=input.output_format)
            yield "video_out", await bench.give(path)
            yield "total_duration", await bench.seconds_of(path)


def _check(videos: Sequence[Media], seconds: float) -> None:
    shortest = min(video.seconds for video in videos)
    if seconds and seconds >= shortest:
        text = f"The shortest video lasts {shortest:g} s: a transition has to be shorter."
        raise InvalidInput(text, pin="transition_duration")
    videos[0].picture("videos")


def _graph(videos: Sequence[Media], transition: Transition, seconds: float) -> str:
    """ffmpeg's description of what is done: all made alike, then joined to [v] and [a]."""
    width, height = videos[0].picture("videos")
    parts = []
    for index, video in enumerate(videos):
        video.picture("videos")
        fades = _fades(video, seconds) if transition is Transition.FADE_BLACK else ("", "")
        parts.append(_alike_picture(index, width - width % 2, height - height % 2, fades[0]))
        parts.append(_alike_sound(index, video, fades[1]))
    joined = (
        _crossed(videos, seconds) if transition is Transition.CROSSFADE and seconds else _joined(len(videos))
    )
    return ";".join([*parts, joined])


def _alike_picture(index: int, width: int, height: int, fades: str) -> str:
    fitted = f"scale={width}:{height}:force_original_aspect_ratio=decrease,pad={width}:{height}:-1:-1"
    return f"[{index}:v]{fitted},setsar=1,fps={_FRAMES},format=yuv420p{fades},settb=AVTB[v{index}]"


def _alike_sound(index: int, video: Media, fades: str) -> str:
    """Silence where there is none: every part needs as much sound as picture."""
    length = f"apad,atrim=0:{number(video.seconds)}"
    if video.has_sound:
        return f"[{index}:a]aresample={_RATE},aformat=channel_layouts=stereo,{length}{fades}[a{index}]"
    return f"anullsrc=r={_RATE}:cl=stereo,atrim=0:{number(video.seconds)}[a{index}]"


def _fades(video: Media, seconds: float) -> tuple[str, str]:
    half = seconds / 2
    end = number(video.seconds - half)
    picture = f",fade=in:st=0:d={number(half)},fade=out:st={end}:d={number(half)}"
    return picture, f",afade=in:st=0:d={number(half)},afade=out:st={end}:d={number(half)}"


def _joined(count: int) -> str:
    return "".join(f"[v{index}][a{index}]" for index in range(count)) + f"concat=n={count}:v=1:a=1[v][a]"


def _crossed(videos: Sequence[Media], seconds: float) -> str:
    """Each laid over the end of what is there so far."""
    steps, begins = [], 0.0
    for index in range(1, len(videos)):
        begins += videos[index - 1].seconds - seconds
        before = ("v0", "a0") if index == 1 else (f"x{index - 1}", f"y{index - 1}")
        after = ("v", "a") if index == len(videos) - 1 else (f"x{index}", f"y{index}")
        offset = f"duration={number(seconds)}:offset={number(begins)}"
        steps.append(f"[{before[0]}][v{index}]xfade=transition=fade:{offset}[{after[0]}]")
        steps.append(f"[{before[1]}][a{index}]acrossfade=d={number(seconds)}[{after[1]}]")
    return ";".join(steps)
