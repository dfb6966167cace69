"""Templates, patterns and documents that are made to take for ever: they cost their step a moment, and this
process nothing."""

from __future__ import annotations

import random
import resource
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from blocks.sdk import Context, InvalidInput, TooCostly, aside, find_block, fire_pure
from blocks.sdk.patterns import Pattern, find, matches
from blocks.sdk.templates import render

pytestmark = pytest.mark.slow

GROWN = """
{% set n = namespace(a=[1], b=[1]) %}
{% for i in range(60) %}{% set n.a = [n.a, n.a] %}{% set n.b = [n.b, n.b] %}{% endfor %}
"""
GROWN_TUPLE = "{% set n = namespace(a=(1,)) %}{% for i in range(60) %}{% set n.a = (n.a, n.a) %}{% endfor %}"
KEPT = "{% set n = namespace(l=[]) %}{% for i in range(9999) %}{% set n.l = [n.l, v[:]] %}{% endfor %}"
CALLED = "{% macro f(n) %}{{ f(n - 1) if n }}{{ f(n - 1) if n }}{% endmacro %}{{ f(90) }}"
WORDS: dict[str, Any] = {"v": "a" * 1_000_000, "w": "b" * 999_999 + "a"}
NUMBERS: dict[str, Any] = {"v": list(range(50_000)), "w": list(range(50_000))}

ENDLESS: dict[str, tuple[str, dict[str, Any]]] = {
    "comparing lists that hold themselves twice": (GROWN + "{{ n.a == n.b }}", {}),
    "ordering such lists": (GROWN + "{{ n.a < n.b }}", {}),
    "searching such a list": (GROWN + "{{ n.a in [n.b] }}", {}),
    "hashing a tuple of that kind": (GROWN_TUPLE + "{{ {n.a: 1} | length }}", {}),
    "looking it up": (GROWN_TUPLE + "{{ n.a in v }}", {"v": {"x": 1}}),
    "printing views of it": (GROWN.replace("60", "26") + "{{ '%s' % {'x': n.a}.values() }}", {}),
    "stripping a long text of many letters": ("{{ v.strip(w) }}", WORDS),
    "the same by a filter": ("{{ v | trim(w) }}", WORDS),
    "wrapping a long word": ("{{ v | wordwrap(1) }}", WORDS),
    "searching each item in all": ("{{ v | select('in', v) | list | length }}", NUMBERS),
    "sorting again and again": ("{% for i in range(9999) %}{% set x = v | sort %}{% endfor %}", NUMBERS),
    "comparing again and again": ("{{ " + " and ".join(["v == w"] * 9_000) + " }}", NUMBERS),
    "loops within loops": ("{% for a in range(9999) %}" * 2 + "{% endfor %}" * 2, {}),
    "loops over given values": ("{% for a in v %}" * 3 + "{% endfor %}" * 3, NUMBERS),
    "macros that call themselves": (CALLED, {}),
    "many macros": ("{% macro a() %}{% endmacro %}" * 3_400, {}),
    "keeping copies": (KEPT, NUMBERS),
    "rounding to a hundred million digits": ("{{ 1 | round(100000000, 'floor') }}", {}),
    "a width within a value": ("{{ v is odd }}", {"v": "%999999999d"}),
}


@pytest.fixture(scope="module", autouse=True)
def short_patience() -> Iterator[None]:
    """Helpers that give up sooner, so that the tests do."""
    aside.end_helpers()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(aside, "CPU_SECONDS", 0.2)
        yield
    aside.end_helpers()


@pytest.fixture
def costs_little() -> Iterator[None]:
    """What is tried takes this process no second of computing, and hardly any memory."""
    cpu, memory = time.process_time(), _peak_bytes()
    yield
    assert time.process_time() - cpu < 0.5
    assert _peak_bytes() - memory < 100 * 1024**2


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


@pytest.mark.parametrize(("template", "values"), ENDLESS.values(), ids=ENDLESS)
@pytest.mark.usefixtures("costs_little")
def test_a_template_without_end_is_ended(template: str, values: dict[str, Any]) -> None:
    with pytest.raises(TooCostly, match=r"^The template takes more (than 0.2 s of computing|memory)"):
        render(template, values)


NOISE = "".join(random.Random(1).choices("ab", k=400_000))


