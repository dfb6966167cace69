"""The providers there are. A new one is a new row."""

from __future__ import annotations

from integrations.catalogue.provider import AuthKind, Provider

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        slug="aiml_api",
        name="AI/ML API",
        website="https://aimlapi.com/app/keys",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.aimlapi.com/v1",
        key_setting="AIML_API_KEY",
        base_url_setting=None,
    ),
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
        slug="deepseek",
        name="DeepSeek",
        website="https://platform.deepseek.com/api_keys",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.deepseek.com/v1",
        key_setting="DEEPSEEK_API_KEY",
        base_url_setting="DEEPSEEK_BASE_URL",
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
        slug="e2b",
        name="E2B",
        website="https://e2b.dev/dashboard?tab=keys",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.e2b.app",
        key_setting="E2B_API_KEY",
        base_url_setting="E2B_BASE_URL",
    ),
    Provider(
        slug="groq",
        name="Groq",
        website="https://console.groq.com/keys",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.groq.com/openai/v1",
        key_setting="GROQ_API_KEY",
        base_url_setting="GROQ_BASE_URL",
    ),
    Provider(
        slug="llama_api",
        name="Llama API",
        website="https://llama.developer.meta.com",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.llama.com/compat/v1",
        key_setting="LLAMA_API_KEY",
        base_url_setting=None,
    ),
    Provider(
        slug="mem0",
        name="Mem0",
        website="https://app.mem0.ai/dashboard/api-keys",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.mem0.ai",
        key_setting="MEM0_API_KEY",
        base_url_setting="MEM0_BASE_URL",
    ),
    Provider(
        slug="mistral",
        name="Mistral",
        website="https://console.mistral.ai/api-keys",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.mistral.ai/v1",
        key_setting="MISTRAL_API_KEY",
        base_url_setting="MISTRAL_BASE_URL",
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
        base_url_setting="OPEN_ROUTER_BASE_URL",
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
    Provider(
        slug="openai_compatible",
        name="Any server with OpenAI's protocol",
        website="https://platform.openai.com/docs/api-reference/chat",
        auth=(AuthKind.API_KEY, AuthKind.NONE),
        base_url="",
        key_setting="OPENAI_COMPATIBLE_API_KEY",
        base_url_setting="OPENAI_COMPATIBLE_BASE_URL",
    ),
    Provider(
        slug="perplexity",
        name="Perplexity",
        website="https://www.perplexity.ai/settings/api",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.perplexity.ai",
        key_setting="PERPLEXITY_API_KEY",
        base_url_setting="PERPLEXITY_BASE_URL",
    ),
    Provider(
        slug="pinecone",
        name="Pinecone",
        website="https://app.pinecone.io",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.pinecone.io",
        key_setting="PINECONE_API_KEY",
        base_url_setting="PINECONE_BASE_URL",
    ),
    Provider(
        slug="v0",
        name="v0 by Vercel",
        website="https://v0.app/chat/settings/keys",
        auth=(AuthKind.API_KEY,),
        base_url="https://api.v0.dev/v1",
        key_setting="V0_API_KEY",
        base_url_setting=None,
    ),
)

_BY_SLUG = {provider.slug: provider for provider in PROVIDERS}


def find_provider(slug: str) -> Provider | None:
    return _BY_SLUG.get(slug)
