"""Vectors in Pinecone's database, by plain HTTP. https://docs.pinecone.io/reference/api"""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from blocks.sdk import (
    Answer,
    Block,
    BlockInput,
    BlockOutput,
    Category,
    Context,
    Credential,
    InvalidInput,
    Outputs,
    Pin,
    Price,
    PriceBasis,
    ProviderDown,
)
from blocks.sdk.answers import refusal

API_VERSION = "2025-04"
MAX_CHUNKS = 1_000  # of one step
_AT_A_TIME = 100  # vectors in one request, as Pinecone recommends
_INDEX_NAME = r"^[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?$"
_ALREADY_THERE = 409
_NAMESPACE = uuid.UUID("5d4dd9bd-6b3c-4f0f-9a55-8b8f1d0c51d1")  # of ids that are made of a chunk's content


class PineconeInit(Block):
    """Make sure that a Pinecone index exists, and find out where it is."""

    id = "48d8fdab-8f03-41f3-8407-8107ba11ec9b"
    slug = "pinecone.init"
    category = Category.LOGIC
    providers = ("pinecone",)
    prices = (Price("1"),)

    class Input(BlockInput):
        index_name: str = Pin(description="The index's name", example="articles", pattern=_INDEX_NAME)
        dimension: int = Pin(768, description="Numbers in each vector", ge=1, le=20_000)
        metric: str = Pin("cosine", description="How nearness is measured: cosine, euclidean or dotproduct")
        cloud: str = Pin("aws", description="The cloud of a new index", advanced=True, max_length=50)
        region: str = Pin("us-east-1", description="Its region", advanced=True, max_length=50)

    class Output(BlockOutput):
        index: str = Pin(description="The index's host, for the steps that use it")
        message: str = Pin(description="Whether it was made or found")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        key = await ctx.credential("pinecone")
        body = {
            "name": input.index_name,
            "dimension": input.dimension,
            "metric": input.metric,
            "spec": {"serverless": {"cloud": input.cloud, "region": input.region}},
        }
        answer = await _send(ctx, key, "POST", f"{key.base_url}/indexes", body, accepted=_ALREADY_THERE)
        is_new = answer.status_code != _ALREADY_THERE
        yield "index", _host(_json(answer)) if is_new else await _host_of(ctx, key, input.index_name)
        yield "message", f"The index '{input.index_name}' was {'made' if is_new else 'there already'}."


class PineconeQuery(Block):
    """Find the vectors of a Pinecone index that are nearest to one."""

    id = "9ad93d0f-91b4-4c9c-8eb1-82e26b4a01c5"
    slug = "pinecone.query"
    category = Category.LOGIC
    providers = ("pinecone",)
    prices = (Price("1"),)

    class Input(BlockInput):
        query_vector: list[Any] = Pin(
            description="The vector", example=[0.1, 0.2], min_length=1, max_length=20_000
        )
        namespace: str = Pin("", description="A part of the index", max_length=500)
        top_k: int = Pin(3, description="How many to find", ge=1, le=10_000)
        include_values: bool = Pin(False, description="With their vectors")
        include_metadata: bool = Pin(True, description="With their metadata")
        host: str = Pin("", description="The index's host, if it is known", advanced=True, max_length=500)
        idx_name: str = Pin(description="The index's name", example="articles", pattern=_INDEX_NAME)

    class Output(BlockOutput):
        results: Any = Pin(description="Pinecone's answer")
        combined_results: Any = Pin(description="The matches' texts, one below the other")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        key = await ctx.credential("pinecone")
        host = input.host or await _host_of(ctx, key, input.idx_name)
        body = {
            "vector": input.query_vector,
            "topK": input.top_k,
            "namespace": input.namespace,
            "includeValues": input.include_values,
            "includeMetadata": input.include_metadata,
        }
        found = _json(await _send(ctx, key, "POST", f"{_url(key, host)}/query", body))
        yield "results", found
        yield "combined_results", "\n\n".join(_texts(found))


