import django.db.models.deletion
from django.db import migrations, models

# A hold that was captured may be gone (it is pruned once it is old); its entry, which never goes, has its key.
HOLD = """
CREATE OR REPLACE FUNCTION ledger_hold(
    p_workspace uuid, p_amount bigint, p_key text, p_id uuid, p_execution uuid, p_now timestamptz,
    p_expires timestamptz, p_is_alone boolean,
    OUT outcome text, OUT account uuid, OUT free bigint
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    UPDATE credits_account SET held = held + p_amount
        WHERE workspace_id = p_workspace AND kind = 'workspace' AND balance - held >= p_amount
        RETURNING id INTO account;
    IF FOUND THEN
        INSERT INTO credits_hold (id, account_id, key, amount, remaining, state, execution_id, created_at,
            closed_at, expires_at)
            {}
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
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
END $$;
"""
ALWAYS = "VALUES (p_id, account, p_key, p_amount, p_amount, 'open', p_execution, p_now, NULL, p_expires)"
UNPAID = """SELECT p_id, account, p_key, p_amount, p_amount, 'open', p_execution, p_now, NULL, p_expires
            WHERE NOT EXISTS (SELECT FROM credits_entry WHERE key = p_key AND account_id = account)"""


class Migration(migrations.Migration):
    dependencies = [
        ("credits", "0006_checks_by_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="SummedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="DaySum",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("all", "All"),
                            ("graph", "Graph"),
                            ("model", "Model"),
                            ("provider", "Provider"),
                            ("block", "Block"),
                            ("user", "User"),
                        ],
                        max_length=8,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=200)),
                ("amount", models.BigIntegerField()),
                ("count", models.IntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="credits.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "dimension", "day", "key"),
                        include=("amount", "count"),
                        name="day_sum_is_one_a_thing",
                    )
                ],
            },
        ),
        migrations.RunSQL(HOLD.format(UNPAID), HOLD.format(ALWAYS)),
        migrations.RemoveConstraint(
            model_name="budget",
            name="budget_is_the_only_one_of_its_kind",
        ),
        migrations.AddField(
            model_name="budget",
            name="execution_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("execution_id__isnull", True),
                    models.Q(("graph_id__isnull", True), ("scope", "execution")),
                    _connector="OR",
                ),
                name="budget_of_a_run_is_of_it_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                fields=("workspace", "scope", "graph_id", "user", "execution_id"),
                name="budget_is_the_only_one_of_its_kind",
                nulls_distinct=False,
            ),
        ),
    ]
