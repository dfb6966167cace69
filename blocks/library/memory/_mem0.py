"""Mem0's platform by plain HTTP. https://docs.mem0.ai/api-reference"""

from __future__ import annotations

from typing import Any

from blocks.library.memory._contents import Content, Conversation
from blocks.sdk import (
    Context,
    Credential,
    ProviderDown,
)
from blocks.sdk.answers import refusal
from blocks.sdk.memory import Reach, Wanted

_PAGE_SIZE = 100


class Mem0:
    """The memories of one user there. Raises AuthFailed, RateLimited, ProviderDown or ProviderRefused."""

    def __init__(self, ctx: Context, key: Credential) -> None:
        self._ctx, self._key = ctx, key

    async def add(self, content: Content | Conversation, metadata: dict[str, Any], reach: Reach) -> list[Any]:
        """What Mem0 made of it: [{"event", "memory", …}, …]"""
        body = {
            "messages": content.as_messages(),
            "metadata": metadata,
            "output_format": "v1.1",
            "version": "v2",
            "async_mode": False,
            **self._whose(reach),
        }
        return _results(await self._post("/v1/memories/", body, idempotent=False))

    async def search(self, query: str, reach: Reach, wanted: Wanted) -> list[Any]:
        body = {"query": query, "filters": self._filters(reach, wanted)}
        return _results(await self._post("/v2/memories/search/", body))

    async def all(self, reach: Reach, wanted: Wanted) -> list[Any]:
        path = f"/v2/memories/?page=1&page_size={_PAGE_SIZE}"
        return _results(await self._post(path, {"filters": self._filters(reach, wanted)}))

    def _whose(self, reach: Reach) -> dict[str, str]:
        ctx = self._ctx
        whose = {"user_id": ctx.user_id or ctx.workspace_id or "nobody"}
        if reach.this_agent and ctx.agent_id:
            whose["agent_id"] = ctx.agent_id
        if reach.this_run and ctx.execution_id:
            whose["run_id"] = ctx.execution_id
        return whose

    def _filters(self, reach: Reach, wanted: Wanted) -> dict[str, Any]:
        conditions: list[dict[str, Any]] = [{name: value} for name, value in self._whose(reach).items()]
        if wanted.categories:
            conditions.append({"categories": {"in": list(wanted.categories)}})
        if wanted.metadata:
            conditions.append({"metadata": dict(wanted.metadata)})
        return {"AND": conditions}

    async def _post(self, path: str, body: dict[str, Any], *, idempotent: bool = True) -> Any:
        answer = await self._ctx.http.request(
            "POST",
            f"{self._key.base_url}{path}",
            headers={"Authorization": f"Token {self._key.api_key}"},
            json=body,
            idempotent=idempotent,
        )
        if answer.status_code >= 300:
            raise refusal(answer, "Mem0")
        try:
            return answer.json()
        except ValueError:
            raise ProviderDown("Mem0's answer cannot be read.") from None


def _results(said: Any) -> list[Any]:
    found = said.get("results") if isinstance(said, dict) else said
    return found if isinstance(found, list) else []
