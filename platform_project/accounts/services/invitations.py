"""Invitations: an offer of a role in a team, sent by mail, taken up once within a week.

The token in the mail is derived from the invitation's id with the signing key, so neither the database
(which keeps its digest) nor the task queue (which carries the id) can give it away, and a mail that is
sent twice carries the same link.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import salted_hmac

from platform_project.accounts.errors import AlreadyMember, InvitedOther, LimitReached, LinkNotValid
from platform_project.accounts.locks import lock_members
from platform_project.accounts.models import Invitation, Membership, Role, User, Workspace
from platform_project.accounts.services.members import refuse_above
from platform_project.accounts.services.registration import normal_email
from platform_project.accounts.services.workspaces import refuse_personal
from platform_project.errors import NotFound
from platform_project.kit.ids import uuid7
from platform_project.kit.jobs import enqueue

VALID_FOR = timedelta(days=7)
MAX_OPEN_PER_WORKSPACE = 100


@transaction.atomic
def invite(*, workspace: Workspace, by: User, by_role: Role, email: str, role: Role) -> Invitation:
    """Offer `role` to whoever reads the mail of `email`; an earlier offer to them ends.

    Raises PersonalWorkspace, RoleTooLow, AlreadyMember, LimitReached, BadInput.
    """
    refuse_personal(workspace)
    refuse_above(by_role, role)
    email = normal_email(email)
    if any(member.user.email == email for member in lock_members(workspace.pk)):
        raise AlreadyMember("This person is a member already.", email=["is a member already"])
    unanswered = Invitation.objects.filter(workspace=workspace).unanswered()
    unanswered.filter(email=email).update(revoked_at=Now())
    if unanswered.open().count() >= MAX_OPEN_PER_WORKSPACE:
        message = f"{MAX_OPEN_PER_WORKSPACE} invitations are open already."
        raise LimitReached(message, limit=MAX_OPEN_PER_WORKSPACE)
    number = uuid7()
    invitation: Invitation = Invitation.objects.create(
        id=number,
        workspace=workspace,
        email=email,
        role=role,
        token_hash=_digest(token_of(number)),
        invited_by=by,
        expires_at=timezone.now() + VALID_FOR,
    )
    enqueue("platform_project.accounts.tasks.send_invitation", str(invitation.pk))
    return invitation


@transaction.atomic
def accept_invitation(*, user: User, token: str) -> Membership:
    """Take up the offer that `token` stands for. Raises LinkNotValid, InvitedOther, AlreadyMember."""
    found = Invitation.objects.open().filter(token_hash=_digest(token)).first()
    if found is None:
        raise LinkNotValid("The invitation is unknown, was used or withdrawn, or has expired.")
    if found.email != user.email:
        raise InvitedOther("This invitation was sent to another address. Sign in with that one.")
    members = lock_members(found.workspace_id)
    if any(member.user_id == user.pk for member in members):
        raise AlreadyMember("You are a member already.")
    # One conditional UPDATE: of two requests with the same token, one takes it.
    if not Invitation.objects.open().filter(pk=found.pk).update(accepted_at=Now()):
        raise LinkNotValid("The invitation is unknown, was used or withdrawn, or has expired.")
    User.objects.filter(pk=user.pk, email_verified_at=None).update(email_verified_at=Now())
    return Membership.objects.create(workspace_id=found.workspace_id, user=user, role=found.role)


def revoke_invitation(*, workspace: Workspace, invitation_id: uuid.UUID) -> None:
    """Withdraw an offer that was not taken up. Raises NotFound."""
    unanswered = Invitation.objects.filter(workspace=workspace, pk=invitation_id).unanswered()
    if not unanswered.update(revoked_at=Now()):
        raise NotFound("There is no such invitation.")


def token_of(invitation_id: uuid.UUID) -> str:
    """The token that the mail of this invitation carries; 64 hex characters."""
    return salted_hmac("polychord.accounts.invitation", str(invitation_id), algorithm="sha256").hexdigest()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
