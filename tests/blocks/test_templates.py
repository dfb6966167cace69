"""Users' templates: what they may do, and what they may not."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest

from blocks.sdk import InvalidInput, TimedOut, TooLarge, templates
from blocks.sdk.templates import render


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("Hi {{ name }}{{ missing }}!", {"name": "Ada"}, "Hi Ada!"),
        ("{% for i in items %}{{ loop.index }}/{{ loop.length }}{{i}}{{ ',' if not loop.last }}{% endfor %}",
         {"items": ["a", "b"]}, "1/2a,2/2b"),
        ("{{ [1, 2] | join('-') }} {{ 'x' | center(3) }} {{ '%s' | format(1) }} {{ 1 ~ 'b' }}", {},
         "1-2  x  1 1b"),
        ("{{ {'a': 1}.keys() | join(',') }} {{ range(3) | list }}", {}, "a [0, 1, 2]"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('y') }}", {}, "<y>"),
        ("{{ a.b[0].c }}", {"a": {"b": [{"c": "deep"}]}}, "deep"),
        ("{{ '{:>4}|{}'.format(7, 'x') }}", {}, "   7|x"),
        ("{{ ''.__class__ }}|{{ x.__init__ }}", {"x": 1}, "|"),
    ],
)  # fmt: skip
def test_it_fills(template: str, values: dict[str, Any], expected: str) -> None:
    assert render(template, values) == expected


def test_html_is_escaped_if_asked() -> None:
    assert render("{{ a }}", {"a": "<b>"}, escape_html=True) == "&lt;b&gt;"
    assert render("{{ a }}", {"a": "<b>"}) == "<b>"


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'a' * 10**9 }}",
        "{{ 10 ** 100000 }}",
        "{% set ns = namespace(a='aaaa') %}{% for i in range(60) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}",
        "{% set ns = namespace(a='aaaa') %}{% for i in range(60) %}{% set ns.a = ns.a + ns.a %}{% endfor %}",
        "{{ 'a' | center(1000000000) }}",
        "{{ 'a'.center(1000000000) }}",
        "{{ 'a'.ljust(width=1000000000) }}",
        "{{ '%1000000000s' % 'a' }}",
        "{{ '%*s' % (1000000000, 'a') }}",
        "{{ '%1000000000s' | format('a') }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ '{:{w}}'.format(1, w=1000000000) }}",
        "{{ '{a:1000000000}'.format_map({'a': 1}) }}",
        "{{ range(100000) | list }}",
        "{{ 'a' | indent(1000000000) }}",
        "{{ range(9999) | join('b' * 1000000) }}",
        "{{ ('b' * 1000000).join(range(9999) | map('string')) }}",
        "{{ ('a' * 1000000) | replace('a', 'b' * 100) }}",
        "{{ ('a' * 1000000).replace('a', 'b' * 100) }}",
        "{{ ['a'] | map('center', 1000000000) | list }}",
        "{% set x %}{% for i in range(9999) %}{{ v }}{% endfor %}{% endset %}{{ x | length }}",
        "{% for i in range(9999) %}{{ v }}{% endfor %}",
        "{{ {'a': 1} | tojson(indent=1000000000) }}",
    ],
)
def test_it_refuses_bombs_before_they_go_off(template: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            render(template, {"v": "x" * 10_000})
        assert tracemalloc.get_traced_memory()[1] < 120 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{% macro f(n) %}{{ f(n - 1) if n }}{{ f(n - 1) if n }}{% endmacro %}{{ f(90) }}",
        "{% set n = namespace(a=[1]) %}{% for i in range(60) %}{% set n.a = [n.a,n.a] %}{% endfor %}{{ n.a}}",
    ],
    ids=["loops", "macros", "billion laughs"],
)
def test_it_ends_in_time(template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "MAX_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises((TimedOut, TooLarge)):
        render(template, {})
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ x.y.z }}",
        "{% include 'other' %}",
        "{{ (1).to_bytes(1000000000, 'big') }}",
        "{{ 'a'.encode().center(1000000000) }}",
        "{{ lipsum() }}",
        "{{ 1 / 0 }}",
        "{{ unclosed",
        "{{ 'a' | nofilter }}",
        "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}",
    ],
)
def test_it_refuses_what_is_wrong_or_reaches_out(template: str) -> None:
    with pytest.raises(InvalidInput, match="The template"):
        render(template, {})


def test_it_refuses_a_template_over_the_limit() -> None:
    with pytest.raises(TooLarge, match="longer than 100,000 characters"):
        render("x" * 100_001, {})


def test_values_of_one_filling_are_not_seen_by_the_next() -> None:
    assert render("{% set a = 1 %}{{ a }}{{ b }}", {"b": 2}) == "12"
    assert render("{{ a }}{{ b }}", {}) == ""
