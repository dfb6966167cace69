"""The tiers that an installation begins with. They are the operator's to change."""

from __future__ import annotations

from typing import Any

from django.db import migrations

MICRO = 1_000_000
GB = 1024**3
# slug, name, cents a month, credits a month, executions at a time, goes first, bytes of storage
TIERS = [
    ("free", "Free", 0, 500, None, False, 1 * GB),
    ("pro", "Pro", 2_000, 2_500, 400, False, 20 * GB),
    ("max", "Max", 10_000, 15_000, 800, True, 100 * GB),
    ("business", "Business", 50_000, 80_000, 2_000, True, 1_000 * GB),
]


def add(apps: Any, schema_editor: Any) -> None:
    tier = apps.get_model("credits", "Tier")
    for position, (slug, name, cents, credits, running, goes_first, storage) in enumerate(TIERS):
        tier.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "position": position,
                "monthly_cents": cents,
                "monthly_grant": credits * MICRO,
                "max_running": running,
                "has_priority": goes_first,
                "storage_bytes": storage,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("credits", "0004_billing")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
