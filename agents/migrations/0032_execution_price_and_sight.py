from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0031_library"),
    ]

    operations = [
        migrations.AddField(
            model_name="execution",
            name="price",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="execution",
            name="sight",
            field=models.CharField(
                choices=[("whole", "Whole"), ("ends", "Ends"), ("nothing", "Nothing")],
                db_default="whole",
                default="whole",
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            model_name="execution",
            constraint=models.CheckConstraint(
                condition=models.Q(("sight__in", ["whole", "ends", "nothing"])),
                name="execution_sight_is_known",
            ),
        ),
    ]
