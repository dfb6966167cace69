"""The providers there are. A new one is a new row."""

from __future__ import annotations

from integrations.catalogue.provider import AuthKind, Provider

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        slug="anthropic",
        name="Anthropic",
        website="https://console.anthropic.com/settings/keys",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.anthropic.com",
        key_setting="ANTHROPIC_API_KEY",
        base_url_setting="ANTHROPIC_BASE_URL",
    ),
    Provider(
        slug="discord",
        name="Discord",
        website="https://discord.com/developers/applications",
        auth=(AuthKind.API_KEY,),
        base_url="https://discord.com/api/v10",
        key_setting="DISCORD_BOT_TOKEN",
        base_url_setting="DISCORD_BASE_URL",
        requests_per_minute=3_000,  # https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
    ),
    Provider(
        slug="groq",
        name="Groq",
        website="https://console.groq.com/keys",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.groq.com/openai/v1",
        key_setting="GROQ_API_KEY",
        base_url_setting=None,
    ),
    Provider(
        slug="ollama",
        name="Ollama",
        website="https://ollama.com",
        auth=(AuthKind.NONE,),
        base_url="http://localhost:11434",
        key_setting=None,
        base_url_setting="OLLAMA_BASE_URL",
    ),
    Provider(
        slug="open_router",
        name="OpenRouter",
        website="https://openrouter.ai/keys",
        auth=(AuthKind.API_KEY,),
        base_url="https://openrouter.ai/api/v1",
        key_setting="OPEN_ROUTER_API_KEY",
        base_url_setting=None,
    ),
    Provider(
        slug="openai",
        name="OpenAI",
        website="https://platform.openai.com/api-keys",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.openai.com/v1",
        key_setting="OPENAI_API_KEY",
        base_url_setting="OPENAI_BASE_URL",
    ),
)

_BY_SLUG = {provider.slug: provider for provider in PROVIDERS}


def find_provider(slug: str) -> Provider | None:
    return _BY_SLUG.get(slug)
