"""`tools/rabbitmq.py`. That it brings a server up is seen by who runs tests on it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "rabbitmq.py"


@pytest.fixture
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rabbitmq_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_where_it_is_not_installed_it_says_how(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "PLACES", ("no-such-program",))
    reason = r"^RabbitMQ is not installed \(Debian, Ubuntu: apt-get install rabbitmq-server\)\.$"
    with pytest.raises(SystemExit, match=reason), tool.running():
        pytest.fail("nothing to run")


def test_nothing_of_the_machines_own_rabbitmq_is_used(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RABBITMQ_USE_LONGNAME", "true")
    environment = tool._environment(tmp_path, 1, 2, 3)
    assert "RABBITMQ_USE_LONGNAME" not in environment
    kinds = ("HOME", "_BASE", "_DIR", "_FILE")
    names = {name for name in environment if name == "HOME" or name.startswith("RABBITMQ_")}
    places = [environment[name] for name in sorted(names) if name.endswith(kinds)]
    assert len(places) == 7
    assert all(place.startswith(str(tmp_path)) for place in places)
