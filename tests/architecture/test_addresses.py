"""E-mail addresses are told to those whom they concern: everybody else learns a name."""

from __future__ import annotations

import re
from typing import Any

import yaml

from tests.architecture.source import ROOT

# Answers with an address, and who reads it.
TOLD = {
    "UserRead": "oneself",
    "MemberRead": "the team, in its settings",
    "InvitationRead": "owners and admins, who gave it",
}


def _with_address(schemas: dict[str, Any]) -> set[str]:
    return {
        name
        for name, schema in schemas.items()
        for field, kind in schema.get("properties", {}).items()
        if kind.get("readOnly") and (kind.get("format") == "email" or re.search("e_?mail", field))
    }


def test_no_other_answer_has_an_address() -> None:
    schemas = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text())["components"]["schemas"]
    assert len(schemas) > 100
    assert _with_address(schemas) == set(TOLD)
