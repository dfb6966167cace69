"""Which model draws an agent, and by whose account."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from agents.errors import NoModelAccount
from blocks.asking import Asker, asker
from blocks.sdk import Context, InvalidInput, MissingCredential
from integrations.services.choice import CONNECT_AT, Choice, right_of, row_for
from integrations.services.operator_keys import has_key, operator_credential
from platform_project.errors import BadInput
from platform_project.kit import loop

# Provider → the model that is asked if the person names none, the best at this first.
USUAL: Mapping[str, str] = {
    "anthropic": "claude-sonnet-4-6",
    "openai": "gpt-5.2",
    "open_router": "google/gemini-3-flash-preview",
    "mistral": "mistral-large-latest",
    "deepseek": "deepseek-chat",
    "groq": "llama-3.3-70b-versatile",
}
MAX_TOKENS = 16_000  # of one answer
_ATTEMPTS = 2  # of one question, if the provider fails
_SECONDS = 15.0  # to look the model up


def usual_model(choice: Choice) -> str:
    """The model for somebody who named none. Raises NoModelAccount."""
    for provider, model in USUAL.items():
        if row_for(provider, choice) is not None or has_key(provider):
            return model
    raise no_account("No account of a service with language models is connected")


def asker_of(model: str, ctx: Context, choice: Choice) -> Asker:
    """Who asks the model called so. Raises BadInput, or NoModelAccount without a right to ask it."""
    try:
        to = loop.run(asker(model, ctx, attempts=_ATTEMPTS, max_tokens=MAX_TOKENS), _SECONDS)
    except InvalidInput as err:
        raise BadInput(err.message, model=[err.message]) from err
    provider = to.spec.provider
    row = row_for(provider, choice)
    if row is None and operator_credential(provider) is None:
        raise no_account(f"No account of {provider} is connected, which serves {model}", provider)
    try:
        if row is not None:
            right_of(row)
    except MissingCredential as err:
        raise NoModelAccount(err.message, connect_at=CONNECT_AT, providers=[provider]) from err
    return to


def choice_of(user_id: UUID, workspace_id: UUID, credentials: Mapping[str, str]) -> Choice:
    return Choice(user_id, workspace_id, of_run=credentials)


def no_account(why: str, *providers: str) -> NoModelAccount:
    return NoModelAccount(
        f"{why}: connect one at {CONNECT_AT}.", connect_at=CONNECT_AT, providers=list(providers or USUAL)
    )
