"""How Django hands the web app out: the page, its parts, their headers."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

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
    answer = Client().get("/static/app/assets/main-4f3a.js", headers={"accept-encoding": accepted})
    assert b"".join(answer.streaming_content) == body  # type: ignore[attr-defined]  # a FileResponse
    assert answer.headers.get("Content-Encoding") == encoding
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_files_without_a_hash_in_their_name_are_asked_for_again(dist: Path) -> None:
    answer = Client().get("/static/app/logo.svg")
    assert b"".join(answer.streaming_content) == b"<svg/>"  # type: ignore[attr-defined]  # a FileResponse
    assert "immutable" not in answer.headers["Cache-Control"]


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
