"""What search finds things by: derived from listings, blocks and agents, and made anew whenever it is lost.

SearchEntry ── SearchMeaning   what it says, as vectors: beside, as they are read by another index
SearchWord                     the words of what is public: which are rare, and what was mistyped
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Collate, Lower
from pgvector.django import HalfVectorField, HnswIndex

from agents.models import Graph
from marketplace.models.creator import Creator
from marketplace.models.listing import Listing
from platform_project.accounts.models import OwnedModel, Workspace
from platform_project.kit.hashing_embedder import DIMENSIONS

MAX_TITLE_CHARACTERS = 200
MAX_SUBTITLE_CHARACTERS = 500
MAX_WORD_CHARACTERS = 40


class EntryKind(models.TextChoices):
    LISTING = "listing"  # a public one
    BLOCK = "block"  # of the catalogue
    AGENT = "agent"  # of a workspace's library


class SearchEntry(OwnedModel):
    """One thing that can be found. `key` is `kind:id`; what is not public has no entry, or has a workspace.

    Counts and prices are copies, for filters and order.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=7, choices=EntryKind.choices)
    workspace = models.ForeignKey(  # type: ignore[assignment]  # of agents alone
        Workspace, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    listing = models.ForeignKey(Listing, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    graph = models.ForeignKey(Graph, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    creator = models.ForeignKey(Creator, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=MAX_TITLE_CHARACTERS)
    subtitle = models.CharField(max_length=MAX_SUBTITLE_CHARACTERS, blank=True)
    words = SearchVectorField()  # A: title, B: subtitle and tags, C: categories and providers, D: the rest
    categories = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    providers = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    tags = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    price = models.BigIntegerField(default=0)  # micro-credits a run
    score = models.FloatField(default=0)  # Listing.score
    popularity = models.FloatField(default=0)  # grows with the logarithm of installs and runs
    published_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64)  # of what was indexed: the same again costs nothing

    class Meta:
        verbose_name_plural = "search entries"
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            GinIndex(
                Func("words", Value("{a}"), function="ts_filter", output_field=SearchVectorField()),
                name="search_title_words",
            ),
            GinIndex(fields=["categories", "providers", "tags"], name="search_facets"),
            models.Index(fields=["kind", "workspace"], name="search_of_a_workspace"),
            models.Index(fields=["-popularity", "-id"], name="search_popular", condition=Q(kind="listing")),
            models.Index(fields=["-published_at", "-id"], name="search_newest", condition=Q(kind="listing")),
            models.Index(fields=["-score", "-id"], name="search_best", condition=Q(kind="listing")),
            models.Index(
                Collate(Lower("title"), "C"),  # so that it serves LIKE, whatever the database's collation
                name="search_title_begins",
                condition=Q(kind="listing"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="listing", listing__isnull=False, workspace=None)
                | Q(kind="block", listing=None, graph=None, workspace=None)
                | Q(kind="agent", graph__isnull=False, workspace__isnull=False),
                name="search_entry_is_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class SearchMeaning(models.Model):
    """An entry as vectors: of the built-in embedder always, and of a model's where one is set."""

    entry = models.OneToOneField(
        SearchEntry, primary_key=True, on_delete=models.CASCADE, related_name="meaning"
    )
    kind = models.CharField(max_length=7, choices=EntryKind.choices)  # the entry's
    body = models.TextField(blank=True)  # what it says beyond title and subtitle, as far as it is indexed
    hashed = HalfVectorField(dimensions=DIMENSIONS)
    hashed_by = models.CharField(max_length=60)  # version of the built-in embedder
    modelled = HalfVectorField(dimensions=DIMENSIONS, null=True)
    modelled_by = models.CharField(max_length=200, blank=True)  # the embedder's name; empty: no vector yet

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        indexes = [
            HnswIndex(
                fields=["hashed"],
                name="search_near_hashed",
                opclasses=["halfvec_cosine_ops"],
                condition=Q(kind="listing"),
            ),
            HnswIndex(
                fields=["modelled"],
                name="search_near_modelled",
                opclasses=["halfvec_cosine_ops"],
                condition=Q(kind="listing", modelled__isnull=False),
            ),
            models.Index(fields=["modelled_by", "entry"], name="search_meaning_by_embedder"),
            models.Index(fields=["hashed_by", "entry"], name="search_meaning_by_version"),
        ]

    def __str__(self) -> str:
        return f"meaning of {self.entry_id}"


class SearchWord(models.Model):
    """A word of what is public: how rare it is, and how it is spelt."""

    word = models.CharField(primary_key=True, max_length=MAX_WORD_CHARACTERS)
    stem = models.CharField(max_length=MAX_WORD_CHARACTERS)  # as it stands in SearchEntry.words
    entries = models.PositiveIntegerField(default=1)  # that have it, at the last count
    # Its trigrams, each behind its first letter: who mistypes a word gets that one right.
    pieces = ArrayField(models.CharField(max_length=4))

    class Meta:
        indexes = [
            models.Index(fields=["stem"], name="search_word_by_stem"),  # counts stay out: they change often
            GinIndex(fields=["pieces"], name="search_word_pieces"),
        ]

    def __str__(self) -> str:
        return self.word
