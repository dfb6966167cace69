"""What the platform keeps about outside services."""

from integrations.models.ai_model import AIModel

__all__ = ["AIModel"]
