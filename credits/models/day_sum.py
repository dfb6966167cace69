"""What was spent in whole days that are over, so that a year is not read line by line."""

from __future__ import annotations

from django.db import models

from credits.models.account import Account


class Dimension(models.TextChoices):
    """What spending is summed by."""

    ALL = "all"  # all of the day
    GRAPH = "graph"
    MODEL = "model"
    PROVIDER = "provider"
    BLOCK = "block"
    USER = "user"


class DaySum(models.Model):
    """What an account spent in a day (UTC) on one thing. Made of entries, and can be made of them again."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )  # as of an entry
    day = models.DateField()
    dimension = models.CharField(max_length=8, choices=Dimension.choices)
    key = models.CharField(max_length=200, blank=True)  # of what it was spent on; empty of ALL, or not known
    amount = models.BigIntegerField()  # micro-credits; below zero where more came back
    count = models.IntegerField()  # entries

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "dimension", "day", "key"],
                include=["amount", "count"],
                name="day_sum_is_one_a_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.day}"


class SummedDay(models.Model):
    """A day whose sums are kept. There is no gap between them."""

    day = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return str(self.day)
