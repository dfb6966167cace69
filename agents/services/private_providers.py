"""Removing an imported API, which knows of graphs; importing one does not (integrations/services)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Lower

from agents.models import Node
from integrations.errors import ProviderInUse
from integrations.models import PrivateProvider
from integrations.services import private_imports

MAX_NAMED = 20


@transaction.atomic
def remove_provider(row: PrivateProvider) -> None:
    """Remove it, its blocks and its credentials.

    Raises ProviderInUse while the active version of an agent has a step of it, and removes nothing then.
    """
    using = agents_using(row)
    if using:
        named = ", ".join(f"'{name}'" for name in list(using.values())[:MAX_NAMED])
        raise ProviderInUse(
            f"{len(using)} agents have steps of it: {named}. Take them out first.",
            agents=[{"id": pk, "name": name} for pk, name in list(using.items())[:MAX_NAMED]],
        )
    private_imports.remove(row)


def agents_using(row: PrivateProvider) -> dict[str, str]:
    """Graph id → name of the workspace's agents whose active version has a step of it."""
    steps = Node.objects.annotate(ref=Lower("block_id")).filter(
        ref__in=[str(block_id) for block_id in row.block_ids],
        version__graph__workspace=row.workspace_id,
        version__number=F("version__graph__active_number"),
    )
    found = steps.order_by("version__graph__name").values_list("version__graph_id", "version__graph__name")
    return {str(pk): name for pk, name in found.distinct()}
