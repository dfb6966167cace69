"""Users' Jinja templates, filled in a sandbox that can neither reach the process nor exhaust it.

Beyond Jinja's own sandbox every place where a short template can make something huge is measured before it
is made (`*`, `**`, `+`, `%`, `~`, filters, text methods, captured blocks, containers turned into text).
That refuses the usual bombs with a message that says what is wrong. It does not bound time: comparing two
lists that each hold themselves twice, forty times over, is one operation that never ends. So only templates
made of nothing but quick operations (`blocks/sdk/quick_templates.py`) are filled in this process, under a
clock that each step looks at; all others, and those that need longer, in a helper that the kernel limits
(`blocks/sdk/aside.py`).
"""

from __future__ import annotations

import functools
import math
import re
import time
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, cast

from jinja2 import TemplateError, Undefined, nodes
from jinja2.environment import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from blocks.sdk.aside import aside
from blocks.sdk.errors import InvalidInput, TooLarge
from blocks.sdk.quick_templates import is_quick
from blocks.sdk.templates import UNFILLED

MAX_TEMPLATE_CHARACTERS = 100_000
MAX_OUTPUT_CHARACTERS = 1_000_000
MAX_REASON_CHARACTERS = 500
MAX_SECONDS_HERE = 0.1
MAX_CHARACTERS_HERE = 4_000
MAX_RANGE = 10_000
_MAX_INTERMEDIATE = 2 * MAX_OUTPUT_CHARACTERS  # characters or items of a value on the way
_MAX_WRITTEN = 10 * MAX_OUTPUT_CHARACTERS  # characters of all expressions together, captured ones included
_MAX_PRODUCT = 100 * MAX_OUTPUT_CHARACTERS  # bound of "size times width" where only a bound is known
_MAX_BITS = 4_096  # of a whole number
_FAULTS = (
    TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError, SyntaxError,
)  # fmt: skip  # what a template can raise


class _NotQuick(Exception):
    """The template is not for this process."""


@dataclass(slots=True)
class _Budget:
    """What one filling may still use."""

    deadline: float  # of the monotonic clock
    written: int = 0  # characters so far


_budget: ContextVar[_Budget] = ContextVar("template_budget")


def render(template: str, values: Mapping[str, Any], *, escape_html: bool = False) -> str:
    """As `templates.render`, which blocks use."""
    if len(template) > MAX_TEMPLATE_CHARACTERS:
        raise TooLarge(f"The template is longer than {MAX_TEMPLATE_CHARACTERS:,} characters.")
    try:
        if len(template) > MAX_CHARACTERS_HERE:
            raise _NotQuick
        return _filled(_remembered, template, values, escape_html, time.monotonic() + MAX_SECONDS_HERE)
    except _NotQuick:
        filled: str = aside("fill", "The template", template=template, values=values, escape_html=escape_html)
        return filled


def fill(template: str, values: Mapping[str, Any], escape_html: bool = False) -> str:
    """As `render`, here and now and for as long as it takes."""
    return _filled(_compiled, template, values, escape_html, math.inf)


def _filled(
    compiled: Callable[[str, bool], Template],
    template: str,
    values: Mapping[str, Any],
    escape_html: bool,
    deadline: float,
) -> str:
    token = _budget.set(_Budget(deadline))
    try:
        pieces = compiled(template, escape_html).generate(dict(values))
        return _bounded_join(pieces, MAX_OUTPUT_CHARACTERS)
    except _FAULTS as err:
        raise InvalidInput(f"{UNFILLED}{_reason(err)}") from err
    except RecursionError as err:
        raise InvalidInput(f"{UNFILLED}it is nested too deep.") from err
    finally:
        _budget.reset(token)


def _reason(err: Exception) -> str:
    reason = (err.message if isinstance(err, TemplateError) else None) or str(err)
    return reason if len(reason) <= MAX_REASON_CHARACTERS else f"{reason[:MAX_REASON_CHARACTERS]}…"


def _remembered(template: str, escape_html: bool) -> Template:
    """Compiled, once for all fillings. Raises _NotQuick."""
    quick = _compiled_if_quick(template, escape_html)
    if quick is None:
        raise _NotQuick
    return quick


