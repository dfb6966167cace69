"""What can be refused about credentials."""

from __future__ import annotations

from platform_project.errors import Conflict


class CredentialUnreadable(Conflict):
    """It was sealed with a key that this installation no longer has."""

    code = "credential_unreadable"


class CredentialGone(Conflict):
    """It was given back while something was to be done with it."""

    code = "credential_gone"
