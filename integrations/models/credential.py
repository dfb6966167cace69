"""A user's right to use an outside service. What opens it is sealed; everything else may be shown."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.deletion import Collector
from django.utils import timezone

from integrations.catalogue.provider import AuthKind
from integrations.models.consent_server import ConsentServer
from platform_project.accounts.models import RANK, OwnedModel, OwnedQuerySet, Role, User, Workspace
from platform_project.kit.ids import uuid7

KINDS = [(kind.value, kind.value) for kind in AuthKind]
LEAST_ROLE = Role.RUNNER  # who only looks has no use for credentials


class CredentialState(models.TextChoices):
    OK = "ok"
    EXPIRED = "expired"  # it can no longer be refreshed: to be connected again
    REFUSED = "refused"  # the provider did not take it the last time
    REVOKED = "revoked"  # given back; the row goes as soon as the provider has been told


def give_back_with_owner(collector: Collector, field: Any, rows: Any, using: str) -> None:
    """For on_delete: credentials do not go with a workspace or a person; they are given back first.

    They belong to nobody from then on, nothing acts with them, and the sweep of given back ones tells their
    providers (services/endings). This way no path that deletes an owner can forget them.
    """
    # In this order: what is given back may belong to nobody, other rows may not.
    changes: dict[str, Any] = {
        "state": CredentialState.REVOKED.value,
        "updated_at": timezone.now(),
        "is_shared": False,
        "created_by": None,
        "workspace": None,
    }
    fields: dict[str, Any] = {one.name: one for one in Credential._meta.concrete_fields}
    for name, value in changes.items():
        collector.add_field_update(fields[name], value, rows)


class CredentialQuerySet(OwnedQuerySet):
    def for_user(self, user: User, *, least: Role = LEAST_ROLE, workspace: Workspace | None = None) -> Self:
        """What `user` may see and use: their own, and those shared in workspaces where they may run agents.

        Never those that were given back.
        """
        role = max(least, LEAST_ROLE, key=RANK.__getitem__)
        found = super().for_user(user, least=role, workspace=workspace)
        return found.filter(Q(created_by=user) | Q(is_shared=True)).exclude(state=CredentialState.REVOKED)

    def usable_by(self, user: User, workspace: Workspace) -> Self:
        """The same, of one workspace."""
        return self.for_user(user, workspace=workspace)

    def of_operator(self) -> Self:
        """Those that serve everybody: they belong to no workspace."""
        return self.filter(workspace=None).exclude(state=CredentialState.REVOKED)


class Credential(OwnedModel):
    """One right to use one provider."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(  # type: ignore[assignment]  # of all owned rows, these alone may have none
        Workspace,
        null=True,
        blank=True,
        on_delete=give_back_with_owner,
        related_name="+",
        db_index=False,
    )  # null: the operator's, for everybody; the index by provider serves it
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=give_back_with_owner,
        related_name="+",
    )  # null: the operator's
    provider = models.CharField(max_length=100)  # slug of the catalogue
    kind = models.CharField(max_length=20, choices=KINDS)
    title = models.CharField(max_length=100)  # by which people tell theirs apart
    secret = models.TextField(editable=False)  # kit/crypto: a token of a JSON object, by kind
    last_four = models.CharField(max_length=4, blank=True)  # of an API key that is long enough
    scopes = ArrayField(models.CharField(max_length=300), default=list, blank=True, size=200)
    host = models.CharField(
        max_length=270, blank=True
    )  # host-scoped: api.example.com, *.example.com, host:port
    base_url = models.CharField(max_length=500, blank=True)  # of a server of one's own
    consent_server = models.ForeignKey(
        ConsentServer, null=True, blank=True, on_delete=models.SET_NULL, related_name="credentials"
    )  # by which a consent was given, where the provider is any server
    account = models.CharField(max_length=200, blank=True)  # the name at the provider
    is_shared = models.BooleanField(default=False)  # with all members who may run agents
    expires_at = models.DateTimeField(null=True, blank=True)  # of an access token; null: not known, or never
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)  # exact to the minute
    last_tested_at = models.DateTimeField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=CredentialState.choices, default=CredentialState.OK.value)
    state_reason = models.CharField(max_length=300, blank=True)  # for people; never a secret
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CredentialQuerySet.as_manager()  # type: ignore[misc]  # narrower than the base's

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "provider", "-created_at"], name="credential_of_a_workspace"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in AuthKind]), name="credential_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CredentialState.values), name="credential_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(workspace=None, created_by=None, is_shared=False)
                | Q(workspace__isnull=False, created_by__isnull=False)
                | Q(state=CredentialState.REVOKED.value),
                name="credential_is_a_members_or_the_operators",
            ),
            models.CheckConstraint(
                condition=Q(kind="host_scoped") ^ Q(host=""), name="credential_for_a_host_names_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.title}"
