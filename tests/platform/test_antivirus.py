"""Files of users are shown to a real clamd, and none gets in while it is away."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.models import Graph
from marketplace.models import Image
from platform_project.accounts.models import User
from platform_project.kit import antivirus
from platform_project.kit.server_urls import clamav_address
from tests.factories.agents import STORE, graph_json, node
from tests.platform.clamd import EICAR, SIGNATURE, is_installed, serving

Clients = Callable[..., APIClient]
needs_clamd = pytest.mark.skipif(not is_installed() and not os.environ.get("CI"), reason="needs clamd")


@pytest.fixture
def clamd(settings: Settings) -> Iterator[Path]:
    with TemporaryDirectory(prefix="clamd-") as folder, serving(Path(folder), StreamMaxLength="1M") as place:
        settings.CLAMAV_ADDRESS = str(place)
        yield place


def picture(more: bytes = b"") -> SimpleUploadedFile:
    """A sound picture, with something behind it."""
    file = io.BytesIO()
    Pillow.new("RGB", (8, 8), "red").save(file, "PNG")
    return SimpleUploadedFile("a.png", file.getvalue() + more)


def put(client: APIClient, upload: SimpleUploadedFile) -> Any:
    return client.post("/api/v1/store/images", {"file": upload}, format="multipart")


def agent_with(text: str) -> dict[str, Any]:
    return graph_json(node("a", STORE, input=text))


def data_uri(content: bytes) -> str:
    return f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}"


@needs_clamd
@pytest.mark.slow
def test_what_the_scanner_finds_is_refused_wherever_it_comes_in(
    clamd: Path, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    bad = put(client, picture(EICAR))
    assert (bad.status_code, bad.json()["code"]) == (400, "file_infected")
    assert bad.json()["details"] == {"field": "file", "signature": SIGNATURE}
    assert not Image.objects.exists()
    assert put(client, picture()).status_code == 201

    bad = client.post("/api/v1/graphs", agent_with(f"  {data_uri(EICAR)} "))
    assert (bad.status_code, bad.json()["code"]) == (400, "file_infected")
    assert bad.json()["details"] == {"field": "nodes.0.input_default.input", "signature": SIGNATURE}
    assert client.post("/api/v1/graphs", agent_with("data:," + EICAR.decode())).status_code == 400
    assert not Graph.objects.exists()
    assert client.post("/api/v1/graphs", agent_with(data_uri(b"sound"))).status_code == 201

    antivirus.scan(b"x" * 1024 * 1024, field="file")
    with pytest.raises(antivirus.ScannerAway):  # it says nothing of files that are larger than it takes
        antivirus.scan(b"x" * (1024 * 1024 + 1), field="file")


def test_while_the_scanner_is_away_no_file_gets_in_and_all_else_works(
    alice: User, client_of: Clients, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAMAV_ADDRESS = str(tmp_path / "nobody")
    client = client_of(alice)
    away = put(client, picture())
    assert (away.status_code, away.json()["code"]) == (503, "scanner_away")
    assert not Image.objects.exists()
    assert client.post("/api/v1/graphs", agent_with(data_uri(b"sound"))).status_code == 503
    assert client.post("/api/v1/graphs", agent_with("date: today")).status_code == 201
    settings.CLAMAV_ADDRESS = ""
    assert put(client, picture()).status_code == 201


@pytest.mark.parametrize("address", ["clamav", "clamav:x", ":3310", "clamav:99999"])
def test_an_address_that_is_none_stops_the_start(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CLAMAV_ADDRESS must look like"):
        clamav_address(CLAMAV_ADDRESS=address)
    assert clamav_address(CLAMAV_ADDRESS="[::1]:3310") == "[::1]:3310"
    assert clamav_address(CLAMAV_ADDRESS="/run/clamav/clamd.ctl") == "/run/clamav/clamd.ctl"
