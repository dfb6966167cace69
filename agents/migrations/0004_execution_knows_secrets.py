"""Executions know the secrets that they were handed by others."""

from __future__ import annotations

from django.db import migrations

import platform_project.kit.json_field


class Migration(migrations.Migration):
    dependencies = [("agents", "0003_runs_that_wait_and_rerun")]

    operations = [
        migrations.AddField(
            model_name="execution",
            name="known_secrets",
            field=platform_project.kit.json_field.ExactJSONField(default=dict),
        ),
    ]
