"""A document as definitions of operations: what was made of it, what was left out and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import orjson

from integrations.openapi.answers import answered
from integrations.openapi.definitions import Definition
from integrations.openapi.document import Document, DocumentRefused, mapping, one_line, refused, texts, word
from integrations.openapi.requests import CannotBeSaid, all_parameters, request_of
from integrations.openapi.security import NO_RIGHT, Right, needs, right_of
from integrations.openapi.servers import base_url_of

MAX_OPERATIONS = 300
MAX_KEPT_BYTES = 5 * 1024 * 1024  # of the definitions
MAX_SLUG_CHARS = 60
MAX_KEY_CHARS = 300
_METHODS = ("get", "post", "put", "patch", "delete")
_NO_STEPS = ("head", "options", "trace")
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An operation, or a pin of one, that has no words here."""

    operation: str  # its key
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says. base_url: empty if it does not say where the API is."""

    title: str
    about: str
    website: str
    base_url: str
    right: Right
    operations: tuple[Definition, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which operations are wanted; empty: all. operations: their ids, or methods and paths."""

    tags: Collection[str] = ()
    operations: Collection[str] = ()

    def has(self, found: _Found) -> bool:
        if not self.tags and not self.operations:
            return True
        names = {found.key.lower(), f"{found.method} {found.path}".lower()}
        asked = {name.lower() for name in self.operations}
        return bool(names & asked) or bool({t.lower() for t in found.tags} & {t.lower() for t in self.tags})


@dataclass(frozen=True, slots=True)
class _Found:
    """One operation as it stands in the document."""

    key: str
    method: str
    path: str
    item: Mapping[str, Any]  # its path's
    told: Mapping[str, Any]
    tags: tuple[str, ...] = field(default=())


def read(
    document: Document,
    *,
    source_url: str = "",
    chosen: Chosen | None = None,
    variables: Mapping[str, str] | None = None,
) -> Reading:
    """Raises DocumentRefused if nothing can be made of it, or more than MAX_OPERATIONS would."""
    every = list(_operations(document))
    wanted = [found for found in every if (chosen or Chosen()).has(found)]
    _refuse_numbers(every, wanted)
    right = right_of(document, ((one.told, all_parameters(one.item, one.told)) for one in wanted))
    base_url = base_url_of(document.content.get("servers"), source_url, variables or {})
    made: list[Definition] = []
    left_out = list(_no_operations(document, chosen))
    slugs: set[str] = set()
    size = 0
    for found in wanted:
        try:
            definition, missing = _definition(document, found, right, slugs, base_url, source_url)
        except (CannotBeSaid, DocumentRefused) as reason:
            words = reason.details["spec"][0] if isinstance(reason, DocumentRefused) else str(reason)
            left_out.append(LeftOut(found.key, words))
            continue
        slugs.add(definition.slug)
        made.append(definition)
        size += len(orjson.dumps(definition.as_json()))
        if size > MAX_KEPT_BYTES:
            raise refused(
                f"What is made of it has more than {MAX_KEPT_BYTES:,} bytes: choose fewer operations."
            )
        left_out += [LeftOut(found.key, reason) for reason in missing]
    if not made:
        why = f" {left_out[0].operation}: {left_out[0].reason}." if left_out else ""
        raise refused(f"None of its operations can be called.{why}")
    info = mapping(document.content.get("info"))
    outside = mapping(document.content.get("externalDocs")).get("url")
    is_asked = any(definition.needs_credential for definition in made)
    return Reading(
        title=document.title,
        about=one_line(info.get("description"), 300),
        website=outside if isinstance(outside, str) and outside.startswith("https://") else "",
        base_url=base_url,
        right=right if is_asked else NO_RIGHT,
        operations=tuple(made),
        left_out=tuple(left_out),
    )


