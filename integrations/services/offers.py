"""What can be connected here, and what each asks for."""

from __future__ import annotations

from dataclasses import dataclass

from integrations.catalogue.provider import AuthKind, Provider
from integrations.models import Credential
from integrations.services.operator_keys import has_key
from integrations.services.secret_shapes import FIELDS

_LABELS = {
    "api_key": "API key",
    "username": "User name",
    "password": "Password",
    "headers": "Headers",
    "host": "Host",
    "base_url": "Address of the server",
}
_SHOWN = frozenset({"username", "host", "base_url"})


@dataclass(frozen=True, slots=True)
class AskedField:
    """One field of the form for one kind of credential."""

    name: str  # in the body of POST /credentials; what lies in `secret` is written secret.name
    label: str
    is_required: bool
    is_secret: bool


def fields_of(provider: Provider, kind: AuthKind) -> list[AskedField]:
    """What a person gives for a credential of this kind; for consent, which server, where it may be any."""
    labels = _LABELS | dict(provider.labels)
    if kind is AuthKind.OAUTH2:
        is_any = provider.oauth is not None and provider.oauth.is_discovered
        return [AskedField("base_url", labels["base_url"], True, False)] if is_any else []
    asked = [
        AskedField(f"secret.{name}", labels.get(name, name), is_needed, name not in _SHOWN)
        for name, is_needed in FIELDS[kind].items()
    ]
    if kind is AuthKind.HOST_SCOPED:
        asked.insert(0, AskedField("host", labels["host"], True, False))
    elif provider.needs_address or provider.base_url_setting:
        asked.append(AskedField("base_url", labels["base_url"], provider.needs_address, False))
    return asked


def providers_of_operator() -> frozenset[str]:
    """Slugs of the providers of which the admin holds a credential for everybody; one query."""
    rows = Credential.objects.of_operator()
    return frozenset(rows.values_list("provider", flat=True))


def serves_everybody(provider: Provider, of_operator: frozenset[str]) -> bool:
    """Whether agents may use it without a credential of one's own."""
    return provider.slug in of_operator or has_key(provider.slug)
