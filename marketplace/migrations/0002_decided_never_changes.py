"""Submissions that were decided refuse to be changed, and no line of a listing's history ever is."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION marketplace_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    people text[] := ARRAY['submitted_by_id', 'claimed_by_id', 'first_approval_by_id', 'decided_by_id', 'by_id'];
BEGIN
    IF to_jsonb(OLD) - people = to_jsonb(NEW) - people THEN
        RETURN NEW;  -- somebody's account was deleted
    END IF;
    RAISE EXCEPTION 'What was decided never changes (%).', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER never_change BEFORE UPDATE ON marketplace_submission FOR EACH ROW
    WHEN (OLD.state IN ('approved', 'rejected', 'withdrawn')) EXECUTE FUNCTION marketplace_refuse_change();
CREATE TRIGGER never_change BEFORE UPDATE ON marketplace_moderationevent FOR EACH ROW
    EXECUTE FUNCTION marketplace_refuse_change();
"""

BACK = """
DROP TRIGGER never_change ON marketplace_submission;
DROP TRIGGER never_change ON marketplace_moderationevent;
DROP FUNCTION marketplace_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0001_listings")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
