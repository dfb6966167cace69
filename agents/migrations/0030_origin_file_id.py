from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agents", "0029_origin"),
    ]

    operations = [
        migrations.AddField(
            model_name="origin",
            name="file_id",
            field=models.CharField(blank=True, db_default="", max_length=100),
        ),
    ]
