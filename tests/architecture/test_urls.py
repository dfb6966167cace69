"""Paths of the API: the words of the glossary, and no trailing slash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.source import ROOT

# What the glossary has no word for.
OTHER_NOUNS = {
    "auth": "signing in and out",
    "register": "an account of one's own",
    "refresh": "a new token for an old one",
    "sign-out": "the end of a token",
    "password": "of an account",
    "social": "signing in by another service",
    "oauth": "the protocol by which users give their consent at a provider",
    "openapi": "the format of the documents that private providers are made of",
    "me": "the caller's own account",
    "application": "the one of OAuth that is registered at a provider",
    "auto-top-up": "when credits are bought by themselves",
    "portal": "Stripe's page for cards and invoices",
    "invoices": "Stripe's papers of what was paid",
    "entries.csv": "the entries as a file for spreadsheets",
    "stripe": "whose events come there",
    "usage": "what acts with a credential",
    "search": "over listings, blocks and agents together",
    "store": "where anybody looks at listings",
    "similar": "listings like another",
    "suggestions": "titles for what is typed",
    "featured": "what the operator shows first",
    "images": "pictures of the marketplace",
    "statistics": "of a creator's listings",
    "answer": "the creator's, to a rating",
    "shared": "what a share link shows to anybody",
    "profile": "of a creator: what anybody sees of who offers agents",
    "my-listings": "the caller's own, with what nobody else sees of them",
    "updates": "newer versions of agents that were added",
}
ACTIONS = {
    "accept", "activate", "authorize", "bulk", "change", "complete", "exchange", "execute", "fork",
    "install", "login", "preview", "publish", "read", "register", "replay", "reset", "reset-request",
    "restore", "resume", "retry", "rotate-secret", "run", "run-now", "stop", "submit", "test",
    "unpublish", "update", "validate", "withdraw",
}  # fmt: skip
PARAMETER = re.compile(r"<[^>]*>|\(\?P<\w+>(?:\[[^\]]*\]|\{[^}]*\}|[^()])*\)")


def _paths() -> list[str]:
    found = [path for path in _below(get_resolver(), "") if path.startswith("api/v")]
    assert len(found) > 25
    return found


def _below(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern).strip("^$")
        if isinstance(entry, URLResolver):
            yield from _below(entry, path)
        elif isinstance(entry, URLPattern):
            yield path


def _glossary() -> set[str]:
    """The words of the glossary's first column."""
    page = (ROOT / "docs" / "glossary.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| [^|]{10,} \|$", page, re.MULTILINE)
    assert len(rows) > 25
    return {word.strip().lower().replace(" ", "-") for row in rows for word in row.split(",")}


def _words(path: str) -> list[str]:
    return [part for part in PARAMETER.sub("", path).split("/")[2:] if part]


def test_no_path_of_the_api_ends_with_a_slash() -> None:
    assert [path for path in _paths() if path.endswith("/")] == []


def test_the_paths_speak_the_words_of_the_glossary() -> None:
    spoken = {word for path in _paths() for word in _words(path)}
    known = _glossary()
    plurals = {f"{word[:-1]}ies" if word.endswith("ry") else f"{word}s" for word in known}
    assert spoken - known - plurals == OTHER_NOUNS.keys() | ACTIONS
