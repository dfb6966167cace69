"""What is made of an OpenAPI document: pins, requests, answers, rights; and what is said to be left out."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest
import yaml

from integrations.openapi.blocks import operation_of, private_blocks
from integrations.openapi.definitions import Definition, Kind, Taken, Written
from integrations.openapi.document import DocumentRefused, parsed
from integrations.openapi.reading import MAX_OPERATIONS, Chosen, Reading, read
from integrations.openapi.security import Right
from tests.integrations.openapi_documents import NASTY, PETS


def by_slug(reading: Reading) -> dict[str, Definition]:
    return {told.slug: told for told in reading.operations}


def document(**operation: Any) -> dict[str, Any]:
    """One operation, `GET /x`."""
    return {
        "openapi": "3.0.0",
        "info": {"title": "X"},
        "servers": [{"url": "https://x.example"}],
        "paths": {"/x": {"get": {"responses": {}, **operation}}},
    }


def test_a_tidy_document_becomes_what_it_says() -> None:
    reading = read(parsed(PETS))
    assert (reading.title, reading.about) == ("Pet House", "A house of pets.")
    assert reading.base_url == "https://eu.pets.example/v1"
    assert reading.right == Right("header", "X-Api-Key", scheme="key")
    assert reading.left_out == ()
    found = by_slug(reading)
    assert list(found) == ["list_pets", "create_pet", "set_photo"]
    assert found["list_pets"].takes == (
        Taken(name="limit", kind=Kind.NUMBER, description="Limit (usually 20)"),
        Taken(name="tags", kind=Kind.LIST, description="Tags"),
        Taken(name="fields", kind=Kind.LIST, description="Fields", written=Written.COMMAS),
        Taken(name="X_Trace", kind=Kind.TEXT, description="X trace"),
    )
    assert found["list_pets"].query == {"limit": "{limit}", "tags[]": "{tags}", "fields": "{fields}"}
    assert found["list_pets"].headers == {"X-Trace": "{X_Trace}", "Accept": "application/json"}
    assert [(pin.name, pin.kind, pin.field) for pin in found["list_pets"].gives] == [
        ("response", Kind.LIST, "")
    ]


def test_a_body_is_pins_and_an_answer_is_pins_and_all_of_it() -> None:
    told = by_slug(read(parsed(PETS)))["create_pet"]
    assert told.takes == (
        Taken(name="name", kind=Kind.TEXT, description="What it is called", is_required=True),
        Taken(name="kind", kind=Kind.TEXT, description="Kind", choices=("cat", "guinea pig")),
        Taken(name="friends", kind=Kind.LIST, description="Friends"),
    )
    assert told.body == {"name": "{name}", "kind": "{kind}", "friends": "{friends}"}
    assert [(pin.name, pin.kind, pin.may_be_null) for pin in told.gives] == [
        ("id", Kind.NUMBER, False),
        ("name", Kind.TEXT, False),
        ("kind", Kind.TEXT, True),
        ("friends", Kind.LIST, False),
        ("response", Kind.MAPPING, False),
    ]
    assert (told.about, told.tags, told.needs_credential) == ("Adds a pet.", ("pets", "writing"), True)


def test_files_go_as_multipart_and_an_operation_without_security_takes_no_credential() -> None:
    told = by_slug(read(parsed(PETS)))["set_photo"]
    assert (told.path, told.encoding, told.needs_credential) == ("/pets/{petId}/photo", "multipart", False)
    assert [(pin.name, pin.kind, pin.is_required) for pin in told.takes] == [
        ("petId", Kind.TEXT, True),
        ("photo", Kind.FILE, True),
        ("caption", Kind.TEXT, False),
    ]


def test_a_nasty_document_is_read_as_far_as_it_goes_and_the_rest_is_named() -> None:
    reading = read(parsed(NASTY))
    assert reading.right == Right("bearer", scheme="oauth", is_token=True)
    assert sorted(by_slug(reading)) == [
        "get_open", "get_search", "get_things_thing_id", "get_things_thing_id_2", "patch_things_thing_id",
        "post_search",
    ]  # fmt: skip
    assert {(one.operation, one.reason) for one in reading.left_out} == {
        ("HEAD /things/{thing-id}", "it answers nothing that a step could give"),
        ("webhook changed", "the API calls it, not a step"),
        ("GET /search", "query free: an object in the style form, of which the parts are not told"),
        ("GET /search", "header X-Secret-Token: it carries a credential"),
        ("GET /lost", "`$ref` '#/components/parameters/none' leads nowhere."),
        ("GET /around", "A `$ref` leads in a circle."),
        ("GET /outside", "`$ref` 'other.yaml#/x' leads out of the document: bundle it into one file."),
        ("GET /both", "it asks for one and two, and the account is connected by oauth"),
        ("GET /elsewhere", "it is at another address than the rest"),
    }


def test_schemas_that_hold_themselves_end_and_types_of_3_1_may_be_null() -> None:
    told = by_slug(read(parsed(NASTY)))["get_things_thing_id_2"]
    assert (told.path, told.takes[0].name) == ("/things/{thing_id}", "thing_id")
    assert [(pin.name, pin.kind, pin.may_be_null, pin.field) for pin in told.gives] == [
        ("note", Kind.TEXT, False, "note"),
        ("more", Kind.TEXT, True, "more"),
        ("answer_error", Kind.FLAG, False, "error"),
        ("answer_2nd", Kind.FRACTION, True, "2nd"),
        ("response", Kind.MAPPING, False, ""),
    ]


def test_schemas_of_schemas_of_schemas_are_looked_at_once_each() -> None:
    schemas: dict[str, Any] = {
        f"S{level}": {"anyOf": [{"$ref": f"#/components/schemas/S{level + 1}"}] * 40} for level in range(12)
    }
    schemas["S12"] = {"type": "object", "properties": {"end": {}}}
    answer = {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}}}
    told = read(parsed(document(responses=answer) | {"components": {"schemas": schemas}})).operations[0]
    assert told.gives[-1].name == "response"


def test_of_several_bodies_every_part_is_a_pin_and_required_is_what_all_require() -> None:
    told = by_slug(read(parsed(NASTY)))["patch_things_thing_id"]
    assert [(pin.name, pin.kind, pin.is_required, pin.choices) for pin in told.takes] == [
        ("thing_id", Kind.NUMBER, True, ()),
        ("note", Kind.ANY, False, ()),
        ("more", Kind.TEXT, False, ()),
        ("body_json", Kind.TEXT, False, ("yes",)),
    ]
    assert told.body == {"note": "{note}", "more": "{more}", "json": "{body_json}"}
    assert told.headers["Content-Type"] == "application/merge-patch+json"


def test_objects_in_the_query_cookies_and_answers_that_are_no_json() -> None:
    found = by_slug(read(parsed(NASTY)))
    assert found["get_search"].query == {"filter[from]": "{filter.from}", "filter[to]": "{filter.to}"}
    assert found["get_search"].headers == {"Cookie": "session={session}"}
    assert (found["get_search"].wants, found["post_search"].wants) == ("text", "file")
    assert (found["post_search"].encoding, found["post_search"].takes[0].kind) == ("raw", Kind.FILE)


@pytest.mark.parametrize(
    ("scheme", "right"),
    [
        pytest.param(
            {"type": "apiKey", "in": "query", "name": "k"}, Right("query", "k", scheme="s"), id="query"
        ),
        pytest.param(
            {"type": "apiKey", "in": "cookie", "name": "k"},
            Right("header", "Cookie", "k=", scheme="s"),
            id="cookie",
        ),
        pytest.param({"type": "http", "scheme": "Bearer"}, Right("bearer", scheme="s"), id="bearer"),
        pytest.param({"type": "http", "scheme": "basic"}, Right("basic", scheme="s"), id="basic"),
        pytest.param(
            {"type": "openIdConnect"}, Right("bearer", scheme="s", is_token=True), id="open id connect"
        ),
    ],
)
def test_each_way_to_sign_in(scheme: dict[str, Any], right: Right) -> None:
    given = {**document(security=[{"s": []}]), "components": {"securitySchemes": {"s": scheme}}}
    assert read(parsed(given)).right == right
    undemanded = {**document(), "components": {"securitySchemes": {"s": scheme}}}
    assert read(parsed(undemanded)).right == right  # told, and nowhere asked for


def test_a_header_that_carries_a_key_says_how_one_signs_in_where_nothing_else_does() -> None:
    told = {"name": "X-Auth-Key", "in": "header", "required": True, "schema": {"type": "string"}}
    reading = read(parsed(document(parameters=[told])))
    assert reading.right == Right("header", "X-Auth-Key")
    assert (reading.operations[0].takes, reading.operations[0].needs_credential) == ((), True)
    assert read(parsed(document())).right == Right()


def test_servers_may_be_told_from_where_the_document_is_and_may_be_missing() -> None:
    given = document() | {"servers": [{"url": "/api/v2/"}]}
    assert read(parsed(given), source_url="https://a.example/docs/spec.json").base_url == (
        "https://a.example/api/v2"
    )
    assert read(parsed(given)).base_url == ""


def test_yaml_says_the_same_as_json() -> None:
    assert read(parsed(yaml.safe_dump(PETS, sort_keys=False))) == read(parsed(json.dumps(PETS)))
    dated = yaml.safe_dump(document()) + "x-since: 2020-01-01\n"
    assert parsed(dated).content["x-since"] == "2020-01-01"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("[" * 100_000, "nested more than 100 levels", id="deep yaml"),
        pytest.param('{"a":' * 5_000 + "1" + "}" * 5_000, "nested more than 100 levels", id="deep json"),
        pytest.param("a: !!python/object/apply:os.getcwd []", "neither JSON nor YAML in line 1", id="python"),
        pytest.param("a: [b", "neither JSON nor YAML in line", id="broken"),
        pytest.param("[]", "must be a JSON or YAML object", id="a list"),
        pytest.param('{"swagger": "2.0"}', "Swagger 2.0: convert it", id="swagger 2"),
        pytest.param('{"openapi": "4.0"}', "must say 3.0 and 3.1, and says '4.0'", id="version 4"),
        pytest.param('{"openapi": "3.0.0"}', "It has no operations.", id="empty"),
        pytest.param("x" * (5 * 1024 * 1024 + 1), "at most 5,242,880", id="too long"),
    ],
)
def test_what_is_no_document_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(DocumentRefused, match="cannot be read: ") as caught:
        read(parsed(text))
    assert said in caught.value.message


def test_aliases_that_lead_to_themselves_and_bombs_of_them_do_no_harm() -> None:
    text = yaml.safe_dump(document()).replace("responses: {}", "responses: &r {200: *r}")
    assert [told.key for told in read(parsed(text)).operations] == ["GET /x"]


def _endless() -> list[Any]:
    """What aliases of YAML make: small to hold, and without end to whoever walks it."""
    found: list[Any] = ["x"]
    for _ in range(40):
        found = [found, found]
    found[0].append(found)
    return found


JUNK: tuple[Any, ...] = (
    None,
    True,
    7,
    -1.5,
    "",
    "x" * 10_000,
    "#/components",
    [],
    {},
    _endless(),
    {"a": _endless()},
)


def _spoilt(part: Any, chance: random.Random) -> Any:
    """A copy in which something here and there is something else."""
    if chance.random() < 0.04:
        return chance.choice(JUNK)
    if isinstance(part, dict):
        return {key: _spoilt(value, chance) for key, value in part.items()}
    return [_spoilt(value, chance) for value in part] if isinstance(part, list) else part


@pytest.mark.parametrize("given", [PETS, NASTY], ids=["pets", "nasty"])
def test_whatever_stands_in_a_document_it_is_read_or_refused(given: dict[str, Any]) -> None:
    endings = Counter[str]()
    for seed in range(100):
        chance = random.Random(seed)
        spoilt = {name: _spoilt(part, chance) for name, part in given.items()}
        try:
            reading = read(parsed(spoilt))
        except DocumentRefused:
            endings["refused"] += 1
            continue
        kept = json.dumps([told.as_json() for told in reading.operations])
        assert len(kept) < 200_000
        for told in reading.operations:
            operation_of(told, "i")
        endings["read"] += 1
    assert endings["read"] > 50
    assert endings["refused"] > 5


def test_what_is_told_once_and_meant_often_stays_bounded() -> None:
    schema = {"type": "object", "properties": {f"p{i}": {"description": "x" * 300} for i in range(60)}}
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Big"}}}}
    given = document() | {"components": {"schemas": {"Big": schema}}}
    given["paths"] = {
        f"/p{i}": {"post": {"requestBody": content, "responses": {"200": content}}} for i in range(300)
    }
    with pytest.raises(DocumentRefused, match="more than 5,242,880 bytes: choose fewer operations"):
        read(parsed(given))


def test_too_many_operations_are_refused_and_can_be_chosen_from() -> None:
    given = document()
    operation = {"responses": {}, "tags": ["many"]}
    given["paths"] = {f"/p{i}": {"get": operation} for i in range(MAX_OPERATIONS + 1)}
    given["paths"]["/one"] = {"get": {"operationId": "theOne", "tags": ["few"], "responses": {}}}
    with pytest.raises(DocumentRefused, match=r"302 operations are too many.*many \(301\), few \(1\)"):
        read(parsed(given))
    for chosen in (Chosen(tags=["Few"]), Chosen(operations=["theOne"]), Chosen(operations=["GET /one"])):
        assert [told.key for told in read(parsed(given), chosen=chosen).operations] == ["theOne"]
    with pytest.raises(DocumentRefused, match="None of its 302 operations is one of those chosen"):
        read(parsed(given), chosen=Chosen(tags=["none"]))


def test_names_that_a_pin_cannot_have_are_changed_and_sent_as_the_api_has_them() -> None:
    names = ["credentials", "schema", "model_name", "_x", "9", "a.b", "a b", "ünïcode", "now"]
    parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]
    told = read(parsed(document(parameters=parameters))).operations[0]
    assert told.query == {
        "credentials": "{query_credentials}",
        "schema": "{query_schema}",
        "model_name": "{query_model_name}",
        "_x": "{x}",
        "9": "{query_9}",
        "a.b": "{a_b}",
        "a b": "{query_a_b}",
        "ünïcode": "{n_code}",
        "now": "{query_now}",
    }


@pytest.mark.parametrize("given", [PETS, NASTY], ids=["pets", "nasty"])
def test_what_is_kept_is_what_was_read_and_makes_blocks(given: dict[str, Any]) -> None:
    reading = read(parsed(given))
    kept = [Definition.from_json(json.loads(json.dumps(told.as_json()))) for told in reading.operations]
    assert kept == list(reading.operations)
    blocks = private_blocks(
        {told.key: told for told in kept},
        provider="private:1",
        family="x",
        name="X",
        base_url=reading.base_url,
        right=reading.right,
        workspace_id="w",
        edition="1",
    )
    for told in kept:
        block = blocks[told.key]
        assert list(block.input_pins()) == [pin.name for pin in told.takes]
        assert list(block.output_pins()) == [*(pin.name for pin in told.gives), "error"]
        assert block.at_most_once is (told.method != "GET")
        assert operation_of(told, "i").version == 1