class PineconeInsert(Block):
    """Store texts with their vectors in a Pinecone index."""

    id = "477f2168-cd91-475a-8146-9499a5982434"
    slug = "pinecone.insert"
    category = Category.LOGIC
    providers = ("pinecone",)
    prices = (Price("1", PriceBasis.ITEMS),)

    class Input(BlockInput):
        index: str = Pin(
            description="The index's host or name", example="articles", min_length=1, max_length=500
        )
        chunks: list[Any] = Pin(
            description="The texts", example=["Graphs become chords."], max_length=MAX_CHUNKS
        )
        embeddings: list[Any] = Pin(
            description="The vector of each", example=[[0.1, 0.2]], max_length=MAX_CHUNKS
        )
        namespace: str = Pin("", description="A part of the index", max_length=500)
        metadata: dict[str, Any] = Pin({}, description="What else to store with each of them")

    class Output(BlockOutput):
        upsert_response: str = Pin(description="How many were stored")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        if len(input.chunks) != len(input.embeddings):
            counts = f"{len(input.chunks)} texts and {len(input.embeddings)} vectors"
            raise InvalidInput(f"Each text needs a vector: there are {counts}.", pin="embeddings")
        key = await ctx.credential("pinecone")
        host = input.index if "." in input.index else await _host_of(ctx, key, input.index)
        vectors = _vectors(input)
        for start in range(0, len(vectors), _AT_A_TIME):
            body = {"vectors": vectors[start : start + _AT_A_TIME], "namespace": input.namespace}
            await _send(ctx, key, "POST", f"{_url(key, host)}/vectors/upsert", body)
        yield "upsert_response", f"{len(vectors)} vectors were stored."


def _vectors(input: PineconeInsert.Input) -> list[dict[str, Any]]:
    """The same text in the same place has the same id, so a step that is repeated stores nothing twice."""
    return [
        {
            "id": str(uuid.uuid5(_NAMESPACE, f"{input.index}\0{input.namespace}\0{chunk}")),
            "values": values,
            "metadata": {**input.metadata, "text": str(chunk)},
        }
        for chunk, values in zip(input.chunks, input.embeddings, strict=True)
    ]


def _texts(found: Any) -> list[str]:
    matches = found.get("matches") if isinstance(found, dict) else None
    metadata = [match.get("metadata") or {} for match in matches or [] if isinstance(match, dict)]
    return [str(one["text"]) for one in metadata if "text" in one]


async def _host_of(ctx: Context, key: Credential, name: str) -> str:
    return _host(_json(await _send(ctx, key, "GET", f"{key.base_url}/indexes/{name}", None)))


def _host(said: Any) -> str:
    host = said.get("host") if isinstance(said, dict) else None
    if not isinstance(host, str) or not host:
        raise ProviderDown("Pinecone's answer cannot be read.")
    return host


def _url(key: Credential, host: str) -> str:
    """The key goes to Pinecone's own hosts alone, or to where the operator moved its API."""
    parts = urlsplit(host if "://" in host else f"//{host}")
    api = urlsplit(key.base_url)
    name = parts.hostname or ""
    if name != api.hostname and not name.endswith(".pinecone.io"):
        raise InvalidInput("This is not a host of Pinecone's.", pin="host")
    return f"{api.scheme}://{parts.netloc}"


async def _send(
    ctx: Context, key: Credential, method: str, url: str, body: Any, *, accepted: int | None = None
) -> Answer:
    """One call. Raises AuthFailed, RateLimited, ProviderDown or ProviderRefused."""
    headers = {"Api-Key": key.api_key, "X-Pinecone-API-Version": API_VERSION}
    answer = await ctx.http.request(method, url, headers=headers, json=body, idempotent=True)
    if answer.status_code >= 300 and answer.status_code != accepted:
        raise refusal(answer, "Pinecone")
    return answer


def _json(answer: Answer) -> Any:
    try:
        return answer.json()
    except ValueError:
        raise ProviderDown("Pinecone's answer cannot be read.") from None
