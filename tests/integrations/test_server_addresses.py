"""Which requests a host-scoped credential goes along with."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from integrations.services.server_addresses import checked_host, fits

FITTING = [
    ("api.example.com", "https://api.example.com/items?x=1"),
    ("api.example.com", "https://API.Example.com."),
    ("api.example.com", "https://api.example.com:443/"),
    ("api.example.com:8443", "https://api.example.com:8443/"),
    ("*.example.com", "https://api.example.com/"),
    ("*.example.com", "https://a.b.example.com/"),
    ("lan.example.com", "http://lan.example.com/"),
    ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
]
NOT_FITTING = [
    ("api.example.com", "http://api.example.com/"),
    ("api.example.com", "https://api.example.com:8443/"),
    ("api.example.com:8443", "https://api.example.com/"),
    ("api.example.com", "https://example.com/"),
    ("api.example.com", "https://evil.com/api.example.com"),
    ("api.example.com", "https://api.example.com@evil.com/"),
    ("api.example.com", "https://api.example.com.evil.com/"),
    ("api.example.com", "https://evil-api.example.com/"),
    ("*.example.com", "https://example.com/"),
    ("*.example.com", "https://evilexample.com/"),
    ("*.example.com", "https://example.com.evil.com/"),
    ("lan.example.com", "http://lan.example.com:8080/"),
    ("127.0.0.1:8080", "http://127.0.0.1:9090/"),
    ("api.example.com", "ftp://api.example.com/"),
    ("api.example.com", "https://"),
    ("api.example.com", "https://[api.example.com/"),
    ("api.example.com", "https://evil.com\\@api.example.com/"),
]


@pytest.fixture(autouse=True)
def hosts_of_ones_own(settings: Settings) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = ["lan.example.com:80", "127.0.0.1"]


@pytest.mark.parametrize(("host", "url"), FITTING)
def test_it_goes_to_its_host(host: str, url: str) -> None:
    assert fits(checked_host(host), url)


@pytest.mark.parametrize(("host", "url"), NOT_FITTING)
def test_it_goes_nowhere_else(host: str, url: str) -> None:
    assert not fits(checked_host(host), url)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" API.Example.COM. ", "api.example.com"),
        ("*.Example.com:8443", "*.example.com:8443"),
        ("müller.example", "xn--mller-kva.example"),
        ("[::1]:8080", "[::1]:8080"),
    ],
)
def test_a_host_is_kept_in_one_way_of_writing(given: str, kept: str) -> None:
    assert checked_host(given) == kept


@pytest.mark.parametrize(
    "given", ["", "*", "*.com", "*.127.0.0.1", "https://x.org", "x.org/path", "a..b", "x:y"]
)
def test_what_is_no_host_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"host|domain|port"):
        checked_host(given)
