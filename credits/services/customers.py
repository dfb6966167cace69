"""Who pays for a workspace, as Stripe knows them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from credits import gateway
from credits.models import BillingProfile
from platform_project.accounts.models import Membership, Role, User, Workspace
from platform_project.notifications.kinds import Kind
from platform_project.notifications.services.telling import notify

PAGE = "/credits?tab=plan"  # of the web app: cards, invoices and top-ups


def customer_of(workspace: Workspace, by: User) -> str:
    """The id of the workspace's customer, made at Stripe when it is first needed."""
    known = known_customer(workspace.pk)
    if known:
        return known
    made = gateway.create_customer(workspace_id=workspace.pk, email=by.email, name=workspace.name)
    profile = profile_of(workspace.pk)
    BillingProfile.objects.filter(pk=profile.pk, customer=None).update(customer=made)
    return known_customer(workspace.pk) or made


def known_customer(workspace_id: UUID) -> str:
    found = BillingProfile.objects.filter(workspace=workspace_id).values_list("customer", flat=True).first()
    return found or ""


def profile_of(workspace_id: UUID) -> BillingProfile:
    row, _ = BillingProfile.objects.get_or_create(workspace_id=workspace_id)
    found: BillingProfile = row
    return found


@transaction.atomic
def tell_payers(workspace_id: UUID, *, title: str, text: str, about: str) -> None:
    """Tell those who may pay for the workspace of a payment's trouble. about: the cause, as in `dispute`."""
    payers = Membership.objects.filter(workspace=workspace_id, role__in=(Role.OWNER, Role.ADMIN))
    for member in payers.select_related("user", "workspace"):
        notify(
            member.user,
            Kind.PAYMENT_TROUBLE,
            subject_key=f"{about}:{workspace_id}",
            title=title,
            text=f"{member.workspace.name}: {text}",
            link=PAGE,
        )
