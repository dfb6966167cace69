from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MarketplaceConfig(AppConfig):
    name = "marketplace"

    def ready(self) -> None:
        # Imported late: they need the models of all apps.
        from agents import listed
        from agents.services import origins
        from marketplace.services import installs
        from marketplace.services.groups import keep_groups
        from marketplace.services.listed_agents import listing_of

        origins.tell_newest_by(installs.newest_numbers)
        listed.tell_listings_by(listing_of)
        post_migrate.connect(keep_groups, sender=self)
