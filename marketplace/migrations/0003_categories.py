"""The shelves that an installation begins with. They are the operator's to change."""

from __future__ import annotations

from typing import Any

from django.db import migrations

CATEGORIES = [
    ("productivity", "Productivity"),
    ("marketing", "Marketing"),
    ("sales", "Sales"),
    ("support", "Customer support"),
    ("research", "Research"),
    ("writing", "Writing"),
    ("data", "Data and reports"),
    ("development", "Software development"),
    ("social-media", "Social media"),
    ("finance", "Finance"),
    ("education", "Education"),
    ("media", "Images, sound and video"),
    ("home", "Home and leisure"),
    ("other", "Other"),
]


def add(apps: Any, schema_editor: Any) -> None:
    category = apps.get_model("marketplace", "Category")
    for position, (slug, name) in enumerate(CATEGORIES):
        category.objects.get_or_create(slug=slug, defaults={"name": name, "position": position})


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0002_decided_never_changes")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
