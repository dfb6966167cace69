"""The video blocks on short films that ffmpeg makes for them, and what ffmpeg may not do."""

from __future__ import annotations

import base64
import io
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from blocks.library.video import _ffmpeg
from blocks.library.video._ffmpeg import workbench
from blocks.library.video.concat import VideoConcat
from blocks.library.video.editing import (
    AddAudioToVideo,
    LoopVideo,
    MediaDuration,
    VideoClip,
    VideoTextOverlay,
)
from blocks.sdk import Context, Firing, InvalidInput, TooCostly, fire
from blocks.sdk.sandbox.program import Bounds

pytestmark = pytest.mark.slow


def _film(folder: Path, name: str, *arguments: str) -> str:
    path = folder / name
    command = [_ffmpeg._binary(), "-v", "error", *arguments, str(path)]
    subprocess.run(command, check=True)
    return f"data:video/mp4;base64,{base64.b64encode(path.read_bytes()).decode()}"


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A red film with a tone (2 s), a blue one without (2 s, another size), and a tone (1 s)."""
    folder = tmp_path_factory.mktemp("films")
    tone = ("-f", "lavfi", "-i", "sine=frequency=440:duration=2")
    red = ("-f", "lavfi", "-i", "color=red:size=160x120:duration=2:rate=10")
    blue = ("-f", "lavfi", "-i", "color=blue:size=80x80:duration=2:rate=10")
    return {
        "red": _film(folder, "red.mp4", *red, *tone, "-shortest"),
        "blue": _film(folder, "blue.mp4", *blue),
        "tone": _film(folder, "tone.wav", "-f", "lavfi", "-i", "sine=duration=1"),
    }


def given_out(firing: Firing, pin: str = "video_out") -> str:
    assert firing.error is None, firing.error
    value: str = dict(firing.outputs)[pin]
    return value


async def seconds(film: str) -> float:
    duration: float = dict(
        (await fire(MediaDuration, {"media_in": film, "is_video": False}, Context())).outputs
    )["duration"]
    return duration


async def colour(film: str, at: float, x: float, y: float) -> tuple[int, ...]:
    """The pixel of a film at a time, at a place between 0 and 1."""
    async with workbench(Context()) as bench:
        media = await bench.take(film, "film")
        frame = await bench.make_file(["-ss", str(at), "-i", str(media.path), "-frames:v", "1"], suffix="png")
        with Image.open(io.BytesIO(frame.read_bytes())) as image:
            pixel = image.convert("RGB").getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(pixel, tuple)
    return tuple(round(part / 255) for part in pixel)


RED, BLUE, BLACK = (1, 0, 0), (0, 0, 1), (0, 0, 0)


async def test_films_and_sounds_are_measured(films: dict[str, str]) -> None:
    assert await seconds(films["red"]) == pytest.approx(2, abs=0.1)
    assert await seconds(films["tone"]) == pytest.approx(1, abs=0.1)
    refused = await fire(MediaDuration, {"media_in": films["tone"]}, Context())
    assert (refused.error_code, refused.error) == ("invalid_input", "The file has no picture.")


async def test_a_piece_is_cut_out(films: dict[str, str]) -> None:
    given = {"video_in": films["red"], "start_time": 0.5, "end_time": 1.5, "output_format": "webm"}
    firing = await fire(VideoClip, given, Context())
    assert given_out(firing).startswith("data:video/webm;base64,")
    assert dict(firing.outputs)["duration"] == pytest.approx(1, abs=0.15)


async def test_films_follow_each_other_in_the_size_of_the_first(films: dict[str, str]) -> None:
    firing = await fire(VideoConcat, {"videos": [films["red"], films["blue"]]}, Context())
    film = given_out(firing)
    assert dict(firing.outputs)["total_duration"] == pytest.approx(4, abs=0.2)
    assert (await colour(film, 1, 0.5, 0.5), await colour(film, 3, 0.5, 0.5)) == (RED, BLUE)
    assert await colour(film, 3, 0.02, 0.5) == BLACK  # the square one stands in the middle


@pytest.mark.parametrize(("transition", "lasts"), [("crossfade", 3.0), ("fade_black", 4.0)])
async def test_one_becomes_the_other(transition: str, lasts: float, films: dict[str, str]) -> None:
    given = {"videos": [films["red"], films["blue"]], "transition": transition, "transition_duration": 1}
    firing = await fire(VideoConcat, given, Context())
    assert dict(firing.outputs)["total_duration"] == pytest.approx(lasts, abs=0.2)
    film = given_out(firing)
    assert (await colour(film, 0.8, 0.5, 0.5), await colour(film, lasts - 0.8, 0.5, 0.5)) == (RED, BLUE)


async def test_a_film_is_looped_and_gets_another_sound(films: dict[str, str]) -> None:
    assert await seconds(
        given_out(await fire(LoopVideo, {"video_in": films["blue"], "n_loops": 2}, Context()))
    ) == (pytest.approx(4, abs=0.2))
    given = {"video_in": films["blue"], "audio_in": films["tone"], "volume": 0.5}
    film = given_out(await fire(AddAudioToVideo, given, Context()))
    async with workbench(Context()) as bench:
        assert (await bench.take(film, "film")).has_sound


async def test_a_text_is_laid_over_for_a_while(films: dict[str, str]) -> None:
    text = "x:enable=1'[v];movie=/etc/passwd"  # what would be orders to ffmpeg is a text
    given = {
        "video_in": films["blue"], "text": text, "position": "top-left", "start_time": 1, "font_size": 20,
        "bg_color": "red", "font_color": "#f00",
    }  # fmt: skip
    film = given_out(await fire(VideoTextOverlay, given, Context()))
    assert (await colour(film, 0.5, 0.5, 0.4), await colour(film, 1.5, 0.5, 0.4)) == (BLUE, RED)


@pytest.mark.parametrize(
    ("block", "given", "error"),
    [
        (VideoClip, {"start_time": 1, "end_time": 1}, "The piece has to end after it begins."),
        (VideoClip, {"start_time": 9, "end_time": 10}, "The video ends after 2 s."),
        (LoopVideo, {}, "Say how long, or how often."),
        (
            VideoTextOverlay,
            {"text": "a\ue000"},
            "No font of this machine has: \ue000 (Debian: fonts-dejavu-core, fonts-noto-cjk).",
        ),
        (VideoTextOverlay, {"text": "x", "font_color": "no"}, "'no' is not a colour."),
        (
            VideoTextOverlay,
            {"text": "x", "start_time": 2, "end_time": 1},
            "The text has to go after it appears.",
        ),
    ],
)
async def test_what_makes_no_sense_is_refused(
    block: Any, given: dict[str, Any], error: str, films: dict[str, str]
) -> None:
    firing = await fire(block, {"video_in": films["blue"], **given}, Context())
    assert (firing.error_code, firing.error) == ("invalid_input", error)


@pytest.mark.parametrize(
    "text",
    [
        "not a film",
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n",
        "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        "ffconcat version 1.0\nfile /etc/passwd\n",
    ],
)
async def test_a_list_of_other_files_is_no_film(text: str) -> None:
    uri = f"data:;base64,{base64.b64encode(text.encode()).decode()}"
    firing = await fire(MediaDuration, {"media_in": uri}, Context())
    assert firing.error == "The file is neither a video nor a sound that can be read."


async def test_ffmpeg_reads_no_other_file_writes_none_and_is_ended_in_time(
    films: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with workbench(Context()) as bench:
        folder = bench.place("x").parent
        media = await bench.take(films["blue"], "film")
        outside = tmp_path / "secret.mp4"
        outside.write_bytes(media.path.read_bytes())
        with pytest.raises(InvalidInput, match="Permission denied"):
            await bench.make_file(["-i", str(outside)])
        refused = await bench._run(["-i", str(media.path), str(tmp_path / "written.mp4")])
        assert refused.code != 0
        assert not (tmp_path / "written.mp4").exists()
        monkeypatch.setattr(_ffmpeg, "BOUNDS", Bounds(0.5, 60, 2 * 1024**3, 1024**2))
        with pytest.raises(TooCostly, match=r"longer than 0\.5 s"):
            await bench.make_file(["-stream_loop", "-1", "-re", "-i", str(media.path)])
    assert not folder.exists()
