"""The models that agents may ask, as the operator wants them: laid over what was released with the code."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from blocks.sdk import ModelSpec
from blocks.sdk.models import CAPABILITIES, MODEL_PROVIDERS


def _price(help_text: str) -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        max_digits=12,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=help_text,
    )


class AIModel(models.Model):
    """One model of one provider. Prices: US dollars per million tokens."""

    name = models.CharField(max_length=200, unique=True, help_text="As graphs write it.")
    provider = models.CharField(max_length=40, choices=[(slug, slug) for slug in MODEL_PROVIDERS])
    provider_name = models.CharField(
        max_length=200, blank=True, help_text="As the provider calls it, if that differs from the name."
    )
    context_tokens = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)], help_text="Question and answer together."
    )
    max_output_tokens = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    input_price = _price("US dollars per million tokens; empty if it is not known.")
    output_price = _price("US dollars per million tokens.")
    cached_price = _price("US dollars per million tokens that the provider had kept; empty: as any other.")
    capabilities = models.JSONField(default=list, blank=True)  # names of CAPABILITIES
    replaced_by = models.CharField(
        max_length=200, blank=True, help_text="The name of the model that is asked instead of this one."
    )
    is_enabled = models.BooleanField(default=True)
    is_own = models.BooleanField(default=False)  # set or changed here: releases leave it as it is
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "AI model"
        ordering = ("provider", "name")
        constraints = [
            models.CheckConstraint(
                condition=Q(provider__in=MODEL_PROVIDERS), name="ai_model_provider_is_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="ai_model_has_a_name"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{price}__isnull": True}) | Q(**{f"{price}__gte": 0}),
                    name=f"ai_model_{price}_is_not_negative",
                )
                for price in ("input_price", "output_price", "cached_price")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def spec(self) -> ModelSpec:
        """The row as blocks see it."""
        return ModelSpec(
            name=self.name,
            provider=self.provider,
            provider_name=self.provider_name,
            context_tokens=self.context_tokens,
            max_output_tokens=self.max_output_tokens,
            input_price=self.input_price,
            output_price=self.output_price,
            cached_price=self.cached_price,
            capabilities=frozenset(self.capabilities) & frozenset(CAPABILITIES),
            replaced_by=self.replaced_by,
            is_enabled=self.is_enabled,
        )
