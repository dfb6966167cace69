"""The operator's credentials: typed in once, used by everybody, shown to nobody."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from integrations.models import Credential
from integrations.services import vault
from integrations.services.choice import Choice, row_for
from platform_project.accounts.models import User
from tests.integrations.credentials import KEY, connect, own_workspace

ADD = reverse("admin:integrations_credential_add")
LIST = reverse("admin:integrations_credential_changelist")


@pytest.fixture
def admin_client(staff: User, client: Client) -> Client:
    client.force_login(staff, backend="platform_project.accounts.demo_account.AccountBackend")
    return client


def page_of(pk: UUID) -> str:
    return reverse("admin:integrations_credential_change", args=[pk])


def test_a_key_for_everybody_is_typed_in_once_and_never_shown(admin_client: Client, alice: User) -> None:
    assert admin_client.get(ADD).status_code == 200
    form = {"provider": "openai", "kind": "api_key", "title": "House", "api_key": KEY}
    answer = admin_client.post(ADD, form)
    assert answer.status_code == 302, answer.context["errors"]
    row = Credential.objects.get()
    assert (row.workspace, row.created_by, row.title) == (None, None, "House")
    assert vault.secret_of(row) == {"api_key": KEY}
    assert row_for("openai", Choice(alice.pk, own_workspace(alice).pk)) == row
    for page in (LIST, page_of(row.pk), page_of(row.pk) + "../history/", f"{LIST}?q=House"):
        shown = admin_client.get(page, follow=True)
        assert shown.status_code == 200
        assert KEY not in shown.content.decode()
        assert row.secret not in shown.content.decode()
    assert KEY not in "".join(LogEntry.objects.values_list("change_message", flat=True))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        pytest.param({"api_key": ""}, "secret.api_key", id="no key"),
        pytest.param({"kind": "user_password", "password": "p"}, "kind: OpenAI takes api_key", id="kind"),
        pytest.param({"base_url": "http://plain.example.com"}, "base_url: Must be https", id="plain http"),
    ],
)
def test_what_is_wrong_is_said_without_the_secret(
    wrong: dict[str, str], told: str, admin_client: Client
) -> None:
    form = {"provider": "openai", "kind": "api_key", "title": "House", "api_key": KEY, **wrong}
    answer = admin_client.post(ADD, form)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert KEY not in answer.content.decode()
    assert not Credential.objects.exists()


def test_users_credentials_are_seen_and_not_changed(admin_client: Client, alice: User) -> None:
    row = connect(alice, title="Work")
    shown = admin_client.get(page_of(row.pk))
    assert shown.status_code == 200
    assert "Work" in shown.content.decode()
    assert row.secret not in shown.content.decode()
    assert admin_client.post(page_of(row.pk), {"title": "Mine"}).status_code == 403
    delete = reverse("admin:integrations_credential_delete", args=[row.pk])
    assert admin_client.post(delete, {"post": "yes"}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.state) == ("Work", "revoked")
