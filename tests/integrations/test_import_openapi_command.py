"""`manage.py import_openapi`: what it prints, what it makes, and what it refuses."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from integrations.models import PrivateProvider
from platform_project.accounts.models import User
from tests.integrations.credentials import own_workspace
from tests.integrations.openapi_documents import PETS


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pets.yaml"
    path.write_text(yaml.safe_dump(PETS, sort_keys=False))
    return path


def ran(file: Path, user: User, *options: str) -> str:
    out = StringIO()
    call_command(
        "import_openapi", str(file), "--workspace", str(own_workspace(user).pk), *options, stdout=out
    )
    return out.getvalue()


def refused(file: Path, *options: str) -> str:
    errors = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_openapi", str(file), *options, stderr=errors)
    assert ended.value.code == 2
    return errors.getvalue()


def test_it_says_what_it_made_and_what_comes_next(alice: User, file: Path) -> None:
    assert ran(file, alice).splitlines() == [
        "Pet House (pet_house) at https://eu.pets.example/v1 is in the workspace, with 3 blocks.",
        "  + pet_house.list_pets  GET /pets  v1",
        "  + pet_house.create_pet  POST /pets  v1",
        "  + pet_house.set_photo  PUT /pets/{petId}/photo  v1",
        "Next: connect an account of Pet House at /integrations, then put its blocks into an agent.",
    ]
    row = PrivateProvider.objects.get()
    assert (row.workspace, row.created_by) == (own_workspace(alice), alice)


def test_the_same_slug_again_is_the_same_api_anew(alice: User, file: Path) -> None:
    ran(file, alice)
    before = PrivateProvider.objects.get()
    changed: dict[str, Any] = json.loads(json.dumps(PETS))
    del changed["paths"]["/pets"]["get"]
    changed["paths"]["/pets"]["post"]["description"] = "Takes a pet in."
    file.write_text(json.dumps(changed))
    said = ran(file, alice).splitlines()
    assert said[1:5] == [
        "  ~ pet_house.create_pet  POST /pets  v2",
        "    pet_house.set_photo  PUT /pets/{petId}/photo  v1",
        "Gone:",
        "  - pet_house.list_pets",
    ]
    after = PrivateProvider.objects.get()
    assert (after.pk, after.revision) == (before.pk, 2)
    assert set(after.block_ids) < set(before.block_ids)


def test_a_dry_run_saves_nothing_and_tags_choose(alice: User, file: Path) -> None:
    said = ran(file, alice, "--dry-run", "--tag", "writing", "--name", "My pets").splitlines()
    assert said == [
        "My pets (my_pets) at https://eu.pets.example/v1 would be in the workspace, with 1 blocks.",
        "  + my_pets.create_pet  POST /pets  v1",
        "Nothing was saved.",
    ]
    assert not PrivateProvider.objects.exists()


def test_refusals_name_what_is_wrong_and_make_nothing(alice: User, file: Path) -> None:
    place = ("--workspace", str(own_workspace(alice).pk))
    assert "There is no such workspace" in refused(file, "--workspace", "nobody's")
    assert "cannot be read: No such file" in refused(file.with_name("none"), *place)
    assert "one of the platform's own names" in refused(file, *place, "--slug", "github")
    file.write_text("{}")
    assert refused(file, *place).startswith("The OpenAPI document cannot be read: `openapi` must say 3.0")
    assert not PrivateProvider.objects.exists()
