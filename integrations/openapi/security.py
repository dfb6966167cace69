"""By which right the operations of a document are called: one way for all of them.

A provider has one form for its credential. So of the ways that a document knows the one is taken that most of
its operations take; those that ask for another one, or for two at once, are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from integrations.openapi.document import Document, listed, mapping, one_line, word

_HEADER = re.compile(r"[A-Za-z0-9_-]{1,100}")
_MAX_SCOPES, _MAX_SCOPE_CHARS, _MAX_ABOUT_CHARS = 100, 300, 200
_SECRET_WORDS = ("auth", "token", "secret", "apikey", "api-key", "api_key", "cookie", "password")


@dataclass(frozen=True, slots=True)
class Right:
    """How a credential travels. style: as `blocks.rest.AuthStyle`."""

    style: str = "none"
    name: str = ""  # of the header or of the query's field
    prefix: str = ""  # before the key
    scheme: str = ""  # the document's name for it
    is_token: bool = False  # one of OAuth: pasted, or asked for where `consent` says how
    consent: Mapping[str, Any] = field(default_factory=dict)  # authorize_url, token_url, refresh_url, scopes

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "consent" or value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**kept)

    @property
    def travel(self) -> tuple[str, str, str]:
        """All that says where in a request a credential goes."""
        return self.style, self.name, self.prefix

    @property
    def header(self) -> str:
        """The header it is sent in, in lower case; empty if in none."""
        return (
            self.name.lower() if self.style == "header" else "" if self.style == "query" else "authorization"
        )


NO_RIGHT = Right()


def right_of(document: Document, operations: Iterable[tuple[Mapping[str, Any], Sequence[Any]]]) -> Right:
    """The way that serves most of the operations; NO_RIGHT if the document asks for none.

    operations: each with its parameters.
    """
    known = _schemes(document)
    wanted: Counter[str] = Counter()
    headers: Counter[str] = Counter()
    for operation, parameters in operations:
        alternatives = _asked(document, operation)
        wanted.update({next(iter(one)) for one in alternatives if len(one) == 1 and next(iter(one)) in known})
        headers.update(_secret_headers(document, parameters))
    if wanted:
        return known[max(wanted, key=lambda name: (wanted[name], -list(known).index(name)))]
    if known and not _says_who_is_asked(document):
        return next(iter(known.values()))  # told, and nowhere asked for: meant for all, as mostly
    if headers and not mapping(mapping(document.content.get("components")).get("securitySchemes")):
        name = headers.most_common(1)[0][0]
        return Right("bearer") if name.lower() == "authorization" else Right("header", name)
    return NO_RIGHT


def needs(document: Document, operation: Mapping[str, Any], right: Right) -> tuple[bool, str]:
    """Whether the operation takes the credential; and why it cannot be called, if it cannot."""
    if right.style != "none" and (not right.scheme or not _says_who_is_asked(document)):
        return True, ""
    alternatives = _asked(document, operation)
    if any(right.scheme in one and len(one) == 1 for one in alternatives):
        return True, ""
    if not alternatives or {} in alternatives:
        return False, ""
    ways = " or ".join(" and ".join(one) for one in alternatives)
    return False, f"it asks for {ways[:200]}, and the account is connected by {right.scheme or 'nothing'}"


def carries_secret(header: str) -> bool:
    """Whether a header's name says that credentials are sent in it."""
    return any(word in header.lower() for word in _SECRET_WORDS)


def _schemes(document: Document) -> dict[str, Right]:
    """Those that can be said here, by name."""
    told = mapping(mapping(document.content.get("components")).get("securitySchemes"))
    found = {str(name): _right(str(name), document.glance(scheme)) for name, scheme in told.items()}
    return {name: right for name, right in found.items() if right is not None}


def _right(name: str, scheme: Mapping[str, Any]) -> Right | None:
    field, kind = word(scheme.get("name"))[:200], scheme.get("type")
    way = word(scheme.get("scheme")).lower()
    match kind, scheme.get("in"):
        case "apiKey", "header" if field:
            return Right("header", field, scheme=name)
        case "apiKey", "query" if field:
            return Right("query", field, scheme=name)
        case "apiKey", "cookie" if field:
            return Right("header", "Cookie", f"{field}=", scheme=name)
        case "http", _ if way in ("bearer", "basic"):
            return Right(way, scheme=name)
        case (("oauth2" | "openIdConnect"), _):
            return Right("bearer", scheme=name, is_token=True, consent=_consent(scheme))
    return None


def _consent(scheme: Mapping[str, Any]) -> dict[str, Any]:
    """How users are asked, if they can be: the flow by a browser and a code (OAuth 2)."""
    flow = mapping(mapping(scheme.get("flows")).get("authorizationCode"))
    authorize_url, token_url = word(flow.get("authorizationUrl")), word(flow.get("tokenUrl"))
    if not authorize_url or not token_url:
        return {}
    scopes = [
        [str(name), one_line(word(about), _MAX_ABOUT_CHARS)]
        for name, about in mapping(flow.get("scopes")).items()
        if 0 < len(str(name)) <= _MAX_SCOPE_CHARS and " " not in str(name)
    ]
    return {
        "authorize_url": authorize_url,
        "token_url": token_url,
        "refresh_url": word(flow.get("refreshUrl")),
        "scopes": scopes[:_MAX_SCOPES],
    }


def _asked(document: Document, operation: Mapping[str, Any]) -> list[dict[str, Any]]:
    told = operation.get("security", document.content.get("security"))
    return [dict(mapping(one)) for one in listed(told)]


def _says_who_is_asked(document: Document) -> bool:
    if "security" in document.content:
        return True
    paths = mapping(document.content.get("paths")).values()
    return any("security" in mapping(operation) for path in paths for operation in mapping(path).values())


def _secret_headers(document: Document, parameters: Sequence[Any]) -> set[str]:
    told = map(document.glance, parameters)
    names = (word(one.get("name")) for one in told if one.get("in") == "header")
    return {name for name in names if carries_secret(name) and _HEADER.fullmatch(name)}
