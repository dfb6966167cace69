"""How the web app is handed out: the page, its parts, their headers."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from platform_project.asgi import application
from platform_project.static_files import StaticFiles
from tests.asgi import LEFT_TO_DJANGO, ask, left_to_django

PART, LOGO = "/static/app/assets/main-4f3a.js", "/static/app/logo.svg"
SCRIPT = "document.title = 'x'"


@pytest.fixture
def dist(tmp_path: Path, settings: Settings) -> Path:
    """A build of the test's own."""
    assets = tmp_path / "assets"
    assets.mkdir()
    (tmp_path / "index.html").write_text(f"<html><script>{SCRIPT}</script></html>")
    (assets / "main-4f3a.js").write_text("a" * 2000)
    (assets / "main-4f3a.js.br").write_bytes(b"brotli")
    (assets / "main-4f3a.js.gz").write_bytes(b"longer gzip")
    (tmp_path / "logo.svg").write_text("<svg/>")
    (tmp_path / "push-worker.js").write_text("self.x = 1")
    settings.WEB_DIST = tmp_path
    settings.STATICFILES_DIRS = [("app", tmp_path)]
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/agents", "/agents/1/edit", "/password/reset", "/healthy", "/wsx"])
def test_every_path_that_is_nobody_elses_gets_the_page_which_is_never_kept(path: str, dist: Path) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer.content) == (200, (dist / "index.html").read_bytes())
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    ["/static/app/assets/gone-1.js", "/static/nothing", "/api/nothing", "/health/nothing", "/ws"],
)
def test_wrong_paths_of_others_stay_wrong(path: str, dist: Path) -> None:
    assert Client().get(path).status_code == 404
    assert Client().head(path).status_code == 404


def test_the_admin_without_its_slash_is_led_to_it(dist: Path) -> None:
    assert Client().get("/admin").headers["Location"] == "/admin/"


def test_the_page_answers_head_and_refuses_to_be_written_to(dist: Path) -> None:
    head = Client().head("/agents")
    assert (head.status_code, head.content) == (200, b"")
    assert Client().post("/agents").status_code == 405


def test_the_policy_lets_in_our_own_scripts_alone_and_the_one_in_the_page_by_its_hash(dist: Path) -> None:
    answer = Client().get("/", headers={"host": "localhost:8000"})
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    parts = (part.partition(" ") for part in answer.headers["Content-Security-Policy"].split("; "))
    policy = {name: allowed for name, _, allowed in parts}
    assert policy["script-src"] == f"'self' 'sha256-{digest}'"
    assert policy["connect-src"] == "'self' ws://localhost:8000"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("accepted", "encoding", "body"),
    [("gzip, br", "br", b"brotli"), ("gzip", "gzip", b"longer gzip"), ("", None, b"a" * 2000)],
)
def test_parts_are_kept_for_ever_and_come_compressed(
    accepted: str, encoding: str | None, body: bytes, dist: Path
) -> None:
    answer = ask(application, "GET", PART, headers={"Accept-Encoding": accepted})
    assert (answer.status_code, answer.content) == (200, body)
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-length"] == str(len(body))
    assert answer.headers["content-type"] == 'text/javascript; charset="utf-8"'
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]


