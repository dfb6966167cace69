"""The marketplace as anybody sees it: what is on the shelves, one listing, its ratings, its creator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from agents.models import Origin
from marketplace import demo
from marketplace.models import Category, Listing, ListingState
from marketplace.search.indexing import index_listing
from platform_project.accounts.models import User
from tests.factories.accounts import make_team, make_user
from tests.factories.history import days_ago, make_execution, make_graph
from tests.factories.marketplace import approve, creator_of, offer, rate

Clients = Callable[..., APIClient]
STORE = "/api/v1/store"
ANYBODY = APIClient()
CREDIT = 1_000_000


def _get(path: str, client: APIClient = ANYBODY) -> Any:
    answer = client.get(f"{STORE}{path}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def _titles(query: str) -> list[str]:
    return [card["title"] for card in _get(f"/listings?{query}")["results"]]


def _add(listing: Listing, user: User, **fields: Any) -> Any:
    """The listing's agent, as the user's workspace has it."""
    graph = make_graph(user)
    assert listing.approved_id is not None
    Origin.objects.create(
        graph=graph,
        listing_id=listing.pk,
        submission_id=listing.approved_id,
        number=1,
        creator_workspace_id=listing.workspace_id,
        **fields,
    )
    return graph


def test_anybody_sees_the_cards_and_none_of_what_lies_behind(alice: User) -> None:
    cover, avatar = uuid4(), None
    creator_of(alice, is_verified=True)
    made = offer(
        alice,
        "Letter writer",
        subtitle="Writes letters",
        price=1_500_000,
        categories=["writing"],
        providers=["openai", "own_api"],
        images=[cover],
        listing={"install_count": 3, "run_count": 8, "rating_count": 3, "rating_sum": 14},
    )
    answer = ANYBODY.get(f"{STORE}/listings")
    body = answer.json()
    assert body["results"] == [
        {
            "id": str(made.pk),
            "creator": {"slug": "alice", "name": "Alice", "is_verified": True, "avatar": avatar},
            "slug": "letter-writer",
            "title": "Letter writer",
            "subtitle": "Writes letters",
            "image": f"/api/v1/store/images/{cover}",
            "price": "1.5",
            "categories": ["writing"],
            "providers": [{"id": "openai", "name": "OpenAI"}, {"id": "own_api", "name": "own_api"}],
            "is_closed": True,
            "rating": 4.67,
            "rating_count": 3,
            "install_count": 3,
            "run_count": 8,
            "published_at": body["results"][0]["published_at"],
        }
    ]
    assert body["facets"] == {
        "categories": [{"slug": "writing", "name": "Writing", "count": 1}],
        "providers": [
            {"id": "openai", "name": "OpenAI", "count": 1},
            {"id": "own_api", "name": "own_api", "count": 1},
        ],
        "prices": {"free": 0, "paid": 1},
    }
    assert (body["total"], body["meant"]) == (1, "")


def test_the_page_of_a_listing_tells_what_it_takes_gives_and_does_but_never_its_graph(alice: User) -> None:
    first = offer(alice, "Letter writer", changelog="The first.")
    access = {"reads": ["Your mail"], "sends": [], "keeps": [], "hosts": ["api.openai.com"]}
    approve(
        first,
        title="Letter writer",
        changelog="Better.",
        description="Writes **letters**.",
        instructions="Say the topic.",
        tags=["mail"],
        data_access=access,
        demo_output={"letter": ["Dear Ada"]},
        is_closed=False,
    )
    answer = ANYBODY.get(f"{STORE}/listings/alice/letter-writer")
    shown = answer.json()
    assert (shown["version"], shown["is_closed"], shown["installed"]) == (2, False, None)
    assert [(row["number"], row["changelog"]) for row in shown["versions"]] == [
        (2, "Better."),
        (1, "The first."),
    ]
    assert shown["input_schema"]["properties"] == {"topic": {"type": "string"}}
    assert shown["output_schema"]["properties"] == {"letter": {"type": "string"}}
    assert (shown["data_access"], shown["demo_output"]) == (access, {"letter": ["Dear Ada"]})
    assert (shown["description"], shown["instructions"]) == ("Writes **letters**.", "Say the topic.")
    text = answer.content.decode()
    kept = [
        "secret-step",
        "Inner name",
        "for the creator alone",
        alice.email,
        str(first.workspace_id),
        "checks",
    ]
    assert [word for word in kept if word in text] == []


def test_what_is_not_public_is_nowhere(alice: User, client_of: Clients) -> None:
    made = offer(alice, "Gone", categories=["writing"], listing={"is_featured": True})
    rate(made, make_user("bob"), 5)
    paths = ["/listings/alice/gone", "/listings/alice/gone/ratings", "/listings/alice/gone/similar"]
    for path in [*paths, "/creators/alice"]:
        assert ANYBODY.get(f"{STORE}{path}").status_code == 200, path
    for state in (ListingState.UNPUBLISHED, ListingState.TAKEN_DOWN, ListingState.DRAFT):
        Listing.objects.update(state=state)
        index_listing(made.pk)
        for path in [*paths, "/creators/alice"]:
            for client in (ANYBODY, client_of(alice)):
                answer = client.get(f"{STORE}{path}")
                assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
        assert _get("/featured") == {"listings": [], "creators": []}
        assert _get("/suggestions?q=gone") == []


def test_filters_narrow_what_is_shown_and_pages_follow_each_other(alice: User, bob: User) -> None:
    offer(alice, "One", price=0, categories=["writing"], providers=["openai"], listing={"score": 4.5})
    offer(alice, "Two", price=2 * CREDIT, categories=["data", "writing"], tags=["mail"])
    offer(bob, "Three", price=9 * CREDIT, categories=["data"], listing={"run_count": 9})
    assert _titles("sort=newest") == ["Three", "Two", "One"]
    assert _titles("sort=newest&limit=1&offset=1") == ["Two"]
    assert _titles("sort=popular&limit=1") == ["Three"]
    assert _titles("sort=rating&limit=1") == ["One"]
    assert _titles("sort=newest&category=writing") == ["Two", "One"]
    assert _titles("sort=newest&category=writing,data&creator=alice") == ["Two", "One"]
    assert _titles("provider=openai") == ["One"]
    assert _titles("tag=mail") == ["Two"]
    assert _titles("price=free") == ["One"]
    assert _titles("sort=newest&price=paid&max_price=2") == ["Two"]
    assert _titles("min_rating=4") == ["One"]
    assert _titles("category=no-such") == []
    body = _get("/listings?category=data&limit=1")
    assert (body["total"], len(body["results"])) == (2, 1)
    assert {row["slug"]: row["count"] for row in body["facets"]["categories"]} == {"data": 2, "writing": 1}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sort=best", "sort"),
        ("price=cheap", "price"),
        ("max_price=-", "max_price"),
        ("min_rating=6", "min_rating"),
        ("min_rating=nan", "min_rating"),
        ("limit=61", "limit"),
        ("offset=10001", "offset"),
        ("q=" + "x" * 101, "q"),
        ("category=" + ",".join(map(str, range(21))), "category"),
    ],
)
def test_a_wrong_parameter_is_named(query: str, field: str, db: None) -> None:
    answer = ANYBODY.get(f"{STORE}/listings?{query}")
    assert (answer.status_code, list(answer.json()["details"])) == (400, [field])


def test_ratings_come_with_names_alone_and_each_person_counts_once(
    alice: User, bob: User, client_of: Clients
) -> None:
    made = offer(alice, "Rated")
    carol = make_user("carol")
    rate(made, carol, 1, text="Hidden", is_hidden=True)
    rate(made, bob, 2, text="Meh", answer="Sorry!")
    approve(made, title="Rated")
    rate(made, bob, 5, text="Fixed")
    body = _get("/listings/alice/rated/ratings")
    assert body["histogram"] == {"5": 1, "4": 0, "3": 0, "2": 0, "1": 0}
    assert [
        (r["author"], r["stars"], r["text"], r["number"], r["answer"], r["is_mine"]) for r in body["results"]
    ] == [
        ("Bob", 5, "Fixed", 2, "", False),
        ("Bob", 2, "Meh", 1, "Sorry!", False),
    ]
    assert (body["total"], body["may_rate"], body["mine"]) == (2, False, None)
    assert bob.email not in str(body)
    assert len(_get("/listings/alice/rated/ratings?limit=1&offset=1")["results"]) == 1
    own = _get("/listings/alice/rated/ratings", client_of(bob))
    assert own["may_answer"] is False
    assert _get("/listings/alice/rated/ratings", client_of(alice))["may_answer"] is True
    in_team = client_of(alice, make_team(alice))
    assert _get("/listings/alice/rated/ratings", in_team)["may_answer"] is False
    assert (own["mine"]["text"], own["mine"]["is_mine"], own["may_rate"]) == ("Fixed", True, False)


def test_who_ran_it_may_rate_and_whose_workspace_has_it_is_led_there(
    alice: User, bob: User, client_of: Clients
) -> None:
    made = offer(alice, "Run")
    step = _add(made, bob, is_step=True)
    client = client_of(bob)
    path = "/listings/alice/run"
    assert (_get(path, client)["installed"], _get(f"{path}/ratings", client)["may_rate"]) == (None, False)
    graph = _add(made, bob)
    make_execution(graph, days_ago(1), status="FAILED", started_by=bob)
    assert _get(path, client)["installed"] == str(graph.pk) != str(step.pk)
    assert _get(f"{path}/ratings", client)["may_rate"] is False
    make_execution(graph, days_ago(1), started_by=bob)
    assert _get(f"{path}/ratings", client)["may_rate"] is True
    assert _get(path, client_of(alice))["installed"] is None
    assert _get(path, client_of(bob, make_team(bob)))["installed"] is None
    foreign = client_of(bob, make_team(alice))
    assert foreign.get(f"{STORE}{path}").status_code == 404
    assert APIClient(HTTP_AUTHORIZATION="Bearer of-old").get(f"{STORE}{path}").status_code == 401


def test_a_creator_is_shown_with_what_their_listings_add_up_to(alice: User, bob: User) -> None:
    links = [{"title": "Home", "url": "https://example.com"}]
    creator_of(alice, bio="Hello", links=links, is_featured=True)
    sums = {"run_count": 4, "rating_count": 2, "rating_sum": 9}
    offer(alice, "One", listing=sums)
    offer(alice, "Two", listing={"run_count": 2, "is_featured": True})
    offer(alice, "Three", listing={"run_count": 100, "state": ListingState.UNPUBLISHED})
    creator_of(bob, is_featured=True)
    shown = _get("/creators/alice")
    assert shown.pop("created_at")
    assert shown == {
        "slug": "alice",
        "name": "Alice",
        "is_verified": False,
        "avatar": None,
        "bio": "Hello",
        "links": links,
        "listing_count": 2,
        "run_count": 6,
        "rating": 4.5,
        "rating_count": 2,
    }
    featured = _get("/featured")
    assert [card["title"] for card in featured["listings"]] == ["Two"]
    assert [one["slug"] for one in featured["creators"]] == ["alice"]
    assert ANYBODY.get(f"{STORE}/creators/bob").status_code == 404


def test_categories_stand_in_the_operators_order_and_similar_ones_leave_out_itself(alice: User) -> None:
    Category.objects.filter(slug="writing").update(position=0, name="Words")
    assert _get("/categories")[:2] == [
        {"slug": "productivity", "name": "Productivity"},
        {"slug": "writing", "name": "Words"},
    ]
    offer(alice, "One", categories=["writing"])
    offer(alice, "Two", categories=["writing"])
    assert [card["title"] for card in _get("/listings/alice/one/similar")] == ["Two"]


def test_questions_do_not_grow_with_what_there_is(
    alice: User, bob: User, client_of: Clients, django_assert_num_queries: Any
) -> None:
    for number in range(6):
        made = offer(alice, f"Agent {number}", categories=["writing"], listing={"is_featured": True})
        rate(made, bob, 4)
    approve(made, title="Agent 5")
    client = client_of(bob)
    page = "/listings/alice/agent-5"
    with django_assert_num_queries(4):  # page, facets, cards, categories
        _get("/listings")
    for visitor in (APIClient(), client):  # the first look of a day is counted
        _get(page, visitor)
    with django_assert_num_queries(1):  # what was approved was read at the first look
        _get(page)
    with django_assert_num_queries(4):  # and user, membership, graph
        _get(page, client)
    with django_assert_num_queries(4):  # listing, ratings, how many, histogram
        _get(f"{page}/ratings")
    with django_assert_num_queries(2):
        _get("/featured")
    with django_assert_num_queries(1):
        _get("/creators/alice")


def test_a_page_that_was_seen_before_shows_the_next_version_from_its_approval_on(alice: User) -> None:
    made = offer(alice, "Agent", description="As it was.")
    assert _get("/listings/alice/agent")["description"] == "As it was."
    approve(made, title="Agent", description="As it is.", changelog="Clearer.")
    page = _get("/listings/alice/agent")
    assert (page["description"], page["version"]) == ("As it is.", 2)
    assert [one["changelog"] for one in page["versions"]] == ["Clearer.", ""]


def test_strangers_are_counted_by_their_address_and_others_by_who_they_are(
    alice: User, client_of: Clients
) -> None:
    with override_settings(RATE_LIMITS={"store": "2/d"}):
        stranger = APIClient(REMOTE_ADDR=f"of-{uuid4()}")
        answers = [stranger.get(f"{STORE}/categories").status_code for _ in range(3)]
        assert answers == [200, 200, 429]
        client = client_of(alice)
        assert [client.get(f"{STORE}/categories").status_code for _ in range(3)] == [200, 200, 429]


def test_the_demo_world_offers_examples_once(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_superuser=True)
    alice.refresh_from_db()
    demo.seed(alice)
    demo.seed(alice)
    assert sorted(Listing.objects.values_list("slug", flat=True)) == [
        "refund-desk",
        "sales-table",
        "tidy-report",
    ]
    shown = _get("/listings/polychord/refund-desk")
    assert (shown["creator"]["is_verified"], shown["price"], shown["is_closed"]) == (True, "0", False)
    assert list(shown["input_schema"]["properties"]) == ["customer", "amount", "reason"]
    assert [card["slug"] for card in _get("/featured")["listings"]] == ["refund-desk"]
