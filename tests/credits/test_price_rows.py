"""Prices of the admin: which count now, and that a change is a new row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from credits.models import Basis, Part, PriceRow
from credits.services import price_book
from credits.services.price_book import book_now
from platform_project.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    price_book.forget()
    yield
    price_book.forget()


def price(credits: str, *, days: int = -1, **more: Any) -> PriceRow:
    given = {"provider": "openai", "basis": Basis.FIRING, **more}
    row: PriceRow = PriceRow.objects.create(
        credits=Decimal(credits), valid_from=timezone.now() + timedelta(days=days), **given
    )
    return row


def in_force() -> list[str]:
    return [str(row.credits) for row in PriceRow.objects.current().order_by("credits")]


def test_the_newest_row_about_the_same_counts_and_a_later_one_waits() -> None:
    price("1", days=-3)
    price("2", days=-2)
    price("9", days=1)
    price("5", model="tiny")
    assert in_force() == ["2.000000", "5.000000"]


def test_a_withdrawn_price_is_none() -> None:
    price("1", days=-3)
    price("0", is_withdrawn=True)
    assert in_force() == []
    price("1", days=-3, when={"size": "4k"})
    assert in_force() == ["1.000000"]


def test_the_book_holds_what_counts() -> None:
    price("0.25", part=Part.PLATFORM, per=10)
    (rate,) = book_now().rates
    assert (rate.part, rate.provider, rate.micro_credits, rate.per) == ("platform", "openai", 250_000, 10)
    price("7", days=0, part=Part.PLATFORM)
    assert book_now().rates == (rate,)  # kept for a while
    price_book.forget()
    assert [one.micro_credits for one in book_now().rates] == [7_000_000]


def test_saving_over_a_price_adds_one_and_leaves_the_old_as_it_was(
    staff: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    first = price("1")
    assert len(book_now().rates) == 1
    client.force_login(staff)
    page = f"/admin/credits/pricerow/{first.pk}/change/"
    assert client.get(page).status_code == 200
    shown = timezone.localtime(first.valid_from)
    given = {"credits": "1.5", "per": "1", "note": "dearer", "valid_from_0": shown.date().isoformat()}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page, {**given, "valid_from_1": shown.strftime("%H:%M:%S")})
    assert answer.status_code == 302, answer.content.decode()
    first.refresh_from_db()
    assert first.credits == 1
    second = PriceRow.objects.exclude(pk=first.pk).get()
    assert (second.credits, second.note, second.created_by) == (Decimal("1.5"), "dearer", staff)
    assert (second.provider, second.basis) == ("openai", "firing")
    assert in_force() == ["1.500000"]
    assert [rate.micro_credits for rate in book_now().rates] == [1_500_000]
    listed = client.get("/admin/credits/pricerow/?in_force=now")
    assert (listed.status_code, b"dearer" in listed.content) == (200, True)
    assert client.post(f"/admin/credits/pricerow/{first.pk}/delete/", {"post": "yes"}).status_code == 403
