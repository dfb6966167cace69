"""What Django's `flush` does after each test that commits, in a tenth of its time.

Its TRUNCATE makes new files for every table and index, and permissions are made anew after it; here rows are
deleted where there are any, and what belongs to the schema stays.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, LiteralString

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

tiers = import_module("credits.migrations.0005_tiers")
OF_THE_SCHEMA = {
    "django_migrations", "django_content_type", "auth_permission",
    "auth_group", "auth_group_permissions",  # of moderators
    "marketplace_category", "marketplace_reasontemplate",
}  # fmt: skip


class Command(BaseCommand):
    """Empty every table; what migrations put there comes back."""

    # Django's own options, as `TransactionTestCase` gives them; sequences go on, as they do after a DELETE.
    stealth_options = ("interactive", "database", "reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rows of partitions go with their table."""
        tables = [name for name in connection.introspection.table_names() if name not in OF_THE_SCHEMA]
        with transaction.atomic(), connection.cursor() as cursor:
            looks = sql.SQL(" UNION ALL ").join(
                sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(name, sql.Identifier(name))
                for name in map(str, tables)
            )
            cursor.execute(looks)
            filled = [row[0] for row in cursor.fetchall()]
            guarded = _guarded(cursor, filled)
            _each(cursor, "ALTER TABLE {} DISABLE TRIGGER USER", guarded)
            _each(cursor, "DELETE FROM {}", filled)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            _each(cursor, "ALTER TABLE {} ENABLE TRIGGER USER", guarded)
        tiers.add(apps, None)


def _guarded(cursor: CursorWrapper, tables: list[str]) -> list[str]:
    """Those with triggers of our own, which keep rows from being deleted."""
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    own = {row[0] for row in cursor.fetchall()}
    return [name for name in tables if name in own]


def _each(cursor: CursorWrapper, statement: LiteralString, tables: list[str]) -> None:
    for name in tables:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