def _operations(document: Document) -> Iterator[_Found]:
    """In the document's order. An id that two operations have is none."""
    paths = mapping(document.content.get("paths"))
    items = {str(path): document.at(item) for path, item in paths.items() if str(path).startswith("/")}
    ids = Counter(
        word(mapping(item.get(method)).get("operationId")) for item in items.values() for method in _METHODS
    )
    for path, item in items.items():
        for method in _METHODS:
            if isinstance(item.get(method), Mapping):
                told = item[method]
                named = word(told.get("operationId"))
                is_known = ids[named] == 1 and 0 < len(named) <= MAX_KEY_CHARS
                key = named if is_known else f"{method.upper()} {path}"
                yield _Found(key, method.upper(), path, item, told, _tags(told))


def _tags(told: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(one_line(tag, 100) for tag in islice(texts(told.get("tags")), 20))


def _no_operations(document: Document, chosen: Chosen | None) -> Iterator[LeftOut]:
    if chosen and (chosen.tags or chosen.operations):
        return
    for path, item in mapping(document.content.get("paths")).items():
        for method in _NO_STEPS:
            if method in mapping(item):
                yield LeftOut(f"{method.upper()} {path}", "it answers nothing that a step could give")
    for name in mapping(document.content.get("webhooks")):
        yield LeftOut(f"webhook {name}", "the API calls it, not a step")


def _refuse_numbers(every: list[_Found], wanted: list[_Found]) -> None:
    tags = Counter(tag for found in every for tag in found.tags)
    told = ", ".join(f"{tag} ({count})" for tag, count in tags.most_common(20)) or "none"
    if not every:
        raise refused("It has no operations.")
    if not wanted:
        raise refused(f"None of its {len(every)} operations is one of those chosen. Its tags: {told}.")
    if len(wanted) > MAX_OPERATIONS:
        raise refused(
            f"{len(wanted)} operations are too many: at most {MAX_OPERATIONS}. Choose some by tag or by name."
            f" Its tags: {told}."
        )
    for found in wanted:
        if max(len(found.key), len(found.path)) > MAX_KEY_CHARS:
            raise refused(f"A path has more than {MAX_KEY_CHARS} characters.")


def _definition(
    document: Document, found: _Found, right: Right, slugs: set[str], base_url: str, source_url: str
) -> tuple[Definition, list[str]]:
    """The operation, and what of it was left out. Raises CannotBeSaid or DocumentRefused."""
    told = found.told
    own = told.get("servers") or found.item.get("servers")
    if own and base_url_of(own, source_url, {}) != base_url:
        raise CannotBeSaid("it is at another address than the rest")
    needs_credential, why_not = needs(document, told, right)
    if why_not:
        raise CannotBeSaid(why_not)
    request = request_of(document, found.path, told, all_parameters(found.item, told), right)
    answer = answered(document, told)
    if answer.wants == "json":
        request.headers.setdefault("Accept", "application/json")
    slug = _slug(found, slugs)
    return (
        Definition(
            key=found.key,
            slug=slug,
            name=_name(found, slug),
            about=_about(found),
            method=found.method,
            path=request.path,
            takes=tuple(request.takes),
            gives=answer.gives,
            query=request.query,
            headers=request.headers,
            body=request.body,
            encoding=request.encoding,
            has_body_always=request.has_body_always,
            wants=answer.wants,
            needs_credential=needs_credential,
            tags=found.tags,
        ),
        request.left_out,
    )


def _slug(found: _Found, given: set[str]) -> str:
    words = [word.lower() for word in _WORD.findall(found.key)]
    bare = "_".join(words)[:MAX_SLUG_CHARS].strip("_") or found.method.lower()
    slug, number = bare, 1
    while slug in given:
        number += 1
        slug = f"{bare}_{number}"
    return slug


def _name(found: _Found, slug: str) -> str:
    told = one_line(found.told.get("summary"), 60).rstrip(".")
    return told or slug.replace("_", " ").capitalize()


def _about(found: _Found) -> str:
    told = one_line(found.told.get("description"), 300) or one_line(found.told.get("summary"), 300)
    about = told or f"{found.method} {found.path}"
    return f"{about} (No longer to be used.)" if found.told.get("deprecated") is True else about
