"""ffmpeg within walls: it reads and writes files of one folder, and reaches nothing else.

The binary comes with a Python package. It takes apart whatever users give it, so it has no network (the
kernel refuses sockets, and of its protocols only `file` is left), no other files, and bounds of time, memory
and size.
"""

from __future__ import annotations

import asyncio
import importlib
import math
import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from blocks.sdk import Block, Context, InvalidInput, SandboxUnavailable, TooLarge, files
from blocks.sdk.sandbox.program import Bounds, Done, run_program

MAX_SECONDS = 4 * 3600.0  # of a video
AT_ONCE = 2  # in one worker: each takes all the processors it gets
BOUNDS = Bounds(seconds=240.0, cpu_seconds=480, memory_bytes=2 * 1024**3, file_bytes=files.MAX_FILE_BYTES)
CODECS = {
    "mp4": (
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-movflags",
        "+faststart",
    ),
    "mov": ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    "mkv": ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
    "webm": ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "2M", "-c:a", "libopus"),
}
_DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
_TIME = re.compile(r"time=(\d+):(\d\d):(\d\d(?:\.\d+)?)")
_VIDEO = re.compile(r"Stream #\d+:\d+.*?: Video: .*?, (\d{2,5})x(\d{2,5})")
_AUDIO = re.compile(r"Stream #\d+:\d+.*?: Audio: ")
_SAID_CHARACTERS = 300


class VideoBlock(Block):
    """What all of them share."""

    timeout_seconds = 300.0
    max_at_once = AT_ONCE


@dataclass(frozen=True, slots=True)
class Media:
    """A file in the working folder, and what is in it."""

    path: Path
    seconds: float
    size: tuple[int, int] | None  # of the picture; None without one
    has_sound: bool

    def picture(self, pin: str) -> tuple[int, int]:
        """Raises InvalidInput if there is none."""
        if self.size is None:
            raise InvalidInput("The file has no picture.", pin=pin)
        return self.size


class Workbench:
    """A folder in which one step works."""

    def __init__(self, ctx: Context, folder: Path) -> None:
        self._ctx, self.folder = ctx, folder
        self._count = 0

    async def take(self, given: str, pin: str) -> Media:
        """A file of the user's, put into the folder and looked at. Raises what `files.load` raises."""
        file = await files.load(self._ctx, given, pin=pin)
        path = self.place("in")
        await asyncio.to_thread(path.write_bytes, file.content)
        return await self.look_at(path, pin)

    def place(self, suffix: str) -> Path:
        self._count += 1
        return self.folder / f"{self._count}.{suffix}"

    async def make(self, arguments: Sequence[str], *, suffix: str = "mp4") -> str:
        """What ffmpeg makes of the arguments, as a data URI. Raises InvalidInput with what it says."""
        return await self.give(await self.make_file(arguments, suffix=suffix))

    async def make_file(self, arguments: Sequence[str], *, suffix: str = "mp4") -> Path:
        path = self.place(suffix)
        done = await self._run(["-y", *arguments, "-fs", str(files.MAX_FILE_BYTES), str(path)])
        if done.code != 0 or not path.exists():
            raise InvalidInput(f"The video cannot be made: {_said(done.complaint)}")
        # -fs ends a file that grows too large as if that were its end.
        if path.stat().st_size >= files.MAX_FILE_BYTES * 0.98:
            raise TooLarge(f"The video becomes larger than {files.MAX_FILE_BYTES:,} bytes.")
        return path

    async def make_file_of(self, inputs: Sequence[str], codecs: Sequence[str], *, suffix: str) -> Path:
        """The same streams in a file of another kind; coded anew only if that kind cannot hold them."""
        try:
            return await self.make_file([*inputs, "-c", "copy"], suffix=suffix)
        except InvalidInput:
            return await self.make_file([*inputs, *codecs], suffix=suffix)

    async def give(self, path: Path) -> str:
        return await asyncio.to_thread(lambda: files.made(path.read_bytes()).as_data_uri())

    async def seconds_of(self, path: Path) -> float:
        return (await self.look_at(path, "video_out")).seconds

    async def look_at(self, path: Path, pin: str) -> Media:
        """Raises InvalidInput naming the pin, and TooLarge."""
        said = (
            await self._run(["-i", str(path)])
        ).complaint  # it fails for want of an output, and tells before
        picture = _VIDEO.search(said)
        if picture is None and not _AUDIO.search(said):
            raise InvalidInput("The file is neither a video nor a sound that can be read.", pin=pin)
        seconds = _seconds(_DURATION.search(said))
        if seconds is None:  # some formats do not say it
            whole = (await self._run(["-i", str(path), "-f", "null", "-"])).complaint
            seconds = _seconds(next(reversed(list(_TIME.finditer(whole))), None)) or 0.0
        if seconds > MAX_SECONDS:
            raise TooLarge(f"The file lasts longer than {MAX_SECONDS:,.0f} s.")
        size = (int(picture[1]), int(picture[2])) if picture else None
        return Media(path, seconds, size, _AUDIO.search(said) is not None)

    async def _run(self, arguments: Sequence[str]) -> Done:
        command = [_binary(), "-hide_banner", "-nostdin", "-protocol_whitelist", "file", *arguments]
        return await run_program("The video", command, folder=self.folder, bounds=BOUNDS)


@asynccontextmanager
async def workbench(ctx: Context) -> AsyncIterator[Workbench]:
    """A folder that is gone afterwards."""
    folder = await asyncio.to_thread(TemporaryDirectory, prefix="video-", dir=_temporary())
    try:
        yield Workbench(ctx, Path(folder.name))
    finally:
        await asyncio.shield(asyncio.to_thread(folder.cleanup))


def number(value: float) -> str:
    """As ffmpeg reads it."""
    return f"{value:.3f}" if math.isfinite(value) else "0"


@cache
def _temporary() -> str:
    """Where folders for a while are made, without links on the way: the walls know places by name."""
    return os.path.realpath(gettempdir())


@cache
def _binary() -> str:
    try:
        found: str = importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe()
    except (ImportError, RuntimeError) as err:
        raise SandboxUnavailable("There is no ffmpeg on this machine.") from err
    return str(Path(found).resolve())


def _seconds(match: re.Match[str] | None) -> float | None:
    return None if match is None else int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3])


def _said(complaint: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    return (lines[-1] if lines else "ffmpeg gave no reason")[:_SAID_CHARACTERS]
