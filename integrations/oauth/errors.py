"""What can go wrong between a user, us and an authorization server.

ProviderNotConfigured    409  the operator has registered no application there
StateNotValid            400  the callback's state is forged, used or too old
OtherBrowser             400  another browser came back than the one that went
ConsentDenied            403  the user said no
OtherAccount             409  another account agreed than the one the credential is of
AuthorizationRefused     502  the provider said no to us; trying again does not help
└── GrantGone                 it no longer knows what the user once agreed to
AuthorizationServerAway  502  no answer worth the name; nothing has changed, try again
CredentialExpired        409  only connecting it again helps
"""

from __future__ import annotations

from platform_project.errors import BadInput, Conflict, NotAllowed, PlatformError


class ProviderNotConfigured(Conflict):
    code = "provider_not_configured"


class StateNotValid(BadInput):
    code = "oauth_state_not_valid"


class OtherBrowser(BadInput):
    code = "oauth_other_browser"


class ConsentDenied(NotAllowed):
    code = "oauth_denied"


class OtherAccount(Conflict):
    code = "oauth_other_account"


class AuthorizationRefused(PlatformError):
    code = "oauth_refused"
    status_code = 502


class GrantGone(AuthorizationRefused):
    code = "oauth_grant_gone"


class AuthorizationServerAway(PlatformError):
    code = "oauth_unavailable"
    status_code = 502
    retryable = True


class CredentialExpired(Conflict):
    code = "credential_expired"
