"""What the platform keeps about outside services."""

from integrations.models.ai_model import AIModel
from integrations.models.consent_server import ConsentServer
from integrations.models.credential import Credential, CredentialState
from integrations.models.oauth_app import OAuthApp
from integrations.models.private_provider import PrivateProvider
from integrations.models.webhook import DeliveryStatus, Registration, Webhook, WebhookDelivery

__all__ = [
    "AIModel",
    "ConsentServer",
    "Credential",
    "CredentialState",
    "DeliveryStatus",
    "OAuthApp",
    "PrivateProvider",
    "Registration",
    "Webhook",
    "WebhookDelivery",
]
