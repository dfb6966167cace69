"""What can be refused about people, workspaces and keys."""

from __future__ import annotations

from platform_project.errors import BadInput, Conflict, NotAllowed, NotAuthenticated


class EmailTaken(BadInput):
    code = "email_taken"


class WeakPassword(BadInput):
    code = "weak_password"


class WrongPassword(BadInput):
    code = "wrong_password"


class LinkNotValid(BadInput):
    """A token from a mail or a redirect that is unknown, used, or past its time."""

    code = "link_not_valid"


class SignInFailed(NotAuthenticated):
    """One answer for an unknown address, a wrong password and a closed account."""

    code = "sign_in_failed"


class TokenNotValid(NotAuthenticated):
    code = "token_not_valid"


class RoleTooLow(NotAllowed):
    code = "role_too_low"


class ScopeMissing(NotAllowed):
    code = "scope_missing"


class PersonNeeded(NotAllowed):
    """A program with an API key asked for what only its user may do."""

    code = "person_needed"


class InvitedOther(NotAllowed):
    """The invitation was sent to another address."""

    code = "invited_other"


class PersonalWorkspace(Conflict):
    """A personal workspace has one member, for good."""

    code = "personal_workspace"


class LastOwner(Conflict):
    code = "last_owner"


class AlreadyMember(Conflict):
    code = "already_member"


class LimitReached(Conflict):
    """A bound on how many of something one may have; details: limit."""

    code = "limit_reached"


class EmailNotVerified(NotAllowed):
    """A provider of social sign-in does not vouch for the address."""

    code = "email_not_verified"
