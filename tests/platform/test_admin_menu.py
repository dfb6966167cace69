"""The groups of the admin's sidebar and of its first page."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client

from platform_project.accounts.models import User
from platform_project.admin_menu import GROUPS

BACKEND = "platform_project.accounts.demo_account.AccountBackend"


def test_each_page_of_the_admin_stands_in_one_group() -> None:
    listed = Counter(label for labels in GROUPS.values() for label in labels)
    assert len(listed) > 40
    assert listed == Counter(model._meta.label for model in admin.site._registry)


def test_several_of_a_kind_are_named_as_people_would() -> None:
    names = {str(model._meta.verbose_name_plural) for model in admin.site._registry}
    assert [name for name in names if name.endswith(("ss", "chs", "shs"))] == []


@pytest.mark.django_db
def test_the_first_page_shows_what_needs_somebody_before_what_the_platform_keeps_for_itself(
    staff: User,
) -> None:
    assert headings(staff) == list(GROUPS)


@pytest.mark.django_db
def test_a_moderator_sees_what_moderators_may_look_at_and_no_empty_group(alice: User) -> None:
    alice.is_staff = True
    alice.save()
    alice.groups.add(Group.objects.get(name="Moderators"))
    assert headings(alice) == ["Moderation", "Marketplace"]


def headings(person: User) -> list[str]:
    browser = Client()
    browser.force_login(person, backend=BACKEND)
    page = browser.get("/admin/").content.decode()
    return re.findall(r"<section [^>]+>\s*<h2 [^>]+>([^<]+)</h2>", page)
