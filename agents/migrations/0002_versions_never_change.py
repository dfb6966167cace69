"""Rows of a saved version refuse to be changed, whoever tries."""

from django.db import migrations

TABLES = ["agents_graphversion", "agents_node", "agents_link"]

FUNCTION = """
CREATE FUNCTION agents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'agents_graphversion' AND to_jsonb(NEW) ->> 'created_by_id' IS NULL
       AND to_jsonb(OLD) - 'created_by_id' = to_jsonb(NEW) - 'created_by_id' THEN
        RETURN NEW;  -- its author's account was deleted
    END IF;
    RAISE EXCEPTION 'A saved version never changes (%).', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION agents_refuse_change();"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER never_change BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION agents_refuse_change();",
                f"DROP TRIGGER never_change ON {table};",
            )
            for table in TABLES
        ),
    ]
