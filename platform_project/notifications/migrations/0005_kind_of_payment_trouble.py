from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0004_plurals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notification",
            name="notification_kind_is_known",
        ),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("run_finished", "Run Finished"),
                    ("run_failed", "Run Failed"),
                    ("review_waiting", "Review Waiting"),
                    ("credits_low", "Credits Low"),
                    ("payment_trouble", "Payment Trouble"),
                    ("schedule_missed", "Schedule Missed"),
                    ("submission_decided", "Submission Decided"),
                    ("listing_moderated", "Listing Moderated"),
                    ("listing_rated", "Listing Rated"),
                    ("report_answered", "Report Answered"),
                    ("update_available", "Update Available"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "run_finished",
                            "run_failed",
                            "review_waiting",
                            "credits_low",
                            "payment_trouble",
                            "schedule_missed",
                            "submission_decided",
                            "listing_moderated",
                            "listing_rated",
                            "report_answered",
                            "update_available",
                        ],
                    )
                ),
                name="notification_kind_is_known",
            ),
        ),
    ]
