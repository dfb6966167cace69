from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION agents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['label', 'notes'];  -- what people say of a version
BEGIN
    IF to_jsonb(NEW) ->> 'created_by_id' IS NULL THEN
        may_change := may_change || 'created_by_id'::text;  -- its author's account was deleted
    END IF;
    IF to_jsonb(OLD) ->> 'deleted_at' IS NULL THEN
        may_change := may_change || 'deleted_at'::text;  -- once, and never back
    END IF;
    IF TG_TABLE_NAME = 'agents_graphversion' AND to_jsonb(OLD) - may_change = to_jsonb(NEW) - may_change THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A saved version never changes (%).', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION agents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['label', 'notes'];  -- what people say of a version
BEGIN
    IF to_jsonb(NEW) ->> 'created_by_id' IS NULL THEN
        may_change := may_change || 'created_by_id'::text;  -- its author's account was deleted
    END IF;
    IF TG_TABLE_NAME = 'agents_graphversion' AND to_jsonb(OLD) - may_change = to_jsonb(NEW) - may_change THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A saved version never changes (%).', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0023_trigger_preset"),
    ]

    operations = [
        migrations.AlterModelOptions(name="graphversion", options={"base_manager_name": "everything"}),
        migrations.AlterModelManagers(
            name="graphversion", managers=[("objects", models.Manager()), ("everything", models.Manager())]
        ),
        migrations.AddField(
            model_name="graphversion", name="deleted_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddIndex(
            model_name="graphversion",
            index=models.Index(
                fields=["deleted_at"],
                name="version_that_was_deleted",
                condition=models.Q(("deleted_at__isnull", False)),
            ),
        ),
        migrations.RunSQL(FUNCTION, BEFORE),
    ]
