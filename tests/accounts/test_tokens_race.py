from __future__ import annotations

import threading

import pytest
from django.db import connection

from platform_project.accounts.errors import TokenNotValid
from platform_project.accounts.services import tokens
from tests.factories.accounts import make_user


@pytest.mark.django_db(transaction=True)
def test_of_several_refreshes_with_one_token_one_succeeds() -> None:
    raw = tokens.issue(make_user("alice")).refresh
    start = threading.Barrier(4)
    outcomes: list[str] = []

    def race() -> None:
        start.wait()
        try:
            tokens.rotate(raw)
            outcomes.append("new pair")
        except TokenNotValid:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["new pair", "refused", "refused", "refused"]
