"""The same with a bucket: values are objects, and a bucket that is away is an answer, not a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import orjson
import pytest
from django.core.files.storage import storages
from pytest_django import Settings
from rest_framework.test import APIClient

from agents.errors import ValueGone
from agents.models import StoredValue
from agents.values import files, sweep
from agents.values.store import ValueStore
from platform_project.accounts.models import User, Workspace
from platform_project.kit import stored_files
from platform_project.kit.stored_files import StorageFailed
from tests.agents.bucket import BUCKET, Bucket, bucket
from tests.agents.values import large_text, run_light
from tests.factories.agents import OUTPUT, STORE, graph_json, node

pytestmark = pytest.mark.slow


@pytest.fixture
def remote(settings: Settings, tmp_path: object) -> Iterator[Bucket]:
    with bucket() as server:
        options = {
            "bucket_name": BUCKET,
            "endpoint_url": server.url,
            "region_name": "us-east-1",
            "access_key": "key",
            "secret_key": "secret",
            "location": "values",
            "file_overwrite": True,
        }
        settings.VALUES_S3_BUCKET = BUCKET
        settings.MEDIA_ROOT = tmp_path
        settings.STORAGES = settings.STORAGES | {
            "values": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
        }
        stored_files._failures.cache_clear()
        yield server
        storages[files.ALIAS].connection.meta.client.close()  # type: ignore[attr-defined]
        stored_files._failures.cache_clear()


@pytest.fixture
def place(alice: User) -> UUID:
    return UUID(str(Workspace.objects.get(personal_of=alice).pk))


def test_a_value_is_an_object_and_is_sent_once(remote: Bucket, place: UUID) -> None:
    reference = ValueStore(place).keep(large_text())
    key = f"values/{place}/{reference.sha256[:2]}/{reference.sha256}"
    assert remote.objects == {key: orjson.dumps(large_text())}
    assert ValueStore(place).keep(large_text()) == reference
    assert sum(asked.startswith("PUT") for asked in remote.asked) == 1
    assert ValueStore(place).opened([reference.as_json()]) == [large_text()]


def test_a_run_and_its_link_work_alike(
    remote: Bucket, alice: User, client_of: Callable[..., APIClient]
) -> None:
    graph = graph_json(
        node("a", STORE, input=large_text()), node("out", OUTPUT, name="y"), links=("a.output -> out.value",)
    )
    client = client_of(alice)
    url = run_light(client, graph)["outputs"]["y"][0]["url"]
    assert b"".join(client.get(url).streaming_content) == orjson.dumps(large_text())  # type: ignore[attr-defined]
    remote.objects.clear()
    assert client.get(url).json()["code"] == "value_gone"


def test_a_bucket_that_is_away_is_said_to_be_and_a_missing_object_too(remote: Bucket, place: UUID) -> None:
    reference = ValueStore(place).keep(large_text())
    remote.is_away = True
    with pytest.raises(StorageFailed):
        ValueStore(place).keep(large_text("b"))
    assert StoredValue.objects.count() == 1
    remote.objects.clear()
    with pytest.raises(ValueGone):
        ValueStore(place).open(reference)


def test_objects_without_a_row_and_unused_ones_are_swept(
    remote: Bucket, place: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = ValueStore(place).keep(large_text())
    StoredValue.objects.update(last_used_at="2020-01-01T00:00:00Z")
    stray = f"values/{place}/aa/{'a' * 64}"
    remote.objects[stray] = b'"a"'
    assert sweep.sweep() == 1
    assert (list(remote.objects), StoredValue.objects.count()) == ([stray], 0)
    monkeypatch.setattr(files, "age_seconds", lambda _: 10.0**6)
    sweep.sweep()
    assert (StoredValue.objects.get().sha256, StoredValue.objects.get().size_bytes) == ("a" * 64, 3)
    assert reference.sha256 != "a" * 64
