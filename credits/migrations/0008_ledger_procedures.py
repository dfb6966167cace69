"""Hold, capture and release as procedures: PostgreSQL plans a statement that calls a function, not a CALL.

Whether a key was paid already is asked in the statement that closes the hold.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

HOLD = """
CREATE PROCEDURE ledger_hold(
    p_workspace uuid, p_amount bigint, p_key text, p_id uuid, p_execution uuid, p_now timestamptz,
    p_expires timestamptz, p_is_alone boolean,
    OUT outcome text, OUT account uuid, OUT free bigint
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    was_set text;
BEGIN
    UPDATE credits_account SET held = held + p_amount
        WHERE workspace_id = p_workspace AND kind = 'workspace' AND balance - held >= p_amount
        RETURNING id INTO account;
    IF FOUND THEN
        INSERT INTO credits_hold (id, account_id, key, amount, remaining, state, execution_id, created_at,
            closed_at, expires_at)
            SELECT p_id, account, p_key, p_amount, p_amount, 'open', p_execution, p_now, NULL, p_expires
            WHERE NOT EXISTS (SELECT FROM credits_entry WHERE key = p_key AND account_id = account)
            ON CONFLICT (key) DO NOTHING;
        IF FOUND THEN
            outcome := 'held';
        ELSE
            outcome := 'known';
            UPDATE credits_account SET held = held - p_amount WHERE id = account;
        END IF;
    ELSE
        SELECT id, balance - held INTO account, free FROM credits_account
            WHERE workspace_id = p_workspace AND kind = 'workspace' FOR NO KEY UPDATE;
        outcome := CASE WHEN NOT FOUND THEN 'no account' ELSE 'too little' END;
        PERFORM FROM credits_hold WHERE key = p_key;
        IF FOUND THEN
            outcome := 'known';
        END IF;
    END IF;
    IF p_is_alone THEN
        -- What is set aside is no booking: it reaches the disk with the next one.
        was_set := set_config('synchronous_commit', 'off', true);
    END IF;
END $$;
"""
CAPTURE = """
CREATE PROCEDURE ledger_capture(
    p_hold_key text, p_amount bigint, p_key text, p_id uuid, p_other_id uuid, p_movement uuid, p_to uuid,
    p_now timestamptz, p_execution uuid, p_node text, p_graph uuid, p_block text, p_provider text,
    p_model text, p_note text, p_by uuid,
    OUT outcome text, OUT account uuid, OUT other uuid, OUT hold uuid, OUT taken bigint, OUT balance_after bigint
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    its_slot smallint;
    set_aside bigint;
    other_balance bigint;
BEGIN
    SELECT id, slot, balance - held INTO account, its_slot, taken FROM credits_account
        WHERE id = (SELECT account_id FROM credits_hold WHERE key = p_hold_key) FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        outcome := 'no hold';
        RETURN;
    END IF;
    -- Of a hold that is open all of it is still set aside.
    UPDATE credits_hold SET state = 'closed', remaining = 0, closed_at = p_now
        WHERE key = p_hold_key AND state = 'open'
            AND NOT EXISTS (SELECT FROM credits_entry WHERE key = p_key AND account_id = account)
        RETURNING id, amount INTO hold, set_aside;
    IF NOT FOUND THEN
        PERFORM FROM credits_entry WHERE key = p_key AND account_id = account;
        outcome := CASE WHEN FOUND THEN 'known' ELSE 'closed' END;
        RETURN;
    END IF;
    taken := least(p_amount, taken + set_aside);
    UPDATE credits_account SET balance = balance - taken, held = held - set_aside,
        expiring = greatest(expiring - taken, 0)
        WHERE id = account RETURNING balance INTO balance_after;
    IF p_to IS NULL THEN
        UPDATE credits_account SET balance = balance + taken WHERE kind = 'revenue' AND slot = its_slot
            RETURNING id, balance INTO STRICT other, other_balance;
    ELSE
        UPDATE credits_account SET balance = balance + taken WHERE id = p_to
            RETURNING id, balance INTO STRICT other, other_balance;
    END IF;
    INSERT INTO credits_entry (id, movement, account_id, counter_account_id, kind, amount, balance_after,
        unpaid, key, hold_id, execution_id, node_id, graph_id, block_id, provider, model, note, created_by_id,
        created_at)
    VALUES
        (p_id, p_movement, account, other, 'capture', -taken, balance_after, p_amount - taken, p_key, hold,
         p_execution, p_node, p_graph, p_block, p_provider, p_model, p_note, p_by, p_now),
        (p_other_id, p_movement, other, account, 'capture', taken, other_balance, 0, 'of:' || p_movement,
         NULL, NULL, '', NULL, '', '', '', '', NULL, p_now);
    outcome := 'captured';
END $$;
"""
RELEASE = """
CREATE PROCEDURE ledger_release(p_key text, p_now timestamptz, p_is_alone boolean, OUT is_known boolean)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    its_account uuid;
    its_state text;
    set_aside bigint;
    was_set text;
BEGIN
    SELECT account_id, state INTO its_account, its_state FROM credits_hold WHERE key = p_key;
    is_known := FOUND;
    IF its_state IS DISTINCT FROM 'open' THEN
        RETURN;
    END IF;
    PERFORM FROM credits_account WHERE id = its_account FOR NO KEY UPDATE;
    UPDATE credits_hold SET state = 'closed', remaining = 0, closed_at = p_now
        WHERE key = p_key AND state = 'open' RETURNING amount INTO set_aside;
    IF FOUND THEN
        UPDATE credits_account SET held = held - set_aside WHERE id = its_account;
    END IF;
    IF p_is_alone THEN
        was_set := set_config('synchronous_commit', 'off', true);
    END IF;
END $$;
"""
_first = import_module("credits.migrations.0002_ledger_functions")
_later = import_module("credits.migrations.0007_day_sums_paid_keys_and_budgets_of_runs")
FUNCTIONS = {
    "hold": _later.HOLD.format(_later.UNPAID),
    "capture": _first.CAPTURE,
    "release": _first.RELEASE,
}


class Migration(migrations.Migration):
    dependencies = [("credits", "0007_day_sums_paid_keys_and_budgets_of_runs")]

    operations = [
        *(
            migrations.RunSQL(f"DROP FUNCTION ledger_{name};", function)
            for name, function in FUNCTIONS.items()
        ),
        migrations.RunSQL(HOLD, "DROP PROCEDURE ledger_hold;"),
        migrations.RunSQL(CAPTURE, "DROP PROCEDURE ledger_capture;"),
        migrations.RunSQL(RELEASE, "DROP PROCEDURE ledger_release;"),
    ]
