"""Texts that look like keys, passwords or tokens: what an agent that is offered must not carry.

A finding names what it looks like, never the text itself.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from agents.engine.pins import split_pin

RANDOM = "a random text, as keys and ids are"  # which may as well be the id of a document
MAX_READ_CHARACTERS = 200_000  # of one text; nobody hides a key behind that many
_MIN_KEY_CHARACTERS = 20
_MIN_BITS = 3.7  # of entropy a character: random hexadecimal digits have 4, English words below 3.5
_KNOWN: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (what, re.compile(pattern))
    for what, pattern in (
        ("a private key", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
        ("a key of Anthropic", r"\bsk-ant-[\w-]{16,}"),
        ("a key of OpenAI or the like", r"\bsk-(?:proj-|or-|svcacct-)?[A-Za-z0-9_-]{20,}"),
        ("a token of GitHub", r"\b(?:gh[opusr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})"),
        ("a token of GitLab", r"\bglpat-[\w-]{18,}"),
        ("a key of AWS", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
        ("a token of Slack", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
        ("a webhook of Slack", r"hooks\.slack\.com/services/T\w+/B\w+/\w{16,}"),
        ("a webhook of Discord", r"discord(?:app)?\.com/api/webhooks/\d+/[\w-]{30,}"),
        ("a key of Google", r"\bAIza[\w-]{35}"),
        ("a token of Google", r"\bya29\.[\w-]{20,}"),
        ("a key of Stripe", r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9]{20,}"),
        ("a key of SendGrid", r"\bSG\.[\w-]{16,}\.[\w-]{16,}"),
        ("a token of Telegram", r"\b\d{8,10}:AA[\w-]{32,}"),
        ("a key of Hugging Face, Groq or Replicate", r"\b(?:hf_|gsk_|r8_)[A-Za-z0-9]{30,}"),
        ("a token of Notion", r"\b(?:secret_[A-Za-z0-9]{40,}|ntn_[A-Za-z0-9]{30,})"),
        (
            "a token of Linear, Airtable, Shopify or npm",
            r"\b(?:lin_api_|pat[A-Za-z0-9]{14}\.|shp(?:at|ss)_|npm_)\w{30,}",
        ),
        ("a signed token (JWT)", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
        (
            "a password in an address",
            r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@{}]{1,100}:[^\s/@{}<*]{3,100}@[\w.-]",
        ),
        ("a bearer token", r"(?i)\b(?:bearer|basic)\s+(?=[^\s]*\d)[A-Za-z0-9+/_.~-]{20,}={0,2}"),
    )
)
_SAID = re.compile(  # `api_key = "…"`, `"password": "…"`
    r"(?i)\b(?:api[_ -]?key|(?:access|auth)[_ -]?token|client[_ -]?secret|secret[_ -]?key|password|passwd)"
    r"[\"']?\s*(?:=|:|is)\s*[\"']?([^\s\"'{}<>,;]{8,200})"
)
_SECRET_NAME = re.compile(
    r"(?i)(?:^|[_\s-])(?:api[_ -]?key|auth|authorization|token|secret|password|passwd|pwd|bearer)(?:$|[_\s-])"
)
_NO_KEY = re.compile(r"(?i)^(?:https?://|your|example|placeholder|changeme|xxx|test|\{\{|<|\$\{)")


def secret_in(text: str, name: str = "") -> str:
    """What a text looks like, as in `"a key of AWS"`; empty if it looks like nothing secret.

    name: under which it stands; a long random text is taken for a secret if that sounds like one.
    """
    text = text[:MAX_READ_CHARACTERS]
    for what, pattern in _KNOWN:
        if pattern.search(text):
            return what
    if any(_is_random(found.group(1)) for found in _SAID.finditer(text)):
        return "a key or password"
    if _SECRET_NAME.search(name) and _is_random(text.strip()):
        return "a key or password"
    return RANDOM if _is_long_and_random(text.strip()) else ""


def secrets_in(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each name among the values with a text, at any depth, that looks secret, and what it looks like."""
    found: dict[str, str] = {}
    waiting: list[tuple[str, str, Any]] = [(name, _last(name), value) for name, value in values.items()]
    while waiting:
        place, name, value = waiting.pop()
        if isinstance(value, str):
            if place not in found and (what := secret_in(value, name)):
                found[place] = what
        elif isinstance(value, Mapping):
            waiting += [(place, str(key), item) for key, item in value.items()]
            waiting += [(place, "", str(key)) for key in value]
        elif isinstance(value, list):
            waiting += [(place, name, item) for item in value]
    return sorted(found.items())


def _last(pin: str) -> str:
    """The name that a value has where it stands: `headers_#_Token` → `Token`."""
    base, path = split_pin(pin)
    return path[-1][1] if path else base


def _is_random(text: str) -> bool:
    """Eight characters or more, of letters and digits mixed, that are no example."""
    has_both = any(char.isdigit() for char in text) and any(char.isalpha() for char in text)
    return len(text) >= 8 and has_both and not _NO_KEY.match(text) and not re.search(r"\s", text)


def _is_long_and_random(text: str) -> bool:
    """One word of letters in both cases and digits, too evenly spread to be a name or a path.

    Hexadecimal texts count as well, but for those that are digests and ids as often as keys.
    """
    if not 32 <= len(text) <= 500 or not re.fullmatch(r"[A-Za-z0-9+/_=-]+", text) or _NO_KEY.match(text):
        return False
    kinds = (any(map(str.islower, text)), any(map(str.isupper, text)), any(map(str.isdigit, text)))
    return all(kinds) and _bits(text) >= _MIN_BITS + 0.5


def _bits(text: str) -> float:
    """Shannon's entropy of the text's own characters, in bits a character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())
