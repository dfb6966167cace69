"""Users' templates: what they may do, and what they may not."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from jinja2 import Environment

from blocks.sdk import InvalidInput, TooLarge
from blocks.sdk.quick_templates import is_quick
from blocks.sdk.template_sandbox import fill, render


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
            fill(template, {"v": "x" * 10_000})
        assert tracemalloc.get_traced_memory()[1] < 120 * 1024 * 1024
    finally:
        tracemalloc.stop()


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
        "{% for i in x %}" * 30 + "{% endfor %}" * 30,
        "{% if x %}" * 150 + "{% endif %}" * 150,
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


QUICK = [
    "Hi {{ name }}{{ values.k ~ '!' }}",
    "{% for key, item in values.items() %}{% if item == 'x' %}{{ loop.index }}{% endif %}{% endfor %}",
    "{{ name | upper | default('nobody') }}{{ 1 if name is defined else 2 }}",
    "{% for i in ['a', 'b'] %}{% set x = i %}{{ x | tojson }}{% endfor %}",
]
NOT_QUICK = [
    "{{ a == b }}",
    "{{ a in b }}",
    "{% set a = [a, a] %}",
    "{{ a | sort }}",
    "{{ a | trim(b) }}",
    "{{ a is odd }}",
    "{{ a is sameas(b) }}",
    "{{ a.strip(b) }}",
    "{{ a[1:] }}",
    "{{ a % b }}",
    "{{ a * 2 }}",
    "{{ range(3) }}",
    "{% macro m() %}{% endmacro %}",
    "{% for a in b recursive %}{% endfor %}",
    "{% filter upper %}{% endfilter %}",
    "{% for a in b %}" * 4 + "{% endfor %}" * 4,
    "{{ a }}" * 700,
]


@pytest.mark.parametrize("template", QUICK)
def test_plain_templates_are_filled_in_this_process(template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("blocks.sdk.template_sandbox.aside")
    render(template, {"name": "Ada", "values": {"k": "x"}})


@pytest.mark.parametrize("template", NOT_QUICK)
def test_what_may_be_slow_is_not_filled_in_this_process(template: str) -> None:
    assert not is_quick(Environment().parse(template))
