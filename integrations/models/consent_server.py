"""Where users give consent for a server of their own choice, such as an MCP server, and who we are there.

Nobody enters these: a server says where its authorization server is, and that registers us. A credential
keeps the row by which it was given: whatever a server says later, tokens go back to where they came from.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from integrations.catalogue.oauth import ClientAuth
from platform_project.kit.ids import uuid7

MAX_URL_CHARS = 500


class ConsentServer(models.Model):
    """One authorization server for one server, with our registration."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    url = models.CharField(max_length=MAX_URL_CHARS)  # of the server that the tokens are for
    resource = models.CharField(max_length=MAX_URL_CHARS)  # what it calls itself (RFC 8707)
    issuer = models.CharField(max_length=MAX_URL_CHARS)  # what the authorization server calls itself
    authorize_url = models.CharField(max_length=MAX_URL_CHARS)
    token_url = models.CharField(max_length=MAX_URL_CHARS)
    revoke_url = models.CharField(max_length=MAX_URL_CHARS, blank=True)
    says_issuer = models.BooleanField(default=False)  # when it sends browsers back (RFC 9207)
    redirect_uri = models.CharField(max_length=MAX_URL_CHARS)  # with which we are registered
    client_auth = models.CharField(max_length=10, choices=[(way.value, way.value) for way in ClientAuth])
    client_id = models.CharField(max_length=500)
    secret = models.TextField(editable=False, blank=True)  # kit/crypto: a token of {"client_secret"}
    ends_at = models.DateTimeField(null=True, blank=True)  # of the registration; null: not known, or never
    is_current = models.BooleanField(default=True)  # by which whoever connects next goes
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["url"], condition=Q(is_current=True), name="consent_server_is_one_of_its_server_now"
            ),
            models.CheckConstraint(
                condition=Q(client_auth__in=[str(way) for way in ClientAuth]),
                name="consent_server_knows_how_we_prove_ourselves",
            ),
            models.CheckConstraint(condition=~Q(client_id=""), name="consent_server_knows_us"),
        ]

    def __str__(self) -> str:
        return self.url
