"""What an answer holds, by JMESPath (https://jmespath.org). The library is loaded when it is first needed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jmespath.parser import ParsedResult


def select(path: str, document: Any) -> Any:
    """What `path` finds in `document`; the document itself for an empty path, None where there is nothing.

    Raises NothingSelected where an answer is of another kind than the path's functions take.
    """
    if not path:
        return document
    from jmespath.exceptions import JMESPathError

    try:
        return _compiled(path).search(document)
    except JMESPathError as err:
        raise NothingSelected(str(err)) from err


class NothingSelected(ValueError):
    """The answer is not what the path was written for."""


@lru_cache(maxsize=2_048)
def _compiled(path: str) -> ParsedResult:
    import jmespath

    return jmespath.compile(path)
