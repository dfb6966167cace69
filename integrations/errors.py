"""What the integrations refuse.

Conflict
├── CredentialGone         409
├── CredentialUnreadable   409
├── ProviderExists         409
└── ProviderInUse          409  details.agents names them
NotAuthenticated
└── WebhookRefused         401
NotAllowed
└── NotYours               403
WebhookPaused              410
"""

from __future__ import annotations

from platform_project.errors import Conflict, NotAllowed, NotAuthenticated, PlatformError


class CredentialUnreadable(Conflict):
    """It was sealed with a key that this installation no longer has."""

    code = "credential_unreadable"


class CredentialGone(Conflict):
    """It was given back while something was to be done with it."""

    code = "credential_gone"


class ProviderExists(Conflict):
    """An imported API has that slug already, or changed while it was to be changed."""

    code = "provider_exists"


class ProviderInUse(Conflict):
    """Agents have steps of an imported API that is to be removed; details.agents names them."""

    code = "provider_in_use"


class WebhookRefused(NotAuthenticated):
    """The signature or secret of a call is missing, wrong or too old."""

    code = "webhook_refused"


class WebhookPaused(PlatformError):
    """Its trigger was paused by a person. Senders see it, and may send again later."""

    code = "webhook_paused"
    status_code = 410


class NotYours(NotAllowed):
    """A credential that somebody else shared may be used, not changed."""

    code = "not_your_credential"
