"""Vectors of a model beside the built-in ones: made in the background, and never in the way."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.cache import cache

from marketplace.embedders.base import fitted
from marketplace.embedders.errors import EmbedderFailed
from marketplace.embedders.models import AT_A_TIME, LocalModel, the_embedder
from marketplace.evaluation.running import fill, give_vectors
from marketplace.models import Listing, SearchMeaning
from marketplace.search import Query, find_listings, modelling, similar_to
from marketplace.search.indexing import index_listing
from platform_project.accounts.models import User
from tests.factories.marketplace import creator_of, listed

KEY = "sk-quiet-lantern"
# What the model of the tests knows, which no table has: a zarf is a cup holder.
MEANINGS = (("zarf", "cup"), ("invoice",), ("weather",))


class Model(ThreadingHTTPServer):
    """Answers as OpenAI does, with vectors of what MEANINGS says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, Any]] = []
        self.length = 384
        self.knows_size = True
        self.status = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({**asked, "path": self.path, "authorization": self.headers["Authorization"]})
        status = 400 if "dimensions" in asked and not self.server.knows_size else self.server.status
        rows = [
            {"index": place, "embedding": self._vector(text)} for place, text in enumerate(asked["input"])
        ]
        body = json.dumps({"data": rows[::-1]}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self.server.length
        vector[-1] = 0.1
        for place, words in enumerate(MEANINGS):
            vector[place] = float(any(word in text.lower() for word in words))
        return vector

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def model(settings: Any) -> Iterator[Model]:
    cache.clear()
    with Model() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
        settings.SEARCH_EMBEDDER = "openai"
        settings.SEARCH_EMBEDDER_URL = server.url
        settings.SEARCH_EMBEDDER_MODEL = "small"
        settings.SEARCH_EMBEDDER_KEY = KEY
        yield server
        server.shutdown()
        thread.join()
    cache.clear()


def test_a_model_finds_what_no_table_knows_once_its_vectors_are_there(alice: User, model: Model) -> None:
    cups = listed(creator_of(alice), "Cup designer", "Draws cups")
    bills = listed(creator_of(alice), "Invoice reader", "Bills into rows")
    assert find_listings(Query(text="zarf")).ids == []
    assert modelling.embed_waiting() == 2
    assert find_listings(Query(text="zarf")).ids[0] == cups
    assert find_listings(Query(text="invoice")).ids[0] == bills
    assert {one.modelled_by for one in SearchMeaning.objects.all()} == {"openai:small"}
    first = model.asked[0]
    assert (first["path"], first["model"], first["dimensions"]) == ("/v1/embeddings", "small", 384)
    assert first["authorization"] == f"Bearer {KEY}"
    assert any(
        asked["input"] == ["Cup designer\nDraws cups\n\n", "Invoice reader\nBills into rows\n\n"]
        for asked in model.asked
    )
    before = len(model.asked)
    find_listings(Query(text="zarf"))
    assert len(model.asked) == before
    assert modelling.embed_waiting() == 0


def test_the_evaluation_has_the_model_read_every_listing_first(db: None, model: Model) -> None:
    count = fill()
    assert count > AT_A_TIME  # more than one look takes
    told = give_vectors()
    assert told["modelled"] == count == SearchMeaning.objects.filter(modelled_by=told["embedder"]).count()


def test_search_works_while_another_model_takes_over(alice: User, model: Model, settings: Any) -> None:
    bills = listed(creator_of(alice), "Invoice reader")
    modelling.embed_waiting()
    settings.SEARCH_EMBEDDER_MODEL = "large"
    assert find_listings(Query(text="invoice")).ids == [bills]
    assert find_listings(Query(text="billing")).ids == [bills]
    assert modelling.embed_waiting() == 1
    assert SearchMeaning.objects.get().modelled_by == "openai:large"
    assert find_listings(Query(text="invoice")).ids == [bills]
    settings.SEARCH_EMBEDDER = "hashing"
    assert find_listings(Query(text="billing")).ids == [bills]
    assert modelling.embed_waiting() == 0


def test_search_goes_on_without_a_model_that_fails(alice: User, model: Model) -> None:
    bills = listed(creator_of(alice), "Invoice reader")
    model.status = 401
    assert modelling.embed_waiting() == 0
    assert find_listings(Query(text="invoices")).ids == [bills]
    asked = len(model.asked)
    assert find_listings(Query(text="invoicing")).ids == [bills]
    assert len(model.asked) == asked


def test_a_model_that_knows_no_sizes_is_asked_again_and_its_vectors_are_folded(
    alice: User, model: Model, settings: Any
) -> None:
    settings.SEARCH_EMBEDDER_MODEL = "wide"
    model.knows_size, model.length = False, 1024
    cups = listed(creator_of(alice), "Cup designer")
    assert modelling.embed_waiting() == 1
    assert ["dimensions" in asked for asked in model.asked] == [True, False]
    assert find_listings(Query(text="zarf")).ids == [cups]


def test_folded_vectors_keep_their_angles() -> None:
    one = [1.0 if place % 3 else -0.5 for place in range(1536)]
    other = [1.0 if place % 5 else -0.5 for place in range(1536)]

    def nearness(a: list[float], b: list[float]) -> float:
        lengths = math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))
        return sum(x * y for x, y in zip(a, b, strict=True)) / lengths

    assert nearness(fitted(one), fitted(other)) == pytest.approx(nearness(one, other), abs=0.1)
    short = fitted([3.0, 4.0])
    assert (len(short), short[:3]) == (384, [0.6, 0.8, 0.0])


@pytest.mark.parametrize("package", ["sentence-transformers", "fastembed"])
def test_a_package_that_is_not_installed_is_named(package: str, settings: Any) -> None:
    settings.SEARCH_EMBEDDER, settings.SEARCH_EMBEDDER_MODEL = package, "any"
    embedder = the_embedder()
    assert isinstance(embedder, LocalModel)
    with pytest.raises(EmbedderFailed, match=f"not installed: pip install {package}"):
        embedder.embed(["text"])


def test_a_text_that_stays_keeps_its_vector(alice: User, model: Model) -> None:
    listing = listed(creator_of(alice), "Cup designer")
    modelling.embed_waiting()
    Listing.objects.filter(pk=listing).update(install_count=5)
    assert index_listing(listing)
    assert SearchMeaning.objects.get().modelled_by == "openai:small"
    assert similar_to(listing) == []
