"""Who people are and what owns their things."""

from platform_project.accounts.models.owned import OwnedModel, OwnedQuerySet
from platform_project.accounts.models.user import User
from platform_project.accounts.models.workspace import Membership, Role, Workspace, roles_from

__all__ = ["Membership", "OwnedModel", "OwnedQuerySet", "Role", "User", "Workspace", "roles_from"]
