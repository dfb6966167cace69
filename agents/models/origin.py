"""Where an agent of the library came from, if it was added from the marketplace.

Agents know nothing of listings: these are the facts that running them needs. marketplace.services.installs
writes them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agents.models.graph import Graph

MAX_FILE_ID_CHARACTERS = 100


class Origin(models.Model):
    """What a graph was made from. Its versions are approved ones, and only those.

    is_closed: whose graph its users do not see; they cannot change, copy or export it. is_step: it came along
    because the agent that was added runs it, so it is in no list and costs nothing of its own.
    """

    graph = models.OneToOneField(Graph, primary_key=True, on_delete=models.CASCADE, related_name="origin")
    listing_id = models.UUIDField()
    submission_id = models.UUIDField()  # of the newest version here
    number = models.PositiveIntegerField()  # the submission's
    # What its file calls it, by which a later file's graph is known to be the same.
    file_id = models.CharField(max_length=MAX_FILE_ID_CHARACTERS, blank=True, db_default="")
    creator_workspace_id = models.UUIDField()  # who earns
    price = models.BigIntegerField(default=0)  # micro-credits a run
    is_closed = models.BooleanField(default=True)
    is_step = models.BooleanField(default=False)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["listing_id"], name="origin_by_listing")]
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="origin_costs_nothing_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.number}"
