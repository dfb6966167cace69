"""What people are told: once for a cause and hour, in the ways that they want."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from platform_project.accounts.models import User
from platform_project.notifications import tasks
from platform_project.notifications.kinds import USUAL, Kind, Mail
from platform_project.notifications.models import KEPT_FOR, Notification
from platform_project.notifications.services import mails, telling
from platform_project.notifications.services.telling import notify
from tests.platform.mail_box import MailBox, mail_box

Clients = Callable[..., APIClient]
Queued = list[tuple[Any, ...]]
URL = "/api/v1/notifications"


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> Queued:
    found: Queued = []
    monkeypatch.setattr(telling, "enqueue", lambda *job: found.append(job))
    return found


@pytest.fixture
def box(settings: Settings) -> Iterator[MailBox]:
    with mail_box() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        settings.PUBLIC_URL = "https://polychord.example"
        yield found


def tell(user: User, kind: Kind = Kind.RUN_FAILED, key: str = "graph:1", **more: Any) -> Notification:
    shown = {"title": "Greeter failed", "text": "No such page.", "link": "/runs/1", **more}
    row = notify(user, kind, subject_key=key, **shown)
    assert row is not None
    return row


def wish(client: APIClient, kind: Kind, **parts: Any) -> None:
    assert client.put(f"{URL}/settings", {kind.value: parts}).status_code == 200


def test_people_list_what_they_were_told_and_read_it(
    alice: User, bob: User, client_of: Clients, queued: Queued
) -> None:
    first, second = tell(alice), tell(alice, key="graph:2", title="Other failed")
    client = client_of(alice)
    page = client.get(URL).json()
    assert (page["unread"], page["next"]) == (2, None)
    assert [row["id"] for row in page["results"]] == [str(second.pk), str(first.pk)]
    assert page["results"][1] == {
        "id": str(first.pk), "kind": "run_failed", "title": "Greeter failed", "text": "No such page.",
        "link": "/runs/1", "count": 1, "read_at": None, "created_at": page["results"][1]["created_at"],
        "updated_at": page["results"][1]["updated_at"],
    }  # fmt: skip
    assert client_of(bob).get(URL).json()["results"] == []
    assert client_of(bob).post(f"{URL}/read", {"ids": [str(first.pk)]}).json() == {"unread": 0}
    assert client.post(f"{URL}/read", {"ids": [str(first.pk)]}).json() == {"unread": 1}
    assert [row["title"] for row in client.get(f"{URL}?unread=true").json()["results"]] == ["Other failed"]
    assert client.post(f"{URL}/read", {"all": True}).json() == {"unread": 0}
    assert APIClient().get(URL).status_code == 401


@pytest.mark.parametrize("wrong", [{}, {"ids": [], "all": True}, {"ids": ["x"]}, {"ids": 5}])
def test_what_is_read_must_be_said_clearly(wrong: dict[str, Any], alice: User, client_of: Clients) -> None:
    assert client_of(alice).post(f"{URL}/read", wrong).status_code == 400


def test_the_same_cause_within_an_hour_is_counted_and_mailed_once(alice: User, queued: Queued) -> None:
    begin = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with time_machine.travel(begin, tick=False) as clock:
        first = tell(alice)
        clock.shift(timedelta(minutes=59))
        again = tell(alice, text="Another reason.")
        assert (again.pk, again.count, again.text) == (first.pk, 2, "Another reason.")
        clock.shift(timedelta(minutes=2))
        assert tell(alice).pk != first.pk
    job = "platform_project.notifications.tasks.send_mail"
    assert [name for name, _ in queued] == [job, job]


def test_what_was_read_comes_again_but_is_not_mailed_again_within_the_hour(
    alice: User, queued: Queued
) -> None:
    first = tell(alice)
    telling.read(alice, None)
    second = tell(alice)
    assert (second.pk != first.pk, second.mail, len(queued)) == (True, "off", 1)


def test_each_kind_has_ways_that_people_change(alice: User, client_of: Clients, queued: Queued) -> None:
    client = client_of(alice)
    usual = client.get(f"{URL}/settings").json()
    assert usual.keys() == set(Kind.values)
    assert usual["run_finished"] == {"app": False, "mail": "off", "push": False}
    assert usual["run_failed"] == {"app": True, "mail": "immediate", "push": False}
    assert notify(alice, Kind.RUN_FINISHED, subject_key="graph:1", title="Done") is None
    changed = client.put(f"{URL}/settings", {"run_finished": {"app": True}, "run_failed": {"mail": "off"}})
    assert changed.json() == usual | {
        "run_finished": {"app": True, "mail": "off", "push": False},
        "run_failed": {"app": True, "mail": "off", "push": False},
    }
    assert client.get(f"{URL}/settings").json() == changed.json()
    assert tell(alice, Kind.RUN_FINISHED).mail == "off"
    assert (tell(alice).mail, queued) == ("off", [])


@pytest.mark.parametrize(
    "wrong", [{"run_lost": {"app": True}}, {"run_failed": {"mail": "hourly"}}, {"run_failed": {"sms": True}}]
)
def test_unknown_kinds_and_ways_are_refused(wrong: dict[str, Any], alice: User, client_of: Clients) -> None:
    client = client_of(alice)
    assert client.put(f"{URL}/settings", wrong).status_code == 400
    assert client.get(f"{URL}/settings").json()["run_failed"]["mail"] == USUAL[Kind.RUN_FAILED].mail


def test_who_is_only_mailed_sees_nothing_in_the_list(alice: User, client_of: Clients, queued: Queued) -> None:
    wish(client_of(alice), Kind.RUN_FAILED, app=False)
    tell(alice)
    assert client_of(alice).get(URL).json() == {"next": None, "previous": None, "results": [], "unread": 0}
    assert len(queued) == 1


def test_a_mail_goes_out_at_once_and_never_twice(alice: User, box: MailBox, queued: Queued) -> None:
    row = tell(alice, text="No such <page>.")
    tasks.send_mail(str(row.pk))
    tasks.send_mail(str(row.pk))
    assert box.texts() == [
        "Greeter failed\nGreeter failed\n\nNo such <page>.\n\nhttps://polychord.example/runs/1\n\n"
        "What you are told of, and how: https://polychord.example/settings/notifications\n"
    ]
    html = box.mails[0].get_body(("html",))
    assert html is not None
    assert "No such &lt;page&gt;." in html.get_content()
    assert (box.mails[0]["To"], box.mails[0]["Auto-Submitted"]) == ("alice@example.com", "auto-generated")


def test_a_mail_that_no_server_takes_is_sent_later(alice: User, box: MailBox, queued: Queued) -> None:
    row = tell(alice)
    box.refuses = True
    with pytest.raises(OSError, match="451"):
        mails.send_one(row.pk)
    box.refuses = False
    assert mails.send_one(row.pk)
    assert len(box.mails) == 1


def test_a_digest_comes_at_eight_where_the_person_is_with_each_thing_once(
    alice: User, bob: User, client_of: Clients, box: MailBox, queued: Queued
) -> None:
    User.objects.filter(pk=alice.pk).update(timezone="America/New_York")  # five hours behind
    for user in (alice, bob):
        wish(client_of(user), Kind.RUN_FAILED, mail="daily")
    with time_machine.travel(datetime(2026, 11, 18, 22, tzinfo=UTC), tick=False):
        tell(alice)
        tell(alice, key="graph:2", title="Other failed")
        tell(bob)
    assert mails.send_digests(datetime(2026, 11, 19, 7, 59, tzinfo=UTC)) == 0
    assert mails.send_digests(datetime(2026, 11, 19, 8, 0, tzinfo=UTC)) == 1
    assert box.mails[0]["To"] == "bob@example.com"
    assert mails.send_digests(datetime(2026, 11, 19, 13, 0, tzinfo=UTC)) == 1
    assert mails.send_digests(datetime(2026, 11, 19, 13, 10, tzinfo=UTC)) == 0
    assert box.texts()[1] == (
        "2 notifications of the day\n"
        "18 November, 22:00 UTC  Greeter failed\nhttps://polychord.example/runs/1\n\n"
        "18 November, 22:00 UTC  Other failed\nhttps://polychord.example/runs/1\n\n"
        "What you are told of, and how: https://polychord.example/settings/notifications\n"
    )
    assert not Notification.objects.to_be_mailed(Mail.DAILY).exists()


def test_a_weekly_digest_comes_on_mondays(
    alice: User, client_of: Clients, box: MailBox, queued: Queued
) -> None:
    wish(client_of(alice), Kind.RUN_FAILED, mail="weekly")
    with time_machine.travel(datetime(2026, 11, 18, 22, tzinfo=UTC), tick=False):
        tell(alice)
    sunday, monday = datetime(2026, 11, 22, 9, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert [mails.send_digests(at) for at in (sunday, monday, monday)] == [0, 1, 0]
    assert box.mails[0]["Subject"] == "1 notification of the week"


def test_a_digest_that_no_server_takes_comes_with_the_next_look(
    alice: User, client_of: Clients, box: MailBox, queued: Queued
) -> None:
    wish(client_of(alice), Kind.RUN_FAILED, mail="daily")
    tell(alice)
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    box.refuses = True
    assert mails.send_digests(tomorrow) == 0
    box.refuses = False
    assert mails.send_digests(tomorrow) == 1


def test_an_address_without_a_mailbox_is_given_up_and_holds_nobody_up(
    alice: User, bob: User, client_of: Clients, box: MailBox, queued: Queued
) -> None:
    for user in (alice, bob):
        wish(client_of(user), Kind.RUN_FAILED, mail="daily")
        tell(user)
    box.unknown.add("alice@example.com")
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    assert [mails.send_digests(tomorrow) for _ in range(2)] == [1, 0]
    assert [mail["To"] for mail in box.mails] == ["bob@example.com"]
    assert not Notification.objects.to_be_mailed(Mail.DAILY).exists()


def test_nobody_is_told_who_may_not_sign_in(alice: User, queued: Queued) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    alice.refresh_from_db()
    assert notify(alice, Kind.RUN_FAILED, subject_key="graph:1", title="Failed") is None


def test_what_was_told_long_ago_is_forgotten(alice: User, queued: Queued) -> None:
    old, new = tell(alice), tell(alice, key="graph:2")
    Notification.objects.filter(pk=old.pk).update(created_at=timezone.now() - KEPT_FOR - timedelta(hours=1))
    tasks.sweep()
    assert list(Notification.objects.all()) == [new]
