"""Doing the same with several rows: each by itself, so that one refusal stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest

from platform_project.accounts.models import User
from platform_project.errors import PlatformError


def each(
    page: Any, request: HttpRequest, rows: Iterable[Model], done_word: str, do: Callable[[Any], object]
) -> None:
    """Do it, log it, and say how many there were and why others were not. page: the admin's, of the rows."""
    done = 0
    for row in rows:
        try:
            do(row)
        except PlatformError as refusal:
            page.message_user(request, f"{row}: {refusal.message}", messages.ERROR)
        else:
            page.log_change(request, row, f"{done_word.capitalize()}.")
            done += 1
    page.message_user(request, f"{done} {done_word}.", messages.SUCCESS if done else messages.WARNING)


def user_of(request: HttpRequest) -> User:
    """Who is signed in."""
    assert isinstance(request.user, User)
    return request.user
