"""Users' regular expressions: read as Python reads them, within bounds."""

from __future__ import annotations

import re

import pytest

from blocks.sdk import BlockFailure, InvalidInput, MalformedPattern, TooLarge
from blocks.sdk.patterns import Pattern, find, matches

TEXTS = [
    "abc 123\n",
    "é aé-b",
    "",
    "a\nb\n",
    "x٣ y",
    "AB _c",
    "hello world ünïcode",
    "[a]",
    "a\u00a0b\x0b\x1c",
]
PATTERNS = [
    r"\w+", r"\W+", r"\d", r"\D+", r"\s", r"\S+", r"[\w-]+", r"[^\w]+", r"[^\s]+", r"[\d\s]+", r"[]a]",
    r"[^]a]+", r"\u00e9", r"\x41", "x{,2}y?", "(a)(b)?", "(?:é|a)", r"[\[a]", r"\.", r"\-", "^a$", "a.b",
    "b$", r"b\Z", r"c*", "(?P<n>a)", "(?i)ab", "(?s)a.b", r"[a\]]", r"\\", r"[\\w]", "[é-ü]", "$", r"\Aa",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_finds_what_python_finds(pattern: str) -> None:
    for text in TEXTS:
        for dots in (True, False):
            for case in (True, False):
                flags = (re.DOTALL if dots else 0) | (0 if case else re.IGNORECASE)
                expected = [match.group() for match in re.finditer(pattern, text, flags)]
                if pattern == "$" and text.endswith("\n"):
                    expected = expected[:1]  # before and after the last line break; ours gives the last only
                assert find(Pattern(pattern, "match", case, dots), text) == expected, text


def test_it_takes_one_group_of_each_match_that_has_it() -> None:
    assert find(Pattern(r"(a)(b)?", "p"), "ab a ab", group=2) == ["b", "b"]
    assert find(Pattern(r"(a)(b)?", "p"), "ab a ab", group=1, at_most=2) == ["a", "a"]
    assert find(Pattern(r"(a)(b)?", "p"), "ab a ab", group=3) == []


def test_lines_can_be_told_apart() -> None:
    assert find(Pattern("^.$", "p", is_multiline=True), "a\nb\nc") == ["a", "b", "c"]
    assert find(Pattern("^.$", "p"), "a\nb\nc") == []
    assert not matches(Pattern("a.b", "p"), "a\nb")


@pytest.mark.parametrize(
    "pattern",
    [r"(a)\1", r"(?P<n>a)(?P=n)", "(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", "(?>a)", "a++", "(?(1)a|b)"],
)
def test_what_has_no_bound_is_refused_by_the_name_of_its_pin(pattern: str) -> None:
    with pytest.raises(InvalidInput, match=r"^`match` uses what is not possible here, as back") as refused:
        matches(Pattern(pattern, "match"), "ab")
    assert (refused.value.pin, refused.value.code) == ("match", "invalid_input")


@pytest.mark.parametrize("pattern", ["(", "[", "a)", "**", "\\", r"\q", "(?P<n>a"])
def test_what_no_engine_reads_is_told_apart(pattern: str) -> None:
    with pytest.raises(re.error):
        re.compile(pattern)
    with pytest.raises(MalformedPattern, match=r"^`match` is not a regular expression") as refused:
        matches(Pattern(pattern, "match"), "ab")
    assert refused.value.pin == "match"


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("a{1001}", "is too large a pattern"),
        ("((a{100}){100}){100}", "is too large a pattern"),
        (r"\w{900}é", "is too large a pattern"),
        ("a" * 2_001, "is longer than 2,000 characters"),
    ],
)
def test_patterns_that_need_too_much_memory_are_refused(pattern: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=f"^`match` {message}"):
        matches(Pattern(pattern, "match"), "é")


def test_what_is_found_is_bounded() -> None:
    assert len(find(Pattern("a", "p"), "a" * 10_000)) == 10_000
    with pytest.raises(TooLarge, match="more than 10,000 times"):
        find(Pattern("a", "p"), "a" * 10_001)
    with pytest.raises(TooLarge, match="longer than 2,000,000 characters"):
        find(Pattern("a+", "p"), "a" * 2_000_001)
    with pytest.raises(TooLarge, match="longer than 5,000,000 characters"):
        find(Pattern("b", "p"), "a" * 5_000_001)


def test_long_texts_give_the_same_as_short_ones() -> None:
    text = "é-" * 30_000 + "Order 1234."
    assert find(Pattern(r"order (\d+)\b", "p", is_case_sensitive=False), text, group=1) == ["1234"]
    with pytest.raises(BlockFailure, match="not possible here"):
        find(Pattern(r"(é)\1", "p"), text)