@functools.lru_cache(maxsize=512)
def _compiled_if_quick(template: str, escape_html: bool) -> Template | None:
    is_simple = is_quick(_environment(escape_html).parse_unguarded(template))
    return _compiled(template, escape_html) if is_simple else None


@functools.lru_cache(maxsize=256)
def _compiled(template: str, escape_html: bool) -> Template:
    return _environment(escape_html).from_string(template)


def _check_time() -> None:
    if time.monotonic() > _budget.get().deadline:
        raise _NotQuick


def _check_size(size: int, limit: int = _MAX_INTERMEDIATE) -> None:
    if size > limit:
        raise TooLarge(f"The template makes a value of more than {limit:,} characters.")


def _bounded_join(pieces: Iterable[str], limit: int = _MAX_INTERMEDIATE) -> str:
    kept, size = [], 0
    for piece in pieces:
        size += len(piece)
        _check_size(size, limit)
        _check_time()
        kept.append(piece)
    return "".join(kept)


def _written(value: Any) -> Any:
    """The value of one `{{ }}` on its way into the text."""
    if isinstance(value, str):
        budget = _budget.get()
        budget.written += len(value)
        _check_size(budget.written, _MAX_WRITTEN)
        return value
    return _measured(value)


def _measured(value: Any) -> Any:
    """`value` itself, if it is no more than the limit when written out.

    A list that holds itself twice, forty times over, is small in memory and endless in print.
    """
    if isinstance(value, list | tuple | dict | set | frozenset):
        _measure(value)
    return value


def _measure(value: Any) -> int:
    waiting, size = [value], 0
    while waiting:
        item = waiting.pop()
        size += 2
        if size & 0xFFE == 0:
            _check_time()
        if isinstance(item, str | bytes):
            size += len(item)
        elif isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list | tuple | set | frozenset):
            waiting.extend(item)
        _check_size(size + len(waiting))
    return size


class _Guard(NodeTransformer):
    """Lets loops and `~` pass through filters of ours, which no template can shadow."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  # jinja2's name
        self.generic_visit(node)
        node.iter = _through("_timed", node.iter)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802  # jinja2's name
        self.generic_visit(node)
        return _through("_concat", nodes.List(node.nodes, lineno=node.lineno))


def _through(name: str, node: nodes.Node) -> nodes.Filter:
    return nodes.Filter(cast(nodes.Expr, node), name, [], [], None, None, lineno=node.lineno)


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        guarded: nodes.Template = _Guard().visit(tree)
        return guarded

    def parse_unguarded(self, source: str) -> nodes.Template:
        """As it was written. Raises TemplateError."""
        return super()._parse(source, None, None)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """What the sandbox forbids does not exist."""
        return self.undefined(obj=obj, name=attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        _check_time()
        _BINOP_CHECKS[operator](left, right)
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Jinja's own wrapper of `str.format`, behind the check of widths."""
        safe = super().wrap_str_format(value)
        if safe is None:
            return None

        @functools.wraps(safe)
        def checked(*args: Any, **kwargs: Any) -> str:
            _check_format(value.__self__, *args, *kwargs.values())
            return safe(*args, **kwargs)

        return checked

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  # as the base class: keywords are the template's
        _check_time()
        owner = getattr(__obj, "__self__", None)
        if isinstance(owner, str):
            args = tuple(_limited(value) for value in args)
            _check_text_method(owner, __obj.__name__, args, kwargs)
        elif isinstance(owner, bytes | int) and __obj.__name__ != "decode":
            raise InvalidInput(f"The template may not call '{__obj.__name__}' here.")
        return super().call(__context, __obj, *args, **kwargs)


def _check_product(left: Any, right: Any) -> None:
    for sequence, count in ((left, right), (right, left)):
        if isinstance(sequence, str | list | tuple) and isinstance(count, int):
            _check_size(len(sequence) * max(count, 0))
    if (
        isinstance(left, int)
        and isinstance(right, int)
        and left.bit_length() + right.bit_length() > _MAX_BITS
    ):
        raise TooLarge("The template makes a number that is too long.")


def _check_power(base: Any, exponent: Any) -> None:
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * abs(exponent) > _MAX_BITS:
        raise TooLarge("The template makes a number that is too long.")


