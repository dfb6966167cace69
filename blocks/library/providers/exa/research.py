"""Research: Exa reads until it can answer. https://docs.exa.ai/reference/research"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.exa._api import API, OBJECTS, STATUS, WAITED, WAITING, id_pin, row, waiting
from blocks.rest import blocks_of, choice, echo, flag, get, gives, mapping, number, post, text
from blocks.sdk import Category

RESEARCH = "/research/v1"
TOLD = {
    "research_id": gives(str, "The task's id", "researchId"),
    "status": STATUS,
    "instructions": gives(str, "What it is about"),
    "model": gives(str, "Who does it"),
    "created_at": gives(int, "When it was asked for, milliseconds since 1970", "createdAt"),
    "output_content": gives(str | None, "What came out", "output.content"),
    "output_parsed": gives(dict[str, Any] | None, "The same in the form that was asked for", "output.parsed"),
    "cost_total": gives(float | None, "What it cost, dollars", "costDollars.total"),
}

OPERATIONS = (
    row(
        "a1f2e3d4-c5b6-4a78-9012-3456789abcde",
        "create_research",
        "Let Exa look into something, and wait for what comes out.",
        [
            post(
                RESEARCH,
                {"instructions": "{instructions}", "model": "{model}", "outputSchema": "{output_schema}"},
                keep={"made": "researchId"},
            ),
            get(
                f"{RESEARCH}/{{made}}",
                when="wait_for_completion",
                poll=waiting("polling_timeout", ("completed",), failed=("failed", "canceled"), every=5.0),
            ),
        ],
        {
            "instructions": text(
                "What to look into", example="How are roofs mended?", min_length=1, long=True
            ),
            "model": choice(
                "exa-research-fast exa-research exa-research-pro", "How thoroughly", "exa-research"
            ),
            "output_schema": mapping("JSON Schema of what is to come out", None),
            "wait_for_completion": flag("Wait for what comes out", True),
            "polling_timeout": number("For so many seconds at most", 600, ge=1, le=WAITING),
        },
        {
            **TOLD,
            "elapsed_time": echo(float | None, "How long that took, seconds", "elapsed_time"),
        },
        timeout_seconds=WAITING + 60.0,
        categories=(Category.AI, Category.SEARCH),
    ),
    row(
        "c3d4e5f6-7890-4abc-9012-3456789abcde",
        "wait_for_research",
        "Wait for what comes out of a research task.",
        get(
            f"{RESEARCH}/{{research_id}}",
            poll=waiting(
                "timeout",
                ("completed", "failed", "canceled"),
                every="check_interval",
                at_most="check_interval",
            ),
        ),
        {
            **id_pin("research"),
            "timeout": number("For so many seconds at most", 600, ge=1, le=WAITING),
            "check_interval": number("Seconds between two looks", 10, ge=1, le=60),
        },
        {
            "research_id": TOLD["research_id"],
            "final_status": gives(str, "How far it is", "status"),
            "output_content": TOLD["output_content"],
            "output_parsed": TOLD["output_parsed"],
            "cost_total": TOLD["cost_total"],
            **WAITED,
        },
        timeout_seconds=WAITING + 60.0,
    ),
    row(
        "b2e3f4a5-6789-4bcd-9012-3456789abcde",
        "get_research",
        "Tell how far a research task is, and what came out.",
        get(f"{RESEARCH}/{{research_id}}", {"events": "{include_events}"}),
        {**id_pin("research"), "include_events": flag("With what was done", False)},
        {
            **TOLD,
            "finished_at": gives(int | None, "When it ended, milliseconds since 1970", "finishedAt"),
            "cost_searches": gives(int | None, "Searches made", "costDollars.numSearches"),
            "cost_pages": gives(int | None, "Pages read", "costDollars.numPages"),
            "cost_reasoning_tokens": gives(int | None, "Tokens thought", "costDollars.reasoningTokens"),
            "error_message": gives(str | None, "Why it failed", "error"),
            "events": gives(OBJECTS | None, "What was done"),
        },
    ),
    row(
        "d4e5f6a7-8901-4bcd-9012-3456789abcde",
        "list_research",
        "List research tasks.",
        get(RESEARCH, "cursor limit"),
        {
            "cursor": text("Where a list before ended", None, advanced=True),
            "limit": number("At most so many", 10, ge=1, le=50),
        },
        {
            "research_tasks": gives(OBJECTS, "The tasks", "data"),
            "research_task": gives(dict[str, Any], "Each task, on its own", each="research_tasks"),
            "has_more": gives(bool, "Whether there are more", "hasMore"),
            "next_cursor": gives(str | None, "Where the next list begins", "nextCursor"),
        },
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
