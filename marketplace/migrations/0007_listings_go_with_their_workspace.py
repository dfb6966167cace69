import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("marketplace", "0006_search"),
    ]

    operations = [
        migrations.AlterField(
            model_name="listing",
            name="approved",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="marketplace.submission",
            ),
        ),
    ]
