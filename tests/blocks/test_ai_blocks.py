"""Blocks that ask language models, over the real SDKs and a wire that speaks both protocols."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from blocks.library.ai import _chat
from blocks.library.ai._schema import problems
from blocks.library.ai._structured import json_in
from blocks.library.ai.condition import AICondition
from blocks.library.ai.conversation import AIConversation
from blocks.library.ai.list_generator import AIListGenerator
from blocks.library.ai.perplexity import Perplexity
from blocks.library.ai.structured_response import AIStructuredResponseGenerator
from blocks.library.ai.summarizer import AITextSummarizer, chunks
from blocks.sdk import Block, Context, fire
from tests.blocks.streams import anthropic_says, chunk, openai_says, openai_stream
from tests.blocks.wire import Reply, Wire

GPT, CLAUDE = "gpt-4o-mini", "claude-haiku-4-5"
FORM = {"name": "Full name", "age": "In years"}
EVERY_BLOCK: list[tuple[type[Block], dict[str, Any]]] = [
    (AIStructuredResponseGenerator, {"prompt": "Who?", "expected_format": FORM, "retry": 1}),
    (AIListGenerator, {"focus": "Cities", "max_retries": 1}),
    (AIConversation, {"messages": ["Hello"]}),
    (AICondition, {"input_value": 1, "condition": "it is odd"}),
    (AITextSummarizer, {"text": "Once upon a time."}),
    (Perplexity, {"prompt": "What is new?"}),
]


def sent(wire: Wire, place: int = -1) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = wire.seen[place].json()["messages"]
    return messages


# --- The five failures ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reply", "code"),
    [
        pytest.param(Reply(401), "auth_failed", id="401"),
        pytest.param(Reply(403), "provider_refused", id="403"),
        pytest.param(Reply(429, headers={"Retry-After": "70"}), "rate_limited", id="429"),
        pytest.param(Reply(500), "provider_down", id="500"),
        pytest.param(Reply(delay_seconds=0.4), "timed_out", id="silence"),
    ],
)
@pytest.mark.parametrize(("block", "given"), EVERY_BLOCK, ids=lambda value: getattr(value, "slug", ""))
async def test_a_providers_failure_is_typed(
    block: type[Block],
    given: dict[str, Any],
    reply: Reply,
    code: str,
    wire: Wire,
    ctx: Context,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if reply.delay_seconds:
        monkeypatch.setattr(_chat, "REQUEST_TIMEOUT_SECONDS", 0.1)
    wire.replies = [reply]
    firing = await fire(block, given, ctx)
    assert firing.error_code == code
    assert firing.outputs == [("error", firing.error)]
    assert firing.retry_after_seconds == (70.0 if code == "rate_limited" else None)


# --- Structured response ----------------------------------------------------------------------------------
@pytest.mark.parametrize(("model", "says"), [(GPT, openai_says), (CLAUDE, anthropic_says)])
async def test_an_object_is_found_checked_and_given(model: str, says: Any, wire: Wire, ctx: Context) -> None:
    wire.replies = [says('Here it is:\n```json\n{"name": "Ada", "age": 36}\n```')]
    given = {"prompt": "Who is {{ who }}?", "expected_format": FORM, "model": model}
    firing = await fire(AIStructuredResponseGenerator, given | {"prompt_values": {"who": "she"}}, ctx)
    assert firing.error is None
    assert firing.outputs[0] == ("response", {"name": "Ada", "age": 36})
    assert firing.outputs[1][1][-1] == {"role": "user", "content": "Who is she?"}
    assert '"required": ["name", "age"]' in str(wire.seen[0].json())
    assert firing.usage.tokens_in == 20


async def test_the_model_is_told_what_was_wrong_and_tries_again(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says("I cannot."), openai_says('{"name": 7}'), openai_says('{"name": "Ada"}')]
    schema = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    given = {"prompt": "Who?", "expected_format": schema, "model": GPT, "sys_prompt": "Be exact."}
    firing = await fire(AIStructuredResponseGenerator, given, ctx)
    assert firing.outputs[0] == ("response", {"name": "Ada"})
    assert firing.usage.tokens_in == 3 * 20
    last = sent(wire)
    assert last[0]["content"].startswith("Be exact.\n\nAnswer with one JSON object")
    assert [message["role"] for message in last[1:]] == ["user", "assistant", "user", "assistant", "user"]
    assert "the answer holds no JSON" in last[3]["content"]
    assert last[4]["content"] == '{"name": 7}'
    assert "name must be of type string" in last[5]["content"]


async def test_after_so_many_tries_it_says_what_was_wrong(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says('{"name": "Ada"}')]
    given = {"prompt": "Who?", "expected_format": FORM, "model": GPT, "retry": 2}
    firing = await fire(AIStructuredResponseGenerator, given, ctx)
    assert firing.error_code == "provider_refused"
    told = "The model gave no answer of the right form in 2 tries: age is missing."
    assert firing.error == f'{told} It said: {{"name": "Ada"}}'
    assert len(wire.seen) == 2


@pytest.mark.parametrize("answer", ['[{"name": "A", "age": 1}]', '{"list": [{"name": "A", "age": 1}]}'])
async def test_a_list_of_objects_is_a_list(answer: str, wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says(answer)]
    given = {"prompt": "Who?", "expected_format": FORM, "model": GPT, "list_result": True}
    firing = await fire(AIStructuredResponseGenerator, given | {"force_json_output": True}, ctx)
    assert firing.outputs[0] == ("response", [{"name": "A", "age": 1}])
    assert wire.seen[0].json()["response_format"] == {"type": "json_object"}


async def test_messages_before_are_sent_along(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says('{"name": "Ada", "age": 36}')]
    before = [{"role": "user", "content": "Think of Ada."}, {"role": "assistant", "content": "Yes."}]
    given = {"prompt": "Who?", "expected_format": FORM, "model": GPT, "conversation_history": before}
    await fire(AIStructuredResponseGenerator, given, ctx)
    assert sent(wire)[1:] == [*before, {"role": "user", "content": "Who?"}]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("none", None),
        ('{"a": [1]}', ({"a": [1]},)),
        ('so: [1, 2] and {"a": 1}', ([1, 2],)),
        ('{not json} {"a": 1}', ({"a": 1},)),
        ("{" * 10_000, None),
    ],
)
def test_json_is_found_in_a_text(text: str, found: Any) -> None:
    assert json_in(text) == found


@pytest.mark.parametrize(
    ("value", "schema", "wrong"),
    [
        ({"a": 1}, {"type": "object", "required": ["b"]}, ["b is missing"]),
        ({"a": 1.0}, {"properties": {"a": {"type": "integer"}}}, []),
        ({"a": True}, {"properties": {"a": {"type": "integer"}}}, ["a must be of type integer"]),
        ([1, "x"], {"items": {"type": ["integer", "null"]}}, ["[1] must be of type integer or null"]),
        ("x", {"enum": ["y"]}, ["the value must be one of ['y']"]),
        (5, {"minimum": 6}, ["the value must be at least 6"]),
        ("abc", {"maxLength": 2}, ["the value must have at most 2 characters"]),
        ({"z": 1}, {"additionalProperties": False, "properties": {}}, ["z is not asked for"]),
        (1, {"anyOf": [{"type": "string"}, {"type": "integer"}]}, []),
        (
            None,
            {"anyOf": [{"type": "string"}]},
            ["the value fits none of the alternatives (the value must be of type string)"],
        ),
    ],
)
def test_a_schema_says_what_is_wrong(value: Any, schema: dict[str, Any], wrong: list[str]) -> None:
    assert problems(value, schema) == wrong


# --- Lists ------------------------------------------------------------------------------------------------
async def test_a_list_is_given_whole_and_item_by_item(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says("no list"), openai_says('["Paris", 2, "Rome"]')]
    firing = await fire(AIListGenerator, {"focus": "Cities", "source_data": "Go.", "model": GPT}, ctx)
    assert firing.outputs[:-1] == [
        ("generated_list", ["Paris", "2", "Rome"]),
        ("list_item", "Paris"),
        ("list_item", "2"),
        ("list_item", "Rome"),
    ]
    assert sent(wire, 0)[1]["content"].startswith("The list is to be about: Cities\n\nTake the items from")


async def test_what_is_no_list_of_texts_fails(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says('[{"a": 1}]')]
    firing = await fire(AIListGenerator, {"model": GPT, "max_retries": 1}, ctx)
    assert firing.error is not None
    assert "[0] must be of type string" in firing.error


# --- Conversations ----------------------------------------------------------------------------------------
async def test_a_conversation_goes_on(wire: Wire, ctx: Context, streamed: list[tuple[str, str]]) -> None:
    wire.replies = [openai_says("Good evening.")]
    messages = [{"role": "system", "content": "Be kind."}, "Hello", {"role": "assistant", "content": "Hi"}]
    firing = await fire(AIConversation, {"messages": messages, "prompt": "And now?", "model": GPT}, ctx)
    assert firing.outputs[0] == ("response", "Good evening.")
    assert firing.outputs[1][1] == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi"},
        {"role": "user", "content": "And now?"},
    ]
    assert "".join(piece for _, piece in streamed) == "Good evening."


async def test_anthropic_gets_the_system_prompt_and_turns_of_its_own_kind(wire: Wire, ctx: Context) -> None:
    wire.replies = [anthropic_says("Hi.")]
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    messages: list[Any] = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": [{"type": "text", "text": "Look"}, picture]},
        {"role": "user", "content": "Well?"},
    ]
    await fire(AIConversation, {"messages": messages, "model": CLAUDE, "max_tokens": 99}, ctx)
    asked = wire.seen[0].json()
    source = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
    assert (asked["system"], asked["max_tokens"]) == ("Be kind.", 99)
    assert asked["messages"] == [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Look"},
                {"type": "image", "source": source},
                {"type": "text", "text": "Well?"},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("messages", "error"),
    [
        ([{"content": "x"}], "message 0 needs a `role`"),
        (["ok", {"role": "user"}], "message 1 needs `content`"),
        ([], "`messages` and `prompt` are both empty."),
        ([{"role": "user", "content": 7}], "the `content` of message 0 must be text"),
        ([{"role": "assistant", "tool_calls": [{}]}], "the `tool_calls` of message 0"),
    ],
)
async def test_messages_that_are_none_are_refused(
    messages: list[Any], error: str, wire: Wire, ctx: Context
) -> None:
    firing = await fire(AIConversation, {"messages": messages, "model": GPT}, ctx)
    assert firing.error_code == "invalid_input"
    assert firing.error is not None
    assert error in firing.error
    assert wire.seen == []


async def test_old_turns_go_first_when_a_conversation_is_too_long(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says("Hi.")]
    system = {"role": "system", "content": "Rules."}
    turns = [{"role": "user", "content": f"{n} " + "x" * 8_000} for n in range(10)]
    await fire(AIConversation, {"messages": [system, *turns], "model": "gpt-3.5-turbo"}, ctx)
    kept = sent(wire)
    assert kept[0] == system
    assert [message["content"].split()[0] for message in kept[1:]] == [str(n) for n in range(4, 10)]


# --- Conditions -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "given", "outputs"),
    [
        ("true", {}, [("result", True), ("yes_output", {"a": 1})]),
        ("False.", {}, [("result", False), ("no_output", {"a": 1})]),
        ("**Yes**", {"yes_value": "go"}, [("result", True), ("yes_output", "go")]),
        ("no", {"no_value": 0}, [("result", False), ("no_output", 0)]),
    ],
)
async def test_a_decision_chooses_the_branch(
    said: str, given: dict[str, Any], outputs: list[Any], wire: Wire, ctx: Context
) -> None:
    wire.replies = [openai_says(said)]
    values = {"input_value": {"a": 1}, "condition": "it has an a", "model": GPT}
    firing = await fire(AICondition, values | given, ctx)
    assert firing.outputs == outputs
    assert sent(wire)[1]["content"] == 'Statement: it has an a\n\nInput:\n{"a": 1}'


async def test_a_model_that_does_not_decide_is_asked_again_and_then_fails(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says("true or false, who knows"), openai_says("true")]
    values = {"input_value": 1, "condition": "it is odd", "model": GPT}
    assert (await fire(AICondition, values, ctx)).outputs[0] == ("result", True)
    wire.replies = [openai_says("perhaps")]
    failed = await fire(AICondition, values, ctx)
    assert failed.error == "The model did not decide; it said: perhaps"
    assert len(wire.seen) == 2 + 3


# --- Summaries --------------------------------------------------------------------------------------------
async def test_a_short_text_is_summarized_at_once(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says("Short.")]
    values = {"text": "Once upon a time.", "style": "bullet points", "focus": "time", "model": GPT}
    firing = await fire(AITextSummarizer, values, ctx)
    assert firing.outputs[0] == ("summary", "Short.")
    told = "Summarize this text. Write bullet points. Look most at: time.\n\nOnce upon a time."
    assert [message["content"] for message in sent(wire)[1:]] == [told]


async def test_a_long_text_is_summarized_part_by_part_and_then_together(wire: Wire, ctx: Context) -> None:
    wire.replies = [openai_says("One."), openai_says("Two."), openai_says("Three."), openai_says("All.")]
    values = {"text": "word " * 200, "max_tokens": 100, "chunk_overlap": 10, "model": GPT}
    firing = await fire(AITextSummarizer, values, ctx)
    assert firing.outputs[0] == ("summary", "All.")
    assert sent(wire)[1]["content"].endswith("One.\n\nTwo.\n\nThree.")
    assert (len(wire.seen), firing.usage.tokens_in) == (4, 80)


def test_parts_overlap_and_leave_nothing_out() -> None:
    text = " ".join(f"w{n}" for n in range(500))
    parts = chunks(text, tokens=100, overlap=10)
    assert all(len(part) <= 400 for part in parts)
    whole = parts[0]
    for before, part in pairwise(parts):
        assert part[:40] == before[-40:]
        whole += part[40:]
    assert whole == text


async def test_a_text_with_too_many_parts_is_refused(wire: Wire, ctx: Context) -> None:
    firing = await fire(AITextSummarizer, {"text": "x" * 10_000, "max_tokens": 1, "model": GPT}, ctx)
    assert (firing.error_code, wire.seen) == ("too_large", [])


# --- Perplexity -------------------------------------------------------------------------------------------
async def test_sources_come_with_the_answer_through_openrouter(wire: Wire, ctx: Context) -> None:
    source = {"type": "url_citation", "url_citation": {"title": "T", "url": "https://example.com"}}
    wire.replies = [
        openai_stream(
            chunk({"content": "News."}),
            chunk({"content": "", "annotations": [source]}),
            chunk({}, finish="stop"),
        )
    ]
    firing = await fire(Perplexity, {"prompt": "News?", "system_prompt": "Be brief."}, ctx)
    assert firing.outputs == [("response", "News."), ("annotations", [source])]
    assert wire.seen[0].json()["model"] == "perplexity/sonar"


async def test_sources_come_with_the_answer_from_perplexity_itself(wire: Wire, ctx: Context) -> None:
    found = [{"title": "T", "url": "https://example.com", "date": None}]
    wire.replies = [
        openai_stream(
            chunk({"content": "News."}, search_results=found), chunk({}, finish="stop", search_results=found)
        )
    ]
    firing = await fire(Perplexity, {"prompt": "News?", "model": "sonar"}, ctx)
    cited = {"type": "url_citation", "url_citation": {"title": "T", "url": "https://example.com"}}
    assert firing.outputs == [("response", "News."), ("annotations", [cited])]
    assert "stream_options" not in wire.seen[0].json()


async def test_perplexity_refuses_models_of_others(wire: Wire, ctx: Context) -> None:
    firing = await fire(Perplexity, {"prompt": "News?", "model": GPT}, ctx)
    assert firing.error == "`model`: 'gpt-4o-mini' is no model of Perplexity."
    assert wire.seen == []
