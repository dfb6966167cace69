"""What the operator charges, beside or in the place of what blocks declare. A change is a new row."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from platform_project.kit.ids import uuid7


class Basis(models.TextChoices):
    """What is counted: as `blocks.sdk.PriceBasis`, and the tokens of each kind."""

    FIRING = "firing", "each firing"
    MODEL = "model", "× what the table of models says"
    TOKENS = "tokens", "tokens of a model, all"
    TOKENS_IN = "tokens_in", "tokens sent that were not cached"
    TOKENS_OUT = "tokens_out", "tokens received"
    TOKENS_CACHED = "tokens_cached", "tokens sent that the provider had kept"
    SECONDS = "seconds", "seconds that it ran"
    ITEMS = "items", "items"
    BYTES = "bytes", "bytes that it gave"


class Part(models.TextChoices):
    """Of what a firing costs."""

    PLATFORM = "platform", "platform: everybody pays it"
    PROVIDER = "provider", "provider: free with a key of one's own"


class PriceRowQuerySet(models.QuerySet["PriceRow"]):
    def current(self, now: datetime | None = None) -> Self:
        """Of the rows about the same, the newest that has begun; none where that one ends the price."""
        begun = self.filter(valid_from__lte=now or timezone.now())
        newest = begun.annotate(
            place=Window(
                RowNumber(),
                partition_by=[F(name) for name in PriceRow.SUBJECT],
                order_by=[F("valid_from").desc(), F("id").desc()],
            )
        )
        # In a query of its own: else those that end a price would be left out before the newest are found.
        return self.filter(pk__in=newest.filter(place=1).values("pk"), is_withdrawn=False)


class PriceRow(models.Model):
    """So many credits for each `per` units of `basis`. Of basis `model`: times what the model costs."""

    SUBJECT = ("part", "block_id", "provider", "model", "basis", "when")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.PROVIDER.value)
    block_id = models.UUIDField(null=True, blank=True, help_text="Of this block alone.")
    provider = models.CharField(max_length=60, blank=True, help_text="Of this provider alone, as in openai.")
    model = models.CharField(max_length=200, blank=True, help_text="Of this model alone, by its name.")
    basis = models.CharField(max_length=20, choices=Basis.choices, default=Basis.FIRING.value)
    credits = models.DecimalField(
        max_digits=18,
        decimal_places=6,
        validators=[MinValueValidator(Decimal(0))],
        help_text="For each `per` units. Of basis model a factor: 1.2 adds a fifth to what the model costs.",
    )
    per = models.PositiveBigIntegerField(default=1, validators=[MinValueValidator(1)])
    when = models.JSONField(
        default=dict, blank=True, help_text='Input pin → value that a firing must have, as in {"size": "4k"}.'
    )
    is_withdrawn = models.BooleanField(
        default=False, help_text="From then on there is no such price: what the block declares counts again."
    )
    valid_from = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=500, blank=True)  # why
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = PriceRowQuerySet.as_manager()

    class Meta:
        verbose_name = "price"
        ordering = ("provider", "model", "block_id", "basis", "-valid_from")
        constraints = [
            models.CheckConstraint(condition=Q(credits__gte=0), name="price_is_not_negative"),
            models.CheckConstraint(condition=Q(per__gte=1), name="price_is_for_something"),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="price_part_is_known"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="price_basis_is_known"),
            models.CheckConstraint(
                condition=Q(block_id__isnull=False) | ~Q(provider="") | ~Q(model=""),
                name="price_says_of_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credits} per {self.per} {self.basis} of {self.subject}"

    @property
    def subject(self) -> str:
        """What it is the price of."""
        return " ".join(str(part) for part in (self.provider, self.model, self.block_id) if part)
