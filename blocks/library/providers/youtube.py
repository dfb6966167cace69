"""YouTube's subtitles, as its own apps ask for them: the public API has only those of one's own videos."""

from __future__ import annotations

import re
from typing import Any

from blocks.rest import Api, Auth, AuthStyle, Operation, Values, blocks_of, echo, get, gives, post, text
from blocks.sdk import Category

API = Api(
    provider="youtube",
    name="YouTube",
    base_url="https://www.youtube.com",
    auth=Auth(AuthStyle.NONE),
    failed="playabilityStatus.status != 'OK' && (playabilityStatus.reason || playabilityStatus.status)",
    category=Category.SOCIAL,
)
CLIENT = {"client": {"clientName": "ANDROID", "clientVersion": "20.10.38", "hl": "en"}}
LANGUAGE = "en"  # if there is one; else the first
_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_ADDRESS = re.compile(
    r"(?:https?://)?(?:[a-z]+\.)?(?:youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#]*&)?v=|embed/|v/|shorts/|live/)"
    r"|youtu\.be/)([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])"
)


def video_of(given: str) -> str:
    """The id in an address of a video."""
    text = given.strip()
    if len(text) > 2_000:
        raise ValueError("This is no address of a video.")
    found = _ADDRESS.match(text)
    if found is None and not _ID.fullmatch(text):
        raise ValueError("This is no address of a video at YouTube.")
    return found[1] if found else text


def best_track(values: Values) -> Values:
    """Subtitles that a person wrote go before those of a machine."""
    tracks = values.get("tracks") or []
    if not tracks:
        raise ValueError("The video has no subtitles.")
    best = min(tracks, key=lambda track: (track["languageCode"] != LANGUAGE, track.get("kind") == "asr"))
    address = re.sub(r"&fmt=\w+", "", best["baseUrl"])
    return {"track_url": f"{address}&fmt=json3"}


def lines_of(answer: Any) -> str:
    pieces = ("".join(piece.get("utf8", "") for piece in event.get("segs", ())) for event in answer["events"])
    return "\n".join(line for piece in pieces if (line := " ".join(piece.split())))


OPERATIONS = (
    Operation(
        id="f3a8f7e1-4b1d-4e5f-9f2a-7c3d5a2e6b4c",
        slug="transcribe",
        about="Tell what is said in a video, by its subtitles.",
        calls=[
            post(
                "/youtubei/v1/player",
                {"context": CLIENT, "videoId": "{youtube_url}"},
                {"prettyPrint": "false"},
                reads=True,
                keep={"tracks": "captions.playerCaptionsTracklistRenderer.captionTracks"},
            ),
            get("{track_url}", elsewhere=True, derive=best_track),
        ],
        takes={
            "youtube_url": text(
                "The video's address",
                example="https://www.youtube.com/watch?v=dQw4w9WgXcQ",
                min_length=11,
                read=video_of,
            )
        },
        gives={
            "video_id": echo(str, "The video's id", "youtube_url"),
            "transcript": gives(str, "What is said, line by line", lines_of),
        },
        computes=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
