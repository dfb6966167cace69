"""What must be true of accounts, holds and entries, asked of functions; `credits/models/sound.py` says why."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import F, Func

FUNCTION = """
CREATE FUNCTION ledger_{}_is_sound({}) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN {};
END $$;
"""
DROP = "DROP FUNCTION ledger_{}_is_sound;"
# A workspace's and a creator's account never goes below zero or what is held; of the platform's, which may,
# nothing is held and nothing ends.
ACCOUNT = """CASE
        WHEN kind IN ('workspace', 'earnings') THEN
            slot >= 0 AND held >= 0 AND balance >= held AND expiring >= 0 AND balance >= expiring
        WHEN kind IN ('revenue', 'clearing', 'promotions') THEN
            slot >= 0 AND workspace IS NULL AND held = 0 AND expiring = 0
        ELSE false
    END"""
HOLD = """amount >= 0 AND CASE state
        WHEN 'open' THEN remaining >= 0
        WHEN 'closed' THEN remaining = 0
        ELSE false
    END"""
ENTRY = """unpaid >= 0
        AND kind IN ('grant', 'topup', 'capture', 'transfer', 'refund', 'adjust', 'expiry', 'payout')"""
TAKES = {
    "account": "kind text, slot smallint, workspace uuid, balance bigint, held bigint, expiring bigint",
    "hold": "state text, amount bigint, remaining bigint",
    "entry": "kind text, unpaid bigint",
}
DEMANDS = {"account": ACCOUNT, "hold": HOLD, "entry": ENTRY}
FIELDS = {
    "account": ["kind", "slot", "workspace", "balance", "held", "expiring"],
    "hold": ["state", "amount", "remaining"],
    "entry": ["kind", "unpaid"],
}
WRITTEN_OUT = [
    ("account", "account_kind_is_known"),
    ("account", "account_of_the_platform_has_no_workspace_and_no_holds"),
    ("account", "account_never_goes_below_zero_or_what_is_held"),
    ("hold", "hold_that_is_closed_sets_nothing_aside"),
    ("entry", "entry_kind_is_known"),
    ("entry", "entry_unpaid_is_not_negative"),
]


def _check(table: str) -> models.CheckConstraint:
    asked = Func(
        *map(F, FIELDS[table]), function=f"ledger_{table}_is_sound", output_field=models.BooleanField()
    )
    return models.CheckConstraint(condition=asked, name=f"{table}_is_sound")


class Migration(migrations.Migration):
    dependencies = [("credits", "0005_tiers")]

    operations = [
        *(
            migrations.RunSQL(FUNCTION.format(table, takes, DEMANDS[table]), DROP.format(table))
            for table, takes in TAKES.items()
        ),
        *(migrations.AddConstraint(table, _check(table)) for table in TAKES),
        *(migrations.RemoveConstraint(table, name) for table, name in WRITTEN_OUT),
        # Its column's own CHECK is in the function as well.
        migrations.AlterField("account", "slot", models.SmallIntegerField()),
    ]
