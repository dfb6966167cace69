"""What must be true of a row of the ledger: one CHECK of each table, which asks a function of the database.

PostgreSQL reads and plans the expression of a CHECK anew for every statement that writes. Written out, these
cost more than the writing itself (ADR 29); a function is read once for a connection. What they demand stands
in `credits/migrations/0006_checks_by_functions.py`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func


def sound(table: str, *fields: str) -> models.CheckConstraint:
    """The CHECK `<table>_is_sound`, by the function `ledger_<table>_is_sound` of these fields."""
    asked = Func(*map(F, fields), function=f"ledger_{table}_is_sound", output_field=models.BooleanField())
    return models.CheckConstraint(condition=asked, name=f"{table}_is_sound")
