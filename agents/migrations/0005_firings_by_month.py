"""Firings move into a table that is partitioned by the month of their execution (ADR 7).

Table and rows move in one transaction: half a history would be worse than a migration that has to be run
again. Indexes and constraints are read from the table as it is, so it does not matter which other migrations
changed it before. The table is not written to meanwhile: renaming it
locks it until the end.
"""

from datetime import UTC, datetime

import django.db.models.deletion
from django.db import migrations, models

TABLE = "agents_nodeexecution"
OLD = "agents_nodeexecution_old"
MONTHS_AHEAD = 2
FOREIGN_KEY = "agents_nodeexecution_execution_id_5533be3d_fk_agents_ex"
FOREIGN_KEY_INDEX = "agents_nodeexecution_execution_id_5533be3d"

# A firing that is committed while its execution is being deleted by somebody else would stay for ever. Its
# transaction holds the row of the execution, so this runs after it and sees it.
TRIGGER = """
CREATE FUNCTION agents_take_firings_along() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM agents_nodeexecution WHERE execution_id = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER take_firings_along AFTER DELETE ON agents_execution
    FOR EACH ROW EXECUTE FUNCTION agents_take_firings_along();
"""
NO_TRIGGER = """
DROP TRIGGER take_firings_along ON agents_execution;
DROP FUNCTION agents_take_firings_along();
"""


def by_month(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        extras = _set_aside(cursor)
        cursor.execute(
            f"CREATE TABLE {TABLE} (LIKE {OLD} INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (execution_id)"
        )
        for year, month in _months(cursor):
            bounds = f"FROM ('{_first_id(year, month)}') TO ('{_first_id(*_next(year, month))}')"
            cursor.execute(
                f"CREATE TABLE {TABLE}_{year:04}_{month:02} PARTITION OF {TABLE} FOR VALUES {bounds}"
            )
        _bring_back(cursor, extras, key="id, execution_id")


def in_one_table(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        extras = _set_aside(cursor)
        cursor.execute(f"CREATE TABLE {TABLE} (LIKE {OLD} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        _bring_back(cursor, extras, key="id")
        cursor.execute(f"CREATE INDEX {FOREIGN_KEY_INDEX} ON {TABLE} (execution_id)")
        cursor.execute(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT {FOREIGN_KEY} FOREIGN KEY (execution_id) "
            "REFERENCES agents_execution (id) DEFERRABLE INITIALLY DEFERRED"
        )


def _set_aside(cursor):
    """Rename the table and free the names of its indexes; the statements that make those again."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'u'",
        [TABLE],
    )
    uniques = [f"ALTER TABLE {TABLE} ADD CONSTRAINT {name} {text}" for name, text in cursor.fetchall()]
    cursor.execute(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)",
        [TABLE],
    )
    indexes = [(name, text.replace(" ON ONLY ", " ON ")) for name, text in cursor.fetchall()]
    cursor.execute(f"ALTER TABLE {TABLE} RENAME TO {OLD}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'p', 'f')",
        [OLD],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {OLD} DROP CONSTRAINT {name}")
    return [*uniques, *(text for name, text in indexes if name != FOREIGN_KEY_INDEX)]


def _bring_back(cursor, extras, key):
    """Move the rows, then build what was set aside: many rows are indexed faster at once."""
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [OLD],
    )
    columns = cursor.fetchone()[0]
    cursor.execute(f"INSERT INTO {TABLE} ({columns}) SELECT {columns} FROM {OLD}")  # noqa: S608  names of ours
    cursor.execute(f"DROP TABLE {OLD}")
    cursor.execute(f"ALTER TABLE {TABLE} ADD CONSTRAINT {TABLE}_pkey PRIMARY KEY ({key})")
    for text in extras:
        cursor.execute(text)


def _months(cursor):
    """From the month of the first execution to those ahead."""
    cursor.execute(f"SELECT min(execution_id::text), max(execution_id::text) FROM {OLD}")  # noqa: S608
    today = datetime.now(UTC)
    moments = [
        datetime.fromtimestamp(int(text.replace("-", "")[:12], 16) / 1000, UTC)
        for text in cursor.fetchone()
        if text
    ]
    month = min((moment.year, moment.month) for moment in [today, *moments])
    last = max((moment.year, moment.month) for moment in [today, *moments])
    for _ in range(MONTHS_AHEAD):
        last = _next(*last)
    found = []
    while month <= last:
        found.append(month)
        month = _next(*month)
    return found


def _next(year, month):
    return (year + month // 12, month % 12 + 1)


def _first_id(year, month):
    """The least id of a month: the first 48 bits of a version 7 UUID are milliseconds."""
    milliseconds = int(datetime(year, month, 1, tzinfo=UTC).timestamp()) * 1000
    text = f"{milliseconds:012x}"
    return f"{text[:8]}-{text[8:]}-0000-0000-000000000000"


class Migration(migrations.Migration):
    dependencies = [("agents", "0004_execution_knows_secrets")]

    operations = [
        migrations.RunPython(by_month, in_one_table),
        migrations.RunSQL(TRIGGER, NO_TRIGGER),
        # The rest of what changed is known to Django: the foreign key is kept by the trigger alone, and the
        # unique constraint of (execution, step) is its index. That the key of the table is (id, execution) is
        # not told: to Django a firing has an id.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="nodeexecution",
                    name="execution",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="node_executions",
                        to="agents.execution",
                    ),
                )
            ]
        ),
    ]
