"""What the platform keeps about outside services."""

from integrations.models.ai_model import AIModel
from integrations.models.credential import Credential, CredentialState
from integrations.models.oauth_app import OAuthApp

__all__ = ["AIModel", "Credential", "CredentialState", "OAuthApp"]