def test_parts_say_what_every_answer_says(dist: Path) -> None:
    answer = ask(application, "GET", PART, headers={"X-Request-ID": "asked-7"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["x-request-id"] == "asked-7"


def test_parts_are_answered_without_django_and_their_lines_stand_with_the_others(
    dist: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="platform_project.kit.logs"):
        answer = ask(StaticFiles(left_to_django), "GET", PART)
    assert answer.status_code == 200
    (line,) = (record.msg for record in caplog.records if record.name == "platform_project.kit.logs")
    assert isinstance(line, dict)
    assert (line["method"], line["path"], line["status"]) == ("GET", PART, 200)
    assert line["request_id"] == answer.headers["x-request-id"]


def test_what_a_browser_has_is_not_sent_again(dist: Path) -> None:
    first = ask(application, "GET", LOGO)
    by_tag = ask(application, "GET", LOGO, headers={"If-None-Match": first.headers["etag"]})
    assert (by_tag.status_code, by_tag.content, by_tag.headers["etag"]) == (304, b"", first.headers["etag"])
    by_time = ask(application, "GET", LOGO, headers={"If-Modified-Since": first.headers["last-modified"]})
    assert (by_time.status_code, by_time.content) == (304, b"")
    assert ask(application, "GET", LOGO, headers={"If-None-Match": '"other"'}).content == b"<svg/>"


def test_the_head_of_a_file_says_how_long_it_is_and_a_part_of_it_can_be_asked_for(dist: Path) -> None:
    head = ask(application, "HEAD", PART)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "2000")
    part = ask(application, "GET", PART, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, b"a" * 10)
    assert part.headers["content-range"] == "bytes 10-19/2000"


def test_files_refuse_to_be_written_to_and_stay(dist: Path) -> None:
    answer = ask(application, "POST", LOGO, b"<svg>mine</svg>")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert (dist / "logo.svg").read_text() == "<svg/>"


@pytest.mark.parametrize(
    "path",
    [
        "/static/app/../secret",
        "/static/app/assets/../../secret",
        "/static/app//secret",
        "/static/app/\\..\\secret",
        "/static/app/assets",
        "/static/app/assets/",
        "/static/app/\0",
        "/static/",
        "/staticapp/logo.svg",
        "/logo.svg",
    ],
)
def test_what_is_no_file_of_ours_is_left_to_django(path: str, dist: Path) -> None:
    (dist.parent / "secret").write_text("not for anybody")
    assert ask(StaticFiles(left_to_django), "GET", path).status_code == LEFT_TO_DJANGO


def test_a_wrong_host_and_missing_https_are_left_to_django(dist: Path, settings: Settings) -> None:
    door = StaticFiles(left_to_django)
    assert ask(door, "GET", PART, headers={"Host": "evil.example"}).status_code == LEFT_TO_DJANGO
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 3600
    assert ask(door, "GET", PART).status_code == LEFT_TO_DJANGO
    safe = ask(door, "GET", PART, headers={"X-Forwarded-Proto": "https"})
    assert (safe.status_code, safe.headers["strict-transport-security"]) == (200, "max-age=3600")


def test_in_production_the_files_are_those_of_the_start(dist: Path, settings: Settings) -> None:
    settings.WHITENOISE_AUTOREFRESH = False
    door = StaticFiles(left_to_django)
    (dist / "later.svg").write_text("<svg/>")
    assert ask(door, "GET", "/static/app/later.svg").status_code == LEFT_TO_DJANGO
    assert ask(door, "GET", "/static/app/../secret").status_code == LEFT_TO_DJANGO
    answer = ask(door, "GET", PART, headers={"Accept-Encoding": "br"})
    assert (answer.status_code, answer.content) == (200, b"brotli")
    assert "immutable" in answer.headers["cache-control"]


def test_files_without_a_hash_in_their_name_are_asked_for_again(dist: Path) -> None:
    answer = ask(application, "GET", LOGO)
    assert (answer.content, answer.headers["content-type"]) == (b"<svg/>", "image/svg+xml")
    assert "immutable" not in answer.headers["cache-control"]


def test_the_worker_lies_at_the_root_is_asked_for_again_and_may_load_no_script(dist: Path) -> None:
    answer = Client().get("/push-worker.js")
    assert (answer.status_code, answer.content) == (200, b"self.x = 1")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; img-src 'self'"
    (dist / "push-worker.js").unlink()
    assert Client().get("/push-worker.js").status_code == 404


def test_without_a_build_a_page_says_how_to_make_one(tmp_path: Path, settings: Settings) -> None:
    settings.WEB_DIST = tmp_path / "none"
    answer = Client().get("/")
    assert answer.status_code == 503
    assert "make web" in answer.content.decode()
