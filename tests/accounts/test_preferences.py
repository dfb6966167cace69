"""How a person likes the web app: kept for each, bounded, and known by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from platform_project.accounts.models import Preferences, Scope, User, Workspace
from platform_project.accounts.services.api_keys import create_key

Clients = Callable[..., APIClient]
PATH = "/api/v1/me/preferences"
USUAL = {
    "theme": "system",
    "shortcuts": {},
    "tours_seen": [],
    "recent_blocks": [],
    "favourite_blocks": [],
    "canvas": {},
}


def test_nothing_is_kept_of_who_changed_nothing(alice: User, client_of: Clients) -> None:
    assert client_of(alice).get(PATH).json() == USUAL
    assert not Preferences.objects.exists()


def test_what_is_changed_stays_and_the_rest_is_left_alone(alice: User, bob: User, client_of: Clients) -> None:
    client = client_of(alice)
    client.patch(PATH, {"theme": "dark", "shortcuts": {"run": "Ctrl+Enter"}, "canvas": {"has_grid": True}})
    changed = client.patch(PATH, {"recent_blocks": ["text.fill_template"]}).json()
    assert changed == {
        **USUAL,
        "theme": "dark",
        "shortcuts": {"run": "Ctrl+Enter"},
        "canvas": {"has_grid": True},
        "recent_blocks": ["text.fill_template"],
    }
    assert client.get(PATH).json() == changed
    assert client.patch(PATH, {"theme": None}).json() == {**changed, "theme": "system"}
    assert client_of(bob).get(PATH).json() == USUAL


REFUSALS = [
    pytest.param({"theme": "pink"}, "theme", "pink", id="unknown look"),
    pytest.param({"colour": "red"}, "colour", "Known", id="unknown name"),
    pytest.param({"canvas": {"zoom": 2}}, "canvas", "Known", id="unknown name within"),
    pytest.param({"recent_blocks": ["b"] * 51}, "recent_blocks", "50", id="too many"),
    pytest.param({"tours_seen": ["t" * 101]}, "tours_seen", "100", id="too long"),
    pytest.param({"shortcuts": {f"a{n}": "x" for n in range(151)}}, "shortcuts", "150", id="too many keys"),
    pytest.param({"shortcuts": {"a" * 101: "x"}}, "shortcuts", "100", id="long action"),
]


@pytest.mark.parametrize(("body", "field", "text"), REFUSALS)
def test_what_is_not_known_or_too_large_is_refused_and_nothing_changes(
    body: dict[str, Any], field: str, text: str, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    client.patch(PATH, {"theme": "dark"})
    answer = client.patch(PATH, {"theme": "light"} | body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert text in str(answer.json()["details"][field])
    assert client.get(PATH).json() == {**USUAL, "theme": "dark"}


def test_all_together_are_bounded(alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    client.patch(PATH, {"recent_blocks": ["b" * 100] * 50, "favourite_blocks": ["f" * 100] * 50})
    shortcuts = {f"{'a' * 90}{n}": "x" * 50 for n in range(150)}
    answer = client.patch(PATH, {"shortcuts": shortcuts})
    assert (answer.status_code, list(answer.json()["details"])) == (400, ["shortcuts"])
    assert "16,384" in answer.json()["message"]
    assert client.get(PATH).json()["shortcuts"] == {}


def test_people_change_them_programs_read_them_and_nobody_must_sign_in(
    alice: User, client_of: Clients
) -> None:
    workspace = Workspace.objects.get(personal_of=alice)
    _, plain = create_key(user=alice, workspace=workspace, name="k", scopes=list(Scope))
    program = APIClient(HTTP_X_API_KEY=plain)
    assert program.get(PATH).json() == USUAL
    assert program.patch(PATH, {"theme": "dark"}).json()["code"] == "person_needed"
    assert (APIClient().get(PATH).status_code, APIClient().patch(PATH, {}).status_code) == (401, 401)
    assert not Preferences.objects.exists()


def test_preferences_go_with_their_user(alice: User, client_of: Clients) -> None:
    client_of(alice).patch(PATH, {"theme": "dark"})
    alice.delete()
    assert not Preferences.objects.exists()
