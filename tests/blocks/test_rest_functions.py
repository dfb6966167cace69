"""What rows of providers work out beside their recordings: refusals for people, and the other ways round."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from blocks.library.providers.exa import making, waiting
from blocks.library.providers.exa._items import as_text, shaped
from blocks.library.providers.replicate._api import MOST_INLINE_BYTES, made_of
from blocks.library.providers.youtube import best_track, video_of
from blocks.sdk import Block, Context, find_block, fire
from tests.blocks.wire import Reply, Request, Wire

VIDEO = "dQw4w9WgXcQ"


def block(slug: str) -> type[Block]:
    found = find_block(slug)
    assert found is not None
    return found


def said(body: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/json"})


def answering(wire: Wire, **bodies: Any) -> None:
    """Each path's last part → what is answered; pictures where none is told."""

    def answer(request: Request) -> Reply:
        name = request.path.partition("?")[0].rsplit("/", 1)[-1]
        return said(bodies[name]) if name in bodies else Reply(200, b"\x89PNG\r\n\x1a\n")

    wire.answer = answer


# --- YouTube ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        VIDEO,
        f"https://www.youtube.com/watch?v={VIDEO}",
        f"https://m.youtube.com/watch?list=PL1&v={VIDEO}&t=3s",
        f"youtu.be/{VIDEO}?si=x",
        f"https://www.youtube.com/shorts/{VIDEO}",
        f"https://www.youtube-nocookie.com/embed/{VIDEO}",
    ],
)
def test_a_video_is_known_by_any_of_its_addresses(address: str) -> None:
    assert video_of(address) == VIDEO


@pytest.mark.parametrize(
    "address", ["https://example.com/watch?v=" + VIDEO, "youtu.be/short", f"{VIDEO}x", "x" * 3_000]
)
def test_what_is_no_video_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no address of a video"):
        video_of(address)


def test_written_subtitles_go_before_a_machines_and_english_before_others() -> None:
    def track(language: str, kind: str = "") -> dict[str, str]:
        return {
            "languageCode": language,
            "kind": kind,
            "baseUrl": f"https://example.com/{language}{kind}?a=1",
        }

    def best(*tracks: dict[str, str]) -> str:
        return str(best_track({"tracks": list(tracks)})["track_url"])

    assert best(track("de"), track("en", "asr")) == "https://example.com/enasr?a=1&fmt=json3"
    assert best(track("en", "asr"), track("en")) == "https://example.com/en?a=1&fmt=json3"
    assert best(track("fr", "asr"), track("de")) == "https://example.com/de?a=1&fmt=json3"
    with pytest.raises(ValueError, match="no subtitles"):
        best_track({"tracks": None})


# --- Images -----------------------------------------------------------------------------------------------
async def test_an_image_that_is_held_back_says_so(wire: Wire, ctx: Context) -> None:
    wire.replies = [said({"data": [{"is_image_safe": False, "url": None}]})]
    firing = await fire(block("ideogram.generate_image"), {"prompt": "x"}, ctx)
    assert firing.error == "Ideogram holds the image to be unsafe, and does not give it."
    assert len(wire.seen) == 1


async def test_an_older_model_of_ideograms_is_asked_in_its_own_way(wire: Wire, ctx: Context) -> None:
    answering(wire, generate={"data": [{"url": f"{wire.base_url}/a.png"}]})
    values = {
        "prompt": "x",
        "ideogram_model_name": "V_2",
        "style_type": "ANIME",
        "color_palette_name": "EMBER",
    }
    firing = await fire(block("ideogram.generate_image"), values, ctx)
    assert firing.error is None
    asked = wire.seen[0]
    assert asked.path == "/generate"
    assert asked.json()["image_request"]["color_palette"] == {"name": "EMBER"}
    refused = await fire(block("ideogram.generate_image"), {**values, "ideogram_model_name": "V_3"}, ctx)
    assert refused.error == "`style_type`: ANIME is none of V_3's styles."


async def test_large_images_are_uploaded_before_they_are_named(wire: Wire, ctx: Context) -> None:
    large = b"\x89PNG\r\n\x1a\n" + bytes(MOST_INLINE_BYTES)
    done = {"id": "p1", "status": "succeeded", "output": f"{wire.base_url}/out.png"}
    answering(wire, files={"urls": {"get": "https://example.com/f1"}}, predictions=done, p1=done)
    values = {
        "prompt": "Winter",
        "images": [f"data:image/png;base64,{base64.b64encode(large).decode()}", "data:;base64,iVBORw0KGgo="],
    }
    firing = await fire(block("replicate.customize_image"), values, ctx)
    assert firing.error is None
    assert wire.seen[0].headers["content-type"].startswith("multipart/form-data")
    shown = wire.seen[1].json()["input"]["image_input"]
    assert shown == ["https://example.com/f1", "data:image/png;base64,iVBORw0KGgo="]