@pytest.mark.usefixtures("costs_little")
def test_a_pattern_that_is_tried_at_every_letter_is_ended() -> None:
    with pytest.raises(TooCostly, match=r"^The pattern takes more than 0.2 s of computing\.$"):
        matches(Pattern("[ab]*a[ab]{900}c", "match"), NOISE)


@pytest.mark.usefixtures("costs_little")
def test_a_pattern_that_reads_on_to_the_end_for_each_match_is_ended() -> None:
    with pytest.raises(TooCostly, match="The pattern takes more than"):
        find(Pattern("a.*b|a", "pattern"), "a" * 200_000)


@pytest.mark.usefixtures("costs_little")
def test_a_pattern_with_hundreds_of_groups_is_ended() -> None:
    with pytest.raises(TooCostly, match="The pattern takes more than"):
        find(Pattern("(a)?" * 300, "pattern"), "a" * 200_000, group=300)


@pytest.mark.parametrize(
    "pattern", [r"(x+x+)+y", r"(a|aa)+$", r"(?:a?){30}a{30}", r"(.*)*\1?", r"(\w+\s?)+!"]
)
@pytest.mark.usefixtures("costs_little")
def test_patterns_that_stop_other_engines_do_not_stop_this_one(pattern: str) -> None:
    if r"\1" in pattern:
        with pytest.raises(InvalidInput, match="`match` uses what is not possible here"):
            matches(Pattern(pattern, "match"), "x" * 20_000)
    else:
        assert matches(Pattern(pattern, "match"), "x" * 20_000 + "\n") is False


@pytest.mark.parametrize(
    "xml",
    [
        '<a xmlns:x="' + "u" * 2_000_000 + '">' + "<x:b/>" * 400_000 + "</a>",
        "<a>" + "<b>x</b>" * 600_000 + "</a>",
    ],
    ids=["a long name space, copied for each element", "many elements"],
)
@pytest.mark.usefixtures("costs_little")
def test_a_document_that_takes_for_ever_to_read_is_ended(xml: str) -> None:
    firing = _fired("text.parse_xml", input_xml=xml)
    assert (firing.error_code, (firing.error or "")[:20]) == ("too_costly", "The XML takes more t")


A_MILLION = "a" * 1_000_000


@pytest.mark.parametrize(
    ("slug", "values", "message"),
    [
        ("text.replace", {"text": A_MILLION, "old": "a", "new": "b" * 1_000}, "The text would be longer"),
        ("text.replace", {"text": A_MILLION, "old": "", "new": "b" * 1_000}, "The text would be longer"),
        ("text.split", {"text": A_MILLION, "delimiter": "a"}, "The text has more than 100,000 pieces."),
        (
            "text.extract_pattern",
            {"text": A_MILLION, "pattern": "a", "find_all": True},
            "The pattern is found",
        ),
        ("text.extract_pattern", {"text": A_MILLION * 3, "pattern": "a+"}, "What the pattern finds is"),
        ("text.match_pattern", {"text": A_MILLION * 6, "match": "a", "data": 1}, "The text to search is"),
    ],
)
@pytest.mark.usefixtures("costs_little")
def test_text_that_would_grow_too_large_is_refused(slug: str, values: dict[str, Any], message: str) -> None:
    firing = _fired(slug, **values)
    assert (firing.error_code, (firing.error or "")[: len(message)]) == ("too_large", message)


def test_other_templates_are_filled_while_a_bomb_goes_off() -> None:
    _fill_beside(bombs=1)  # so that two helpers are there
    assert _fill_beside(bombs=5) > 5


def _fill_beside(*, bombs: int) -> int:
    """How often two templates are filled until so many bombs have gone off, one after the other."""
    going_off = threading.Thread(target=_go_off, args=(bombs,))
    going_off.start()
    filled = 0
    while going_off.is_alive():
        assert render("{{ name }}", {"name": "Ada"}) == "Ada"
        assert render("{{ range(3) | sum }}", {}) == "3"
        filled += 1
    going_off.join()
    return filled


def _go_off(bombs: int) -> None:
    for _ in range(bombs):
        with pytest.raises(TooCostly):
            render(GROWN + "{{ n.a == n.b }}", {})


def _fired(slug: str, **values: Any) -> Any:
    block = find_block(slug)
    assert block is not None
    return fire_pure(block, values, Context())
