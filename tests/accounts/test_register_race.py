from __future__ import annotations

import threading

import pytest
from django.db import connection

from platform_project.accounts.errors import EmailTaken
from platform_project.accounts.models import User, Workspace
from platform_project.accounts.services.registration import register
from tests.factories.accounts import PASSWORD


@pytest.mark.django_db(transaction=True)
def test_of_several_who_want_one_address_one_gets_it() -> None:
    start = threading.Barrier(3)
    outcomes: list[str] = []

    def sign_up(email: str) -> None:
        start.wait()
        try:
            register(email=email, password=PASSWORD)
            outcomes.append("registered")
        except EmailTaken:
            outcomes.append("refused")
        finally:
            connection.close()

    addresses = ["anna@example.com", "Anna@example.com", "ANNA@EXAMPLE.COM"]
    threads = [threading.Thread(target=sign_up, args=(email,)) for email in addresses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "refused", "registered"]
    assert User.objects.count() == Workspace.objects.count() == 1
