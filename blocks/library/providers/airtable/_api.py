"""Airtable's API, and pins that many of its operations share."""

from __future__ import annotations

from typing import Any

from blocks.rest import Api, text
from blocks.sdk import Category

API = Api(
    provider="airtable",
    name="Airtable",
    base_url="https://api.airtable.com",
    said="error.message || error.type || error",
    category=Category.DATA,
)
OBJECTS = list[dict[str, Any]]

BASE = text("The base's id", example="appLkNDICXNqxSDhG", min_length=1)

TABLES = "/v0/meta/bases/{base_id}/tables"
