"""Graphs whose history is pruned, and months that are dropped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agents.history import partitions, prune
from agents.models import Graph, NodeExecution
from platform_project.accounts.models import User
from tests.factories.history import make_graph


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    """What this process knows of months goes with the transaction of a test."""
    partitions._made.clear()
    yield
    partitions._made.clear()


@pytest.fixture
def graph(alice: User, monkeypatch: pytest.MonkeyPatch) -> Graph:
    """In a transaction that is rolled back, where no month can be dropped, whatever day it is."""
    monkeypatch.setattr(prune, "_drop_months", lambda _: 0)
    return make_graph(alice)


@pytest.fixture
def months(transactional_db: None) -> Iterator[None]:
    """Months that a test makes really exist; they end with it."""
    before = partitions.months()
    yield
    NodeExecution.objects.all().delete()
    partitions.finish_drops()
    for month in set(partitions.months()) - set(before):
        partitions.drop(month)
    partitions.keep_ahead()
