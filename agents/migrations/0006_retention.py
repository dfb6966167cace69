"""Rules of what is kept of executions that ended, and how much of each is still there."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import platform_project.kit.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_api_key_name_its_abbreviation"),
        ("agents", "0005_firings_by_month"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionPolicy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=platform_project.kit.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "keep",
                    models.CharField(
                        choices=[
                            ("all", "All"),
                            ("failures", "Failures"),
                            ("metadata", "Metadata"),
                            ("nothing", "Nothing"),
                        ],
                        default="all",
                        max_length=10,
                    ),
                ),
                ("days", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "retention policies",
            },
        ),
        migrations.AddField(
            model_name="execution",
            name="history",
            field=models.CharField(
                choices=[("whole", "Whole"), ("going", "Going"), ("metadata", "Metadata")],
                db_default="whole",
                default="whole",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="execution",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False), ("root", None)),
                fields=["graph", "history", "status", "ended_at"],
                name="execution_that_may_be_pruned",
            ),
        ),
        migrations.AddIndex(
            model_name="execution",
            index=models.Index(
                condition=models.Q(("history", "going")), fields=["id"], name="execution_that_is_being_pruned"
            ),
        ),
        migrations.AddConstraint(
            model_name="execution",
            constraint=models.CheckConstraint(
                condition=models.Q(("history__in", ["whole", "going", "metadata"])),
                name="execution_history_is_known",
            ),
        ),
        migrations.AddField(
            model_name="retentionpolicy",
            name="graph",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="retention",
                to="agents.graph",
            ),
        ),
        migrations.AddField(
            model_name="retentionpolicy",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionpolicy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("graph", None)),
                fields=("workspace",),
                name="retention_is_one_per_workspace",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("keep__in", ["all", "failures", "metadata", "nothing"])),
                name="retention_keep_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("days", None), ("days__range", (1, 36500)), _connector="OR"),
                name="retention_days_are_bounded",
            ),
        ),
    ]
