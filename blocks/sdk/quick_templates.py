"""Which templates are quick: made of operations that take time in proportion to their values, no more.

Most templates are: names and what is in them, a few filters, conditions, loops over given lists. What builds
containers, compares them, calls methods or defines macros is not, and is filled where it can be ended.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import nodes

MAX_LOOPS_WITHIN = 3  # loops within loops
MAX_NODES = 600
QUICK_FILTERS = frozenset(
    {
        "abs", "capitalize", "count", "d", "default", "e", "escape", "first", "float", "int", "join", "last",
        "length", "lower", "round", "safe", "string", "tojson", "trim", "upper",
    }
)  # fmt: skip
_FILTERS_WITH_CONSTANTS = frozenset({"d", "default", "join"})  # others only without arguments
_QUICK_TESTS = frozenset(
    {"boolean", "defined", "false", "float", "integer", "iterable", "mapping", "none", "number", "sequence",
     "string", "true", "undefined"}
)  # fmt: skip  # not odd and even: they compute `value % 2`, which formats a text
_QUICK_METHODS = frozenset({"items", "keys", "lower", "strip", "upper", "values"})
_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr, nodes.Not, nodes.And,
    nodes.Or, nodes.Getattr, nodes.Operand, nodes.Concat, nodes.Add, nodes.Sub,
)  # fmt: skip


def is_quick(tree: nodes.Template) -> bool:
    """Whether a parsed template holds nothing but quick operations."""
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    seen = 0
    while waiting:
        node, loops = waiting.pop()
        seen += 1
        loops += isinstance(node, nodes.For)
        if seen > MAX_NODES or loops > MAX_LOOPS_WITHIN or not _is_quick_node(node):
            return False
        waiting.extend((child, loops) for child in node.iter_child_nodes())
    return True


def _is_quick_node(node: nodes.Node) -> bool:
    check = _CHECKS.get(type(node))
    return type(node) in _PLAIN if check is None else check(node)


def _is_short_constant(node: Any) -> bool:
    return isinstance(node, nodes.Const) and (not isinstance(node.value, int) or abs(node.value) < 2**64)


def _is_quick_filter(node: Any) -> bool:
    if node.node is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return False
    if node.args and node.name not in _FILTERS_WITH_CONSTANTS:
        return False
    return node.name in QUICK_FILTERS and all(map(_is_short_constant, node.args))


def _is_quick_comparison(node: Any) -> bool:
    """With one constant at least, so that no two containers are compared; nothing is searched."""
    parts = [node.expr, *(operand.expr for operand in node.ops)]
    return len(parts) == 2 and node.ops[0].op not in ("in", "notin") and any(map(_is_short_constant, parts))


def _is_quick_call(node: Any) -> bool:
    """Of a method without arguments, as in `values.items()`."""
    has_arguments = node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
    return not has_arguments and isinstance(node.node, nodes.Getattr) and node.node.attr in _QUICK_METHODS


_CHECKS: dict[type[nodes.Node], Callable[[Any], bool]] = {
    nodes.Const: _is_short_constant,
    nodes.Name: lambda node: True,
    nodes.Getitem: lambda node: isinstance(node.arg, nodes.Const),
    nodes.Filter: _is_quick_filter,
    nodes.Test: lambda node: node.name in _QUICK_TESTS and not (node.args or node.kwargs),
    nodes.Compare: _is_quick_comparison,
    nodes.Call: _is_quick_call,
    nodes.Mod: lambda node: isinstance(node.right, nodes.Const) and isinstance(node.right.value, int),
    nodes.For: lambda node: not node.recursive,
    nodes.Assign: lambda node: isinstance(node.target, nodes.Name),
    nodes.List: lambda node: all(map(_is_short_constant, node.items)),
    nodes.Tuple: lambda node: node.ctx == "store",
}
