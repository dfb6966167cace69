"""The groups of moderators, kept in step with what `moderators.GROUPS` says, after each migration.

A data migration could not: Django makes permissions only after all migrations have run.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

from marketplace.services.moderators import GROUPS


def keep_groups(
    app_config: AppConfig, apps: Any = installed, using: str = DEFAULT_DB_ALIAS, **_said: Any
) -> None:
    """Give each group the rights that it lacks. Receives `post_migrate`; safe to repeat."""
    try:
        group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return  # migrated to where there are no groups
    create_permissions(app_config, verbosity=0, using=using, apps=apps)
    known = permission.objects.using(using).filter(content_type__app_label=app_config.label)
    for name, codenames in GROUPS.items():
        row, _ = group.objects.using(using).get_or_create(name=name)
        row.permissions.add(*known.filter(codename__in=codenames))