def _check_sum(left: Any, right: Any) -> None:
    for kind in (str, list, tuple):
        if isinstance(left, kind) and isinstance(right, kind):
            _check_size(len(left) + len(right))


def _check_format(text: Any, *values: Any) -> None:
    """Widths such as `%999999999s`, `%*s`, `{:999999999}` and `{:{width}}` are refused."""
    if isinstance(text, str):
        if re.search(r"\d{5,}|%[-+ #0]*\*|\.\*|:[^{}]*\{", text):
            raise TooLarge("The template pads a value to an unbounded width.")
        _check_size(len(text) + sum(_measure(value) for value in values))


_BINOP_CHECKS: dict[str, Callable[[Any, Any], None]] = {
    "*": _check_product,
    "**": _check_power,
    "+": _check_sum,
    "%": _check_format,
}


def _check_text_method(text: str, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    if name == "replace" and len(args) >= 2:
        _check_replacement(text, args[0], args[1])
    elif name == "join" and args:
        _check_joined(text, args[0])
    elif name in {"center", "ljust", "rjust", "zfill", "expandtabs"}:
        width = next((value for value in (*args, *kwargs.values()) if isinstance(value, int)), 8)
        _check_size((text.count("\t") if name == "expandtabs" else 1) * width)
    elif name == "translate":
        raise InvalidInput("The template may not call 'translate'.")


def _check_replacement(text: Any, old: Any, new: Any) -> None:
    text, old, new = (str(_measured(value)) for value in (text, old, new))
    _check_size(len(text) + text.count(old) * len(new))


def _check_joined(separator: Any, items: Any) -> None:
    if isinstance(items, list | tuple | dict | str | set):
        _check_size(_measure(items) + len(items) * len(str(_measured(separator))))


_AMPLIFIERS = frozenset({"batch", "center", "indent", "slice", "tojson", "wordwrap", "xmlattr"})


def _check_filter(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    """Look at what goes into a filter before it runs. args: the value first."""
    _check_time()
    for value in (*args, *kwargs.values()):
        _measured(value)
    if name == "format" and args:
        _check_format(*args, *kwargs.values())
    elif name == "replace" and len(args) >= 3:
        _check_replacement(*args[:3])
    elif name == "join" and args:
        _check_joined(args[1] if len(args) > 1 else kwargs.get("d", ""), args[0])
    elif name in _AMPLIFIERS:
        factors = [_factor(value) for value in (*args[1:], *kwargs.values())]
        _check_size(_measure(args[0]) * max([1, *factors]), _MAX_PRODUCT)
        _check_size(max([1, *factors]))


def _factor(value: Any) -> int:
    return value if isinstance(value, int) else len(value) if isinstance(value, str) else 1


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The same filter, measured. Filters that want the environment or context get it first."""
    skip = 1 if hasattr(function, "jinja_pass_arg") else 0

    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        given = (*args[:skip], *(_limited(value) for value in args[skip:]))
        _check_filter(name, given[skip:], kwargs)
        return function(*given, **kwargs)

    return guarded


def _limited(value: Any) -> Any:
    """What is read only once or has no items yet becomes a list, so that it can be measured."""
    if isinstance(value, Iterator | range | KeysView | ValuesView | ItemsView):
        return list(_timed(value))
    return value


def _timed(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        _check_time()
        yield item


def _concat(items: Iterable[Any]) -> str:
    return _bounded_join([str(_measured(item)) for item in items])


def _range(*args: int) -> range:
    numbers = range(*args)
    if len(numbers) > MAX_RANGE:
        raise TooLarge(f"range() is too large ({len(numbers):,} numbers, at most {MAX_RANGE:,}).")
    return numbers


@functools.cache
def _environment(escape_html: bool) -> _Environment:
    # optimized=False: nothing of a template runs while it is compiled, outside the guards.
    made = _Environment(autoescape=escape_html, optimized=False, cache_size=0, finalize=_written)
    made.filters = {name: _guarded(name, function) for name, function in made.filters.items()}
    made.filters.update({"_timed": _timed, "_concat": _concat})
    made.globals = {name: made.globals[name] for name in ("dict", "cycler", "joiner", "namespace")}
    made.globals["range"] = _range
    made.concat = _bounded_join  # type: ignore[method-assign]  # captured blocks and macros are joined by it
    return made
