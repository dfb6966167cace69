"""Pictures: told by their content, made anew, bounded, served to all, and swept."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from pytest_django import Settings
from rest_framework.test import APIClient

from marketplace.models import Creator, Image, Listing, Submission
from marketplace.services import images
from platform_project.accounts.models import User, Workspace
from tests.factories.accounts import make_team

URL = "/api/v1/store/images"
Clients = Callable[..., APIClient]
SECRET = "Taken at 1 Quiet Lane"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """An empty storage of pictures."""
    place = tmp_path / "images"
    stored = settings.STORAGES["images"]
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "images": {**stored, "OPTIONS": {**stored["OPTIONS"], "location": place}}
    }
    return place


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """Red on the left, blue on the right."""
    drawn = Pillow.new("RGB", size, "red")
    drawn.paste("blue", (size[0] // 2, 0, *size))
    file = io.BytesIO()
    drawn.save(file, kind, **options)
    return file.getvalue()


def put(client: APIClient, content: bytes, use: str = "cover", name: str = "a.png") -> Any:
    body = {"file": SimpleUploadedFile(name, content)}
    return client.post(f"{URL}?use={use}", body, format="multipart")


def opened(content: bytes) -> Pillow.Image:
    return Pillow.open(io.BytesIO(content))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many points."""

    def chunk(name: bytes, content: bytes) -> bytes:
        whole = name + content
        return struct.pack("!I", len(content)) + whole + struct.pack("!I", zlib.crc32(whole))

    head = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def test_a_picture_is_turned_upright_shrunk_and_stripped_and_everybody_sees_it(
    alice: User, client_of: Clients, folder: Path
) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # held on its side
    exif[0x010E] = SECRET
    answer = put(client_of(alice), picture("JPEG", (2000, 3000), exif=exif), name="../../x.exe")
    told = answer.json()
    assert (answer.status_code, told["use"], told["width"], told["height"]) == (201, "cover", 1350, 900)

    seen = APIClient().get(told["url"])
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/webp")
    assert seen["Cache-Control"] == "public, max-age=86400"
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert len(seen.content) == told["size_bytes"]
    assert SECRET.encode() not in seen.content
    drawn = opened(seen.content)
    assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("WEBP", (1350, 900), {})
    top, bottom = drawn.convert("RGB").getpixel((600, 50)), drawn.convert("RGB").getpixel((600, 850))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > 50 > top[2]  # red was on the left, which is above now
    assert bottom[2] > 200 > 50 > bottom[0]
    again = APIClient().get(told["url"], headers={"If-None-Match": seen["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(files_in(folder)) == 1


@pytest.mark.parametrize(
    ("content", "use", "size"),
    [
        pytest.param(picture("PNG", (900, 600)), "avatar", (512, 512), id="avatars are cut"),
        pytest.param(picture("GIF", (90, 60)), "avatar", (60, 60), id="and never blown up"),
        pytest.param(picture("WEBP", (300, 3200)), "demo", (150, 1600), id="demos may be tall"),
        pytest.param(
            picture("GIF", save_all=True, append_images=[Pillow.new("RGB", (64, 48))]),
            *("cover", (64, 48)),
            id="one frame",
        ),
    ],
)
def test_each_use_has_its_size(
    content: bytes, use: str, size: tuple[int, int], alice: User, client_of: Clients
) -> None:
    told = put(client_of(alice), content, use, "no name at all").json()
    assert (told["width"], told["height"]) == size
    assert getattr(opened(APIClient().get(told["url"]).content), "n_frames", 1) == 1


def test_greys_of_16_bits_and_holes_come_through(alice: User, client_of: Clients) -> None:
    grey, clear = io.BytesIO(), io.BytesIO()
    Pillow.new("I;16", (8, 8), 32_768).save(grey, "PNG")
    Pillow.new("RGBA", (8, 8), (255, 0, 0, 0)).save(clear, "PNG")
    drawn = opened(APIClient().get(put(client_of(alice), grey.getvalue()).json()["url"]).content)
    assert drawn.convert("L").getpixel((4, 4)) in range(120, 136)
    drawn = opened(APIClient().get(put(client_of(alice), clear.getvalue()).json()["url"]).content)
    assert (drawn.mode, drawn.getchannel("A").getextrema()) == ("RGBA", (0, 0))


REFUSED = [
    pytest.param(b"", "bad_input", "empty", id="empty"),
    pytest.param(b"x" * (5 * 1024 * 1024 + 1), "bad_input", "5,242,880 bytes", id="too many bytes"),
    pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture", "Not a picture", id="svg"),
    pytest.param(b"<script>alert(1)</script>", "not_a_picture", "Not a picture", id="called a picture"),
    pytest.param(picture("BMP"), "not_a_picture", "Not a picture", id="another kind"),
    pytest.param(picture("JPEG", (500, 500))[:3000], "not_a_picture", "Not a picture", id="cut off"),
    pytest.param(bomb(9_000, 9_000), "picture_too_large", "25,000,000", id="too many points"),
    pytest.param(bomb(60_000, 60_000), "picture_too_large", "25,000,000", id="far too many"),
    pytest.param(bomb(10_001, 2), "picture_too_large", "10,000 points a side", id="too long"),
]


@pytest.mark.parametrize(("content", "code", "said"), REFUSED)
def test_what_is_no_picture_or_too_large_is_refused_and_nothing_is_kept(
    content: bytes, code: str, said: str, alice: User, client_of: Clients, folder: Path
) -> None:
    answer = put(client_of(alice), content).json()
    assert answer["code"] == code
    assert said in answer["message"]
    assert answer["details"]["file"]
    assert not Image.objects.exists()
    assert not folder.exists() or not files_in(folder)


def test_a_body_that_holds_no_file_or_too_much_is_refused(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    other = client.post(URL, {"picture": SimpleUploadedFile("a", picture())}, format="multipart")
    assert (other.status_code, other.json()["message"]) == (400, "file: Exactly one file is needed.")
    assert client.post(URL, {"file": "x"}, format="json").status_code == 415
    assert client.post(f"{URL}?use=poster", {}, format="multipart").json()["details"] == {
        "use": ["One of cover, avatar, demo."]
    }
    large = put(client, b"x" * (6 * 1024 * 1024))
    assert (large.status_code, large.json()["code"]) == (400, "body_too_large")
    assert not Image.objects.exists()


def test_only_builders_put_up_and_what_they_do_is_bounded(
    alice: User,
    bob: User,
    client_of: Clients,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    team = make_team(alice, runner=bob)
    assert put(APIClient(), picture()).status_code == 401
    assert put(client_of(bob, team), picture()).status_code == 403
    monkeypatch.setattr(images, "MAX_IMAGES", 1)
    assert put(client_of(alice, team), picture()).status_code == 201
    full = put(client_of(alice, team), picture(size=(32, 32)))
    assert (full.status_code, full.json()["details"]["limit"]) == (409, 1)
    same = put(client_of(alice, team), picture("WEBP", lossless=True))  # the same points, otherwise written
    assert (same.status_code, same.json()["id"]) == (201, str(Image.objects.get().pk))
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "image": "1/h"}
    own = Workspace.objects.get(personal_of=alice)
    assert [put(client_of(alice, own), picture()).status_code for _ in range(2)] == [201, 429]


def test_what_nothing_shows_goes_after_a_day_and_no_file_stays_behind(
    alice: User, client_of: Clients, folder: Path
) -> None:
    place = Workspace.objects.get(personal_of=alice)
    sizes = {"face": 20, "cover": 21, "demo": 22, "nobody's": 23, "fresh": 24}
    made = {
        name: put(client_of(alice), picture(size=(side, side)), "demo").json()["id"]
        for name, side in sizes.items()
    }
    creator = Creator.objects.create(workspace=place, slug="alice", name="Alice", avatar_id=made["face"])
    listing = Listing.objects.create(workspace=place, creator=creator, slug="agent")
    Submission.objects.create(
        listing=listing,
        number=1,
        title="Agent",
        graph_version=1,
        images=[made["cover"]],
        demo_output={"picture": [f"{URL}/{made['demo']}"]},
    )
    for name, pk in made.items():
        if name != "fresh":
            Image.objects.filter(pk=pk).update(created_at="2026-01-01T00:00:00Z")
    put(client_of(alice), picture(size=(23, 23)), "demo")  # the same again: wanted for another day
    assert images.sweep() == 0
    gone = made.pop("nobody's")
    Image.objects.filter(pk=gone).update(created_at="2026-01-01T00:00:00Z")
    assert images.sweep() == 1
    assert {str(pk) for pk in Image.objects.values_list("pk", flat=True)} == set(made.values())
    assert len(files_in(folder)) == 4
    assert APIClient().get(f"{URL}/{gone}").status_code == 404
    place.delete()
    for path in files_in(folder):
        os.utime(path, (0, 0))
    images.sweep()
    assert files_in(folder) == []
