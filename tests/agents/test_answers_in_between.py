"""An answer that comes while an execution is planned is not lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from rest_framework.test import APIClient

from agents.models import Execution, Review
from agents.runner import expand as expansion
from agents.runner.expand import expand
from agents.services.reviews import Answer, Verdict, decide
from platform_project.accounts.models import User
from tests.factories.agents import STORE, graph_json, node, start

REVIEW = "agent.human_review"
WINDOW_SECONDS = 0.5  # how long the answer gets to be quicker than the pause


def two_questions() -> dict[str, Any]:
    graph = graph_json(
        node("data", STORE, input=1),
        node("one", REVIEW, name="1"),
        node("two", REVIEW, name="2"),
        links=("data.output -> one.data", "data.output -> two.data"),
    )
    return graph | {"settings": {"safe_mode": True}}


@pytest.mark.django_db(transaction=True)
def test_an_answer_between_the_look_and_the_pause_does_not_leave_the_execution_paused(
    alice: User, client_of: Callable[..., APIClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    execution_id = UUID(start(client_of(alice), two_questions())["id"])
    expand(execution_id)
    first, second = Review.objects.order_by("name")
    decide(review=first, user=alice, answer=Answer(Verdict.APPROVE))
    answered = threading.Thread(target=_answer, args=(second, alice))
    looks = expansion._moves

    def look_and_be_overtaken(*args: Any) -> bool:
        moves = looks(*args)
        if not answered.ident:
            answered.start()
            answered.join(WINDOW_SECONDS)
        return moves

    monkeypatch.setattr(expansion, "_moves", look_and_be_overtaken)
    expand(execution_id)
    answered.join()
    expand(execution_id)  # what the answer asked for
    assert Execution.objects.get(pk=execution_id).status == "COMPLETED"


def _answer(review: Review, user: User) -> None:
    try:
        decide(review=review, user=user, answer=Answer(Verdict.APPROVE))
    finally:
        connection.close()
