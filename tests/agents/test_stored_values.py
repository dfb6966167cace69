"""What is kept is stored once, comes back as it was, and stands for nothing elsewhere."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from agents.engine.pins import MISSING, split_pin
from agents.errors import ValueGone
from agents.models import StoredValue
from agents.values import pieces
from agents.values.pieces import TooLong, digest, is_longer, json_pieces, preview_of
from agents.values.reference import parse
from agents.values.store import ValueStore
from platform_project.accounts.models import User, Workspace
from tests.agents.values import LARGE, files_of, large_text


@pytest.fixture
def workspace(alice: User) -> Workspace:
    return Workspace.objects.get(personal_of=alice)


@pytest.fixture
def store(workspace: Workspace, values_folder: Path) -> ValueStore:
    return ValueStore(workspace.pk)


# --- As JSON ----------------------------------------------------------------------------------------------
LONG = 'ä\u2028"\\\n\x01😀' * 300
VALUES = [
    pytest.param(LONG, id="text"),
    pytest.param({"a": LONG, 'ü"': [1, None, LONG, {}], "e": {"k": LONG}}, id="object with long texts"),
    pytest.param([[], LONG, {"a": 1.5, "b": True}, ""], id="list with a long text"),
    pytest.param([{"n": n} for n in range(500)], id="many small items"),
    pytest.param({}, id="nothing"),
]


@pytest.mark.parametrize("value", VALUES)
def test_pieces_are_together_what_the_whole_is(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE_CHARACTERS", 7)
    monkeypatch.setattr(pieces, "LONG_CHARACTERS", 100)
    whole = orjson.dumps(value)
    assert b"".join(json_pieces(value)) == whole
    assert digest(value, len(whole)) == (hashlib.sha256(whole).hexdigest(), len(whole))
    assert (is_longer(value, len(whole)), is_longer(value, len(whole) - 1)) == (False, True)
    with pytest.raises(TooLong):
        digest(value, len(whole) - 1)


PREVIEWS = [
    pytest.param("short", "short", id="short text"),
    pytest.param("x" * 500, "x" * 199 + "…", id="long text"),
    pytest.param([1, {"a": [], "b": {}}, "t"], '[1,{"a":[],"b":{}},"t"]', id="small list"),
    pytest.param([[0] * 1000] * 1000, "[[" + "0," * 98 + "0…", id="large list"),
    pytest.param({"k": "y" * 9_000_000}, '{"k":"' + "y" * 193 + "…", id="object"),
]


@pytest.mark.parametrize(("value", "shown"), PREVIEWS)
def test_a_preview_is_the_beginning_of_a_value(value: Any, shown: str) -> None:
    assert preview_of(value) == shown


# --- Stored -----------------------------------------------------------------------------------------------
STORED = [large_text("ä\x01"), [large_text(), 1e20, None, -0.0], {"b": large_text(), "a": {"1": 2**63}}]


@pytest.mark.parametrize("value", STORED)
def test_a_value_comes_back_to_the_letter(value: Any, store: ValueStore, workspace: Workspace) -> None:
    reference = store.keep(value)
    (file,) = files_of(workspace.pk)
    assert file.read_bytes() == orjson.dumps(value)
    assert file.name == reference.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (file.parent.name, reference.bytes) == (reference.sha256[:2], file.stat().st_size)
    assert (file.stat().st_mode & 0o777, file.parents[2].stat().st_mode & 0o777) == (0o600, 0o700)
    read = ValueStore(workspace.pk).opened({"v": [reference.as_json()]})
    assert orjson.dumps(read) == orjson.dumps({"v": [value]})


def test_equal_values_are_stored_once_in_a_workspace(
    store: ValueStore, workspace: Workspace, bob: User
) -> None:
    value = large_text()
    first = store.keep(value)
    written = files_of(workspace.pk)[0].stat()
    second = ValueStore(workspace.pk).keep(large_text())
    assert (first, StoredValue.objects.count()) == (second, 1)
    assert files_of(workspace.pk)[0].stat().st_mtime_ns == written.st_mtime_ns
    other = ValueStore(Workspace.objects.get(personal_of=bob).pk)
    assert (other.keep(value).id != first.id, StoredValue.objects.count()) == (True, 2)


def test_a_reference_of_another_workspace_stands_for_nothing(store: ValueStore, bob: User) -> None:
    reference = store.keep(large_text()).as_json()
    elsewhere = ValueStore(Workspace.objects.get(personal_of=bob).pk)
    assert elsewhere.opened([reference]) == [reference]
    assert elsewhere.part(reference, split_pin("a_$_0")[1]) is MISSING
    assert not elsewhere.has_uses


FORGERIES = [
    pytest.param({"id": str(uuid4())}, id="another id"),
    pytest.param({"bytes": 1}, id="another size"),
    pytest.param({"sha256": "0" * 64}, id="another hash"),
    pytest.param({"type": "text/html"}, id="another type"),
    pytest.param({"bytes": "1"}, id="size as text"),
    pytest.param({"id": "nobody"}, id="no id"),
    pytest.param({"more": 1}, id="one entry more"),
]


@pytest.mark.parametrize("change", FORGERIES)
def test_a_forged_reference_is_a_value_like_any(change: dict[str, Any], store: ValueStore) -> None:
    (said,) = store.keep(large_text()).as_json().values()
    forged = {"$value": said | change}
    assert ValueStore(store.workspace_id).opened(forged) == forged


@pytest.mark.parametrize("own", [{"$value": 1}, {"$value": {}}, {"$value": {"$value": {}}}, {"$value": None}])
def test_json_that_happens_to_hold_the_key_is_a_value_like_any(own: Any, store: ValueStore) -> None:
    assert parse(own) is None
    assert store.opened({"a": [own]}) == {"a": [own]}


def test_a_path_leads_into_a_stored_value_and_a_large_part_is_stored_on_its_own(store: ValueStore) -> None:
    value = {"users": [{"name": "Ada"}, {"name": large_text("b")}], "none": None}
    whole = [store.keep(value).as_json()]

    def part(pin: str) -> Any:
        return store.part(whole, split_pin(pin)[1])

    assert part("o_$_0_#_users_$_0_#_name") == "Ada"
    assert part("o_$_0_#_none") is MISSING
    assert part("o_$_0_#_$value") is MISSING
    large = part("o_$_0_#_users_$_1_#_name")
    assert (large["$value"]["kind"], store.opened(large)) == ("text", large_text("b"))
    assert part("o_$_0") == whole[0]


DAMAGES = [
    pytest.param(None, id="missing"),
    pytest.param(b'"x', id="cut"),
    pytest.param(b"{" * (LARGE + 2), id="no JSON"),
]


@pytest.mark.parametrize("content", DAMAGES)
def test_a_missing_or_damaged_file_is_said_to_be(
    content: bytes | None, store: ValueStore, workspace: Workspace
) -> None:
    reference = store.keep(large_text())
    (file,) = files_of(workspace.pk)
    file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(ValueGone):
        store.opened(reference.as_json())
