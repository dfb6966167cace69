"""What an import is asked for: a file, or its address, and by which accounts its steps shall act.

{"nodes": […], …} or {"agents": [file, …]}                     the file itself
{"graph": file, "credentials": {"openai": "<id>"}}             with a choice
{"url": "https://…/agent.json", "credentials": {…}}            from an address
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rest_framework import serializers

from agents.exchange.agent_files import read_agent
from agents.exchange.document import AgentFile
from agents.exchange.fetch import fetch_file
from platform_project.accounts.models import User

MAX_URL_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class ImportRequest:
    file: AgentFile
    credentials: dict[str, str] = field(default_factory=dict)  # provider → id
    fetched: Any = None  # the file's JSON, if it came from an address


class ImportChoice(serializers.Serializer[Any]):
    url = serializers.URLField(
        max_length=MAX_URL_CHARACTERS, required=False, help_text="Where the file stands, in place of `graph`."
    )
    credentials = serializers.DictField(
        child=serializers.UUIDField(),
        default=dict,
        help_text="Provider → id of the credential that steps which need one get.",
    )


def read_import(data: Any, user: User) -> ImportRequest:
    """Raises BadInput, and TooManyTries for addresses."""
    is_wrapped = isinstance(data, dict) and not data.keys() & {"nodes", "agents"}
    if not is_wrapped:
        return ImportRequest(read_agent(data))
    choice = ImportChoice(data={name: data[name] for name in ("url", "credentials") if name in data})
    choice.is_valid(raise_exception=True)
    given = choice.validated_data
    credentials = {provider: str(pk) for provider, pk in given["credentials"].items()}
    if "url" not in given:
        return ImportRequest(read_agent(data), credentials)
    fetched = fetch_file(given["url"], user)
    return ImportRequest(read_agent(fetched), credentials, fetched)
