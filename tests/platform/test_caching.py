"""What may be kept of an answer: of the API nothing, but for two lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from platform_project.accounts.models import User
from platform_project.kit.caching import is_among, say_what_may_be_kept

Clients = Callable[..., APIClient]
PUBLIC = "/api/v1/store/listings"
PARAMETER = re.compile(r"<(?:(\w+):)?\w+>|\(\?P<\w+>(?:\[[^\]]*\]|\{[^}]*\}|[^()])*\)")
OPEN = ("/api/v1/auth", "/api/v1/store", "/api/v1/shared", "/api/docs")
SLOW = "/api/schema"  # made anew each time; asked for below
SAMPLES = {"uuid": "0190cbd0-0000-7000-8000-000000000000", "int": "1"}


def passed(response: Any, path: str = PUBLIC, **headers: Any) -> Any:
    request = RequestFactory().generic(headers.pop("method", "GET"), path, headers=headers)
    return say_what_may_be_kept(lambda _: response)(request)


def paths() -> Iterator[str]:
    """One address for each path of the API."""

    def below(resolver: URLResolver, prefix: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            path = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from below(entry, path)
            elif isinstance(entry, URLPattern):
                yield path

    for path in below(get_resolver(), ""):
        if path.startswith("api/"):
            plain = PARAMETER.sub(lambda found: SAMPLES.get(found[1] or "", "x"), path.replace("^", ""))
            yield "/" + plain.strip("$").replace("\\Z", "").replace("\\.", ".")


def test_nothing_of_the_api_is_kept_but_what_stands_on_a_list(alice: User, client_of: Clients) -> None:
    asked = sorted(set(paths()) - {SLOW})
    assert len(asked) > 110
    member, stranger = client_of(alice), APIClient()
    answers = [(path, member.get(path)) for path in asked]
    answers += [(path, stranger.get(path)) for path in asked if path.startswith(OPEN)]
    for _, answer in answers:
        answer.close()
    said = [(path, answer.get("Cache-Control")) for path, answer in answers]
    kept = {path: rule for path, rule in said if rule != "no-store"}
    listed = [*settings.PUBLIC_PATHS, *settings.OWN_RULES]
    assert [path for path in kept if not is_among(path, listed)] == []
    assert kept["/api/v1/blocks"] == "private, no-cache"
    # Lists without stale lines.
    assert [path for path in listed if not any(is_among(known, [path]) for known in asked)] == []


def test_who_is_not_signed_in_may_keep_what_is_public_for_a_minute_and_asks_by_its_tag() -> None:
    first = passed(HttpResponse(b"agents"))
    assert (first["Cache-Control"], first["Vary"]) == (
        "public, max-age=60", "Authorization, X-API-Key, Cookie",
    )  # fmt: skip
    again = passed(HttpResponse(b"agents"), **{"If-None-Match": f"W/{first['ETag']}"})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (again["Cache-Control"], again["Vary"]) == (first["Cache-Control"], first["Vary"])
    other = passed(HttpResponse(b"others"), **{"If-None-Match": first["ETag"]})
    assert (other.status_code, other.content) == (200, b"others")
    head = passed(HttpResponse(b"agents"), method="HEAD")
    assert head["ETag"] == first["ETag"]


def with_cookie() -> HttpResponse:
    response = HttpResponse(b"agents")
    response.set_cookie("seen", "1")
    return response


@pytest.mark.parametrize(
    ("response", "asked"),
    [
        pytest.param(HttpResponse(b"a"), {"Authorization": "Bearer x"}, id="a token"),
        pytest.param(HttpResponse(b"a"), {"X-API-Key": "pc_x"}, id="an API key"),
        pytest.param(HttpResponse(b"a"), {"Cookie": "sessionid=x"}, id="a session"),
        pytest.param(HttpResponse(b"a"), {"method": "POST"}, id="a change"),
        pytest.param(HttpResponse(b"a", status=404), {}, id="not found"),
        pytest.param(HttpResponse(b"a", status=429), {}, id="too many"),
        pytest.param(with_cookie(), {}, id="a cookie is set"),
        pytest.param(StreamingHttpResponse([b"a"]), {}, id="a stream"),
        pytest.param(HttpResponse(b"a"), {"path": f"{PUBLIC}/a"}, id="another path"),
        pytest.param(HttpResponse(b"a"), {"path": SLOW}, id="the description of the API"),
        pytest.param(HttpResponse(b"a"), {"path": f"{PUBLIC}/a/b/c"}, id="a longer path"),
        pytest.param(
            HttpResponse(b"a", headers={"Cache-Control": "public"}), {"path": "/api/v1/graphs"}, id="its own"
        ),
    ],
)
def test_nobody_else_keeps_it(response: Any, asked: dict[str, Any]) -> None:
    answer = passed(response, **asked)
    assert (answer["Cache-Control"], answer.has_header("ETag")) == ("no-store", False)


def test_the_admin_and_the_way_back_from_providers_are_not_kept_and_other_pages_say_it_themselves(
    db: None,
) -> None:
    assert Client().get("/admin/login/")["Cache-Control"] == "no-store"
    assert Client().get("/oauth/callback")["Cache-Control"] == "no-store"
    assert Client().get("/api/v1/nowhere")["Cache-Control"] == "no-store"
    assert "Cache-Control" not in Client().get("/oauth/client")
