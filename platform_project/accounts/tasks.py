"""Mail and sweeping. Secrets are made here, from ids, so that none passes the queue."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from platform_project.accounts import mail
from platform_project.accounts.models import IdempotentAnswer, Invitation, SignInCode, User
from platform_project.accounts.services.invitations import token_of
from platform_project.accounts.services.passwords import reset_token
from platform_project.kit.idempotency import KEPT_FOR

# A mail server that is away is asked again: after 1, 2, 4, … 512 seconds, with jitter.
_mail_task = shared_task(
    acks_late=True,
    autoretry_for=(OSError,),
    retry_backoff=True,
    retry_backoff_max=600,
    max_retries=10,
    soft_time_limit=60,
    ignore_result=True,
)


@_mail_task
def send_invitation(invitation_id: str) -> None:
    """Mail an open invitation. A second delivery sends the same link once more."""
    found = (
        Invitation.objects.open().select_related("workspace", "invited_by").filter(pk=invitation_id).first()
    )
    if found is None:
        return
    mail.send(
        "invitation",
        to=found.email,
        email=found.email,
        inviter=found.invited_by.get_full_name() if found.invited_by else "A member",
        workspace=found.workspace.name,
        role=found.role,
        link=f"{settings.PUBLIC_URL}/invitations/accept#token={token_of(found.pk)}",
        expires_at=found.expires_at,
    )


@_mail_task
def send_password_reset(user_id: str) -> None:
    """Mail a link to set a new password; nothing, if the id is nobody's."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    mail.send(
        "password_reset",
        to=user.email,
        email=user.email,
        # After the # it is not sent to the server that serves the page, so it is in no access log.
        link=f"{settings.PUBLIC_URL}/password/reset#token={reset_token(user)}",
        minutes=settings.PASSWORD_RESET_TIMEOUT // 60,
    )


@shared_task(acks_late=True, ignore_result=True)
def sweep() -> None:
    """Delete what has outlived its time: kept answers, sign-in codes, refresh tokens."""
    now = timezone.now()
    IdempotentAnswer.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    SignInCode.objects.filter(expires_at__lt=now).delete()
    OutstandingToken.objects.filter(expires_at__lt=now).delete()
