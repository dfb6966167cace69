"""Embedders that are models: behind an endpoint of OpenAI's protocol, or of a package installed here.

None is needed. Which one is set says settings.SEARCH_EMBEDDER; without one there is the built-in alone.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings

from marketplace.embedders.base import Embedder, fitted
from marketplace.embedders.errors import EmbedderFailed
from platform_project.kit import loop
from platform_project.kit.hashing_embedder import DIMENSIONS
from platform_project.kit.http import HttpAnswer, OutboundFailure, outbound

AT_A_TIME = 64  # texts of one request
TIMEOUT_SECONDS = 20.0
_REFUSED = (400, 422)  # what servers say to a parameter that they do not know
_PACKAGES = {"sentence-transformers": "sentence_transformers", "fastembed": "fastembed"}


class Endpoint:
    """`POST {url}/embeddings`, as OpenAI, Ollama, vLLM, LiteLLM and others have it."""

    def __init__(self, url: str, model: str, key: str) -> None:
        self.name = f"openai:{model}"[:200]
        self._url = f"{url.rstrip('/')}/embeddings"
        self._model = model
        self._key = key
        self._may_ask_for_size = True

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        found: list[list[float]] = []
        for start in range(0, len(texts), AT_A_TIME):
            found += self._embed(list(texts[start : start + AT_A_TIME]))
        return found

    def _embed(self, texts: list[str]) -> list[list[float]]:
        answer = self._ask(texts)
        if answer.status_code in _REFUSED and self._may_ask_for_size:
            self._may_ask_for_size = False  # of models that cannot be asked for a size
            answer = self._ask(texts)
        if answer.status_code != 200:
            raise EmbedderFailed(f"The embedder answered with status {answer.status_code}.")
        try:
            rows = sorted(answer.json()["data"], key=lambda row: int(row["index"]))
            vectors = [fitted([float(value) for value in row["embedding"]]) for row in rows]
        except (ValueError, TypeError, KeyError) as err:
            raise EmbedderFailed("The embedder's answer is not one of embeddings.") from err
        if len(vectors) != len(texts):
            raise EmbedderFailed(f"The embedder gave {len(vectors)} vectors for {len(texts)} texts.")
        return vectors

    def _ask(self, texts: list[str]) -> HttpAnswer:
        body: dict[str, Any] = {"model": self._model, "input": texts, "encoding_format": "float"}
        if self._may_ask_for_size:
            body["dimensions"] = DIMENSIONS
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        asked = outbound().request(
            "POST", self._url, json=body, headers=headers, timeout_seconds=TIMEOUT_SECONDS, idempotent=True
        )
        try:
            return loop.run(asked, TIMEOUT_SECONDS + 5)
        except (OutboundFailure, TimeoutError) as err:
            raise EmbedderFailed(f"The embedder cannot be reached: {err}") from err


class LocalModel:
    """A model of `sentence-transformers` or `fastembed`, in this process, from files that are here."""

    def __init__(self, package: str, model: str) -> None:
        self.name = f"{package}:{model}"[:200]
        self._package = package
        self._model_name = model
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if self._model is None:
            self._model = self._loaded()
        given = list(texts)
        made = (
            self._model.encode(given, show_progress_bar=False)
            if self._package == "sentence-transformers"
            else self._model.embed(given)
        )
        return [fitted([float(value) for value in vector]) for vector in made]

    def _loaded(self) -> Any:
        try:
            module = importlib.import_module(_PACKAGES[self._package])
        except ImportError as err:
            raise EmbedderFailed(
                f"SEARCH_EMBEDDER is {self._package}, which is not installed: pip install {self._package}."
            ) from err
        if self._package == "sentence-transformers":
            return module.SentenceTransformer(self._model_name)
        return module.TextEmbedding(model_name=self._model_name)


def the_embedder() -> Embedder | None:
    """The model that is set; None: the built-in embedder alone."""
    return _made(
        settings.SEARCH_EMBEDDER,
        settings.SEARCH_EMBEDDER_URL,
        settings.SEARCH_EMBEDDER_MODEL,
        settings.SEARCH_EMBEDDER_KEY,
    )


@cache
def _made(kind: str, url: str, model: str, key: str) -> Embedder | None:
    if kind == "hashing":
        return None
    return Endpoint(url, model, key) if kind == "openai" else LocalModel(kind, model)
