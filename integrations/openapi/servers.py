"""Where an API is: the first of a document's servers, its variables filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from integrations.openapi.document import listed, mapping, word

_VARIABLE = re.compile(r"\{([^{}]+)\}")


def base_url_of(servers: Any, source_url: str, variables: Mapping[str, str]) -> str:
    """The address of the first server, without a trailing slash; empty if none is told or it is no whole one.

    source_url: of the document, from which an address that begins with / counts. variables: values that go
    before the document's own.
    """
    told = next((mapping(one) for one in listed(servers) if mapping(one).get("url")), None)
    if told is None:
        return ""
    known = mapping(told.get("variables"))

    def filled(match: re.Match[str]) -> str:
        name = match[1]
        return variables.get(name) or word(mapping(known.get(name)).get("default")) or match[0]

    address = _VARIABLE.sub(filled, word(told["url"]).strip())
    whole = urljoin(source_url, address) if source_url else address
    return whole.rstrip("/") if "://" in whole and "{" not in whole else ""
