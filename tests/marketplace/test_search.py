"""Finding listings: by their words, by other words, by words that are mistyped, and by what they are."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from marketplace.models import Creator, Listing, ListingState, SearchEntry
from marketplace.search import Query, Sort, find_listings, similar_to, suggestions
from marketplace.search.indexing import index_listing, index_listings
from platform_project.accounts.models import User
from tests.factories.marketplace import creator_of, listed

MICRO = 1_000_000


@pytest.fixture
def creator(alice: User) -> Creator:
    return creator_of(alice)


@pytest.fixture
def shelf(creator: Creator) -> dict[str, UUID]:
    """Some listings, by a short name."""
    return {
        "mail": listed(
            creator,
            "Inbox digest",
            "The important messages of your day on half a page",
            description="Reads unread Gmail messages and writes what matters to Slack.",
            categories=["productivity"],
            providers=["google", "slack"],
            tags=["gmail"],
            score=4.5,
            install_count=50,
        ),
        "bills": listed(
            creator,
            "Invoice reader",
            "Supplier bills into rows of a sheet",
            description="Takes PDF invoices and adds supplier, amount and due date to a table.",
            categories=["finance"],
            providers=["google"],
            price=2 * MICRO,
            score=3.0,
            install_count=500,
        ),
        "trip": listed(
            creator,
            "Weekend planner",
            "A city break for your budget",
            description="Finds flights and a hotel and writes an itinerary.",
            categories=["home"],
            price=5 * MICRO,
        ),
        "code": listed(
            creator,
            "Pull request reviewer",
            "Comments on GitHub changes before people do",
            categories=["development"],
            providers=["github"],
        ),
    }


def found(text: str = "", **more: object) -> list[UUID]:
    return find_listings(Query(text=text, **more)).ids  # type: ignore[arg-type]  # as each test says


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("invoice reader", "bills", id="its title"),
        pytest.param("INVOICES", "bills", id="another form of its word"),
        pytest.param("gmail", "mail", id="a tag"),
        pytest.param("itinerary", "trip", id="its description"),
        pytest.param("summary of my emails", "mail", id="other words"),
        pytest.param("vacation on the cheap", "trip", id="other words than any of it"),
        pytest.param("invioce raeder", "bills", id="letters swapped"),
        pytest.param("git hub pul requst", "code", id="letters missing"),
        pytest.param("itin", "trip", id="half a word"),
        pytest.param("développement: pull—request!", "code", id="accents and signs"),
    ],
)
def test_the_first_one_is_the_one_that_was_meant(text: str, name: str, shelf: dict[str, UUID]) -> None:
    assert found(text)[0] == shelf[name]


def test_it_says_what_it_took_a_mistyped_word_for(shelf: dict[str, UUID]) -> None:
    assert find_listings(Query(text="invioce")).meant == "invoice"
    assert find_listings(Query(text="invoice")).meant == ""
    assert find_listings(Query(text="itin")).meant == ""


def test_words_that_are_nowhere_find_nothing(shelf: dict[str, UUID]) -> None:
    answer = find_listings(Query(text="zzyzx qwrtp"))
    assert (answer.ids, answer.total) == ([], 0)


def test_quotes_ask_for_the_very_words_and_a_minus_for_others(shelf: dict[str, UUID]) -> None:
    assert found('"city break"') == [shelf["trip"]]
    assert found('"break city"') == []
    assert shelf["bills"] in found("google sheet bills")
    assert shelf["bills"] not in found("google sheet bills -invoices")
    assert set(found("-invoices")) == set(shelf.values()) - {shelf["bills"]}


@pytest.mark.parametrize("text", ["", "planner reader reviewer digest"], ids=["browsing", "searching"])
@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        pytest.param({"categories": ("finance", "home")}, {"bills", "trip"}, id="categories"),
        pytest.param({"providers": ("github",)}, {"code"}, id="provider"),
        pytest.param({"tags": ("gmail",)}, {"mail"}, id="tag"),
        pytest.param({"creator": "alice"}, {"mail", "bills", "trip", "code"}, id="creator"),
        pytest.param({"creator": "bob"}, set(), id="creator of nothing"),
        pytest.param({"min_rating": 4.0}, {"mail"}, id="rating"),
        pytest.param({"is_free": True}, {"mail", "code"}, id="free"),
        pytest.param({"is_free": False}, {"bills", "trip"}, id="paid"),
        pytest.param({"max_price": 2 * MICRO}, {"mail", "code", "bills"}, id="price"),
    ],
)
def test_filters_leave_only_what_they_name(
    text: str, wanted: dict[str, object], names: set[str], shelf: dict[str, UUID]
) -> None:
    answer = find_listings(Query(text=text, **wanted))  # type: ignore[arg-type]
    assert set(answer.ids) == {shelf[name] for name in names}
    assert answer.total == len(names)


@pytest.mark.parametrize("text", ["", "planner reader reviewer digest"], ids=["browsing", "searching"])
def test_it_counts_what_there_is_of_each_kind(text: str, shelf: dict[str, UUID]) -> None:
    answer = find_listings(Query(text=text, limit=1))
    assert (len(answer.ids), answer.total) == (1, 4)
    facets = answer.facets
    assert facets.categories == {"development": 1, "finance": 1, "home": 1, "productivity": 1}
    assert list(facets.providers.items()) == [("google", 2), ("github", 1), ("slack", 1)]
    assert (facets.free, facets.paid) == (2, 2)


def test_lists_have_the_order_that_was_asked_for(shelf: dict[str, UUID]) -> None:
    newest = [shelf[name] for name in ("code", "trip", "bills", "mail")]
    for text in ("", "planner reader reviewer digest"):
        assert found(text, sort=Sort.NEWEST) == newest
        assert found(text, sort=Sort.POPULAR)[:2] == [shelf["bills"], shelf["mail"]]
        assert found(text, sort=Sort.RATING)[:2] == [shelf["mail"], shelf["bills"]]
        pages = [found(text, sort=Sort.NEWEST, limit=1, offset=place)[0] for place in range(4)]
        assert pages == newest
    assert found()[:2] == [shelf["bills"], shelf["mail"]]


def test_what_is_no_longer_public_is_not_found(shelf: dict[str, UUID]) -> None:
    Listing.objects.filter(pk=shelf["bills"]).update(state=ListingState.UNPUBLISHED)
    assert index_listing(shelf["bills"])
    assert shelf["bills"] not in found("invoice reader")
    Listing.objects.filter(pk=shelf["trip"]).update(state=ListingState.TAKEN_DOWN)
    assert index_listings() == 1
    assert set(found()) == {shelf["mail"], shelf["code"]}


def test_the_same_again_is_not_written_again(shelf: dict[str, UUID]) -> None:
    assert not index_listing(shelf["mail"])
    assert index_listings() == 0
    Listing.objects.filter(pk=shelf["mail"]).update(install_count=51)
    assert index_listing(shelf["mail"])
    assert SearchEntry.objects.count() == 4


def test_suggestions_are_titles(shelf: dict[str, UUID]) -> None:
    assert suggestions("inv") == ["Invoice reader"]
    assert suggestions("in") == ["Invoice reader", "Inbox digest"]
    assert suggestions("reviewer") == ["Pull request reviewer"]
    assert suggestions("request revi") == ["Pull request reviewer"]
    assert suggestions("invioce") == ["Invoice reader"]
    assert suggestions("100%_") == suggestions(" ") == []


def test_similar_agents_are_near_and_few_of_one_creator(
    shelf: dict[str, UUID], creator: Creator, bob: User
) -> None:
    of_bob = listed(creator_of(bob), "Mail summary", "What your inbox says, in short")
    own = [listed(creator, f"Email recap {number}", "Summaries of unread mail") for number in range(3)]
    found = similar_to(shelf["mail"])
    assert shelf["mail"] not in found
    assert of_bob in found
    assert len(set(own) & set(found)) == 2
    assert shelf["trip"] not in found
    assert similar_to(uuid4()) == []
