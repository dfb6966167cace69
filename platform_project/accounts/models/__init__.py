"""Who people are and what owns their things."""

from platform_project.accounts.models.api_key import ROLE_OF_SCOPE, ApiKey, Scope
from platform_project.accounts.models.idempotent_answer import IdempotentAnswer
from platform_project.accounts.models.invitation import Invitation
from platform_project.accounts.models.owned import OwnedModel, OwnedQuerySet
from platform_project.accounts.models.preferences import Preferences
from platform_project.accounts.models.sign_in_code import SignInCode
from platform_project.accounts.models.user import User
from platform_project.accounts.models.workspace import RANK, Membership, Role, Workspace, roles_from

__all__ = [
    "RANK",
    "ROLE_OF_SCOPE",
    "ApiKey",
    "IdempotentAnswer",
    "Invitation",
    "Membership",
    "OwnedModel",
    "OwnedQuerySet",
    "Preferences",
    "Role",
    "Scope",
    "SignInCode",
    "User",
    "Workspace",
    "roles_from",
]