def test_what_a_model_makes_becomes_text() -> None:
    assert made_of(["https://a/1.png", "https://a/2.png"]) == "https://a/1.png"
    assert made_of(["Hello", " you"]) == "Hello you"
    assert made_of("https://a/1.png") == "https://a/1.png"
    assert made_of({"a": 1}) == '{"a": 1}'
    assert made_of([1, 2]) == "[1, 2]"


# --- Exa --------------------------------------------------------------------------------------------------
async def test_a_webset_that_is_there_is_not_made_again(wire: Wire, ctx: Context) -> None:
    wire.replies = [said({"id": "w1", "status": "idle"})]
    firing = await fire(block("exa.create_or_find_webset"), {"external_id": "mine"}, ctx)
    assert firing.outputs[1] == ("was_created", False)
    assert [request.method for request in wire.seen] == ["GET"]


async def test_a_webset_without_words_to_search_for_is_not_made(wire: Wire, ctx: Context) -> None:
    wire.replies = [said({}, 404)]
    firing = await fire(block("exa.create_or_find_webset"), {"external_id": "mine"}, ctx)
    assert (firing.error_code, len(wire.seen)) == ("invalid_input", 1)


async def test_research_that_nobody_waits_for_is_begun_only(wire: Wire, ctx: Context) -> None:
    wire.replies = [
        said({"researchId": "r1", "status": "pending", "createdAt": 1, "model": "m", "instructions": "x"})
    ]
    values = {"instructions": "x", "wait_for_completion": False}
    outputs = dict((await fire(block("exa.create_research"), values, ctx)).outputs)
    assert (outputs["status"], outputs["output_content"], outputs["elapsed_time"]) == ("pending", None, None)
    assert len(wire.seen) == 1


async def test_a_webset_that_is_not_as_far_in_time_is_told_as_it_is(wire: Wire, ctx: Context) -> None:
    wire.replies = [said({"id": "w1", "status": "running", "searches": [], "enrichments": []})]
    values = {"webset_id": "w1", "timeout": 1, "check_interval": 60, "include_progress": False}
    outputs = dict((await fire(block("exa.wait_for_webset"), values, ctx)).outputs)
    assert (outputs["final_status"], outputs["timed_out"], outputs["search_progress"]) == (
        "running",
        True,
        {},
    )
    assert waiting.TARGETS["completed"][0] == "idle"


@pytest.mark.parametrize(
    ("webset", "advice"),
    [
        ({}, "needs_search"),
        ({"searches": [{}], "status": "running"}, "wait_for_results"),
        ({"searches": [{}], "status": "idle"}, "insufficient_items"),
        ({"searches": [{"progress": {"found": 3}}], "status": "idle"}, "needs_enrichment"),
        (
            {"searches": [{"progress": {"found": 3}}], "enrichments": [{}], "status": "idle"},
            "ready_to_process",
        ),
    ],
)
def test_what_to_do_next_with_a_webset(webset: dict[str, Any], advice: str) -> None:
    assert making.recommendation(webset, 2) == advice


def test_things_are_written_in_each_form() -> None:
    item = shaped({"id": "i1", "properties": {"url": "u", "person": {"name": "Ada, L."}}}, with_content=False)
    assert json.loads(as_text([item], "json")) == [item]
    assert as_text([item, item], "jsonl").count("\n") == 1
    assert as_text([item], "csv") == 'id,url,title,created_at,updated_at\ni1,u,"Ada, L.",,\n'
    assert as_text([], "csv") == "\n"


# --- Orders and posts -------------------------------------------------------------------------------------
CUSTOMER = dict.fromkeys(("name", "email", "phone", "address", "city", "state", "zip"), "x")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"customer": {"name": "Ada"}}, "`customer` has no email."),
        ({"items": []}, "`items` is empty."),
        ({"items": [{"quantity": "1"}]}, "`items`: each needs file_url"),
        (
            {"items": [{"file_url": "https://a/b.stl", "color": "pink"}]},
            "there is no PLA that is pink; there is black.",
        ),
    ],
)
async def test_an_order_that_cannot_be_printed_is_not_made(
    change: dict[str, Any], words: str, wire: Wire, ctx: Context
) -> None:
    wire.replies = [said({"filaments": [{"filament": "PLA BLACK", "colorTag": "black", "profile": "PLA"}]})]
    values = {"customer": CUSTOMER, "items": [{"file_url": "https://a/b.stl"}], **change}
    firing = await fire(block("slant3d.create_order"), values, ctx)
    assert words in (firing.error or "")
    assert [request.method for request in wire.seen] == ["GET"]


async def test_a_post_that_was_refused_fails_with_the_networks_words(wire: Wire, ctx: Context) -> None:
    wire.replies = [said({"status": "error", "errors": [{"message": "Too long"}]})]
    firing = await fire(block("ayrshare.post_to_x"), {"post": "Hi"}, ctx)
    assert (firing.error, firing.error_code) == ("Ayrshare refuses: Too long.", "provider_refused")
