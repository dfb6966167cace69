"""Rules that every block keeps."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import uuid
from collections import Counter
from pathlib import Path

import pytest

from blocks.rest import RestBlock
from blocks.sdk import Block, BlockKind, all_blocks, find_block

ROOT = Path(__file__).resolve().parents[2]
LEAST_BLOCKS = 60
HEAVY_MODULES = [
    "django",
    "celery",
    "openai",
    "anthropic",
    "trafilatura",
    "jinja2",
    "feedparser",
    "python_calamine",
    "platform_project",
    "agents",
    "integrations",
    "jmespath",
]

# Blocks that need the outside, or the clock, and so have tests of their own instead of cases.
TESTED_ELSEWHERE = {
    "agent.file_input": "test_agent_blocks",
    "agent.google_drive_file_input": "test_agent_blocks",
    "agent.human_review": "test_agent_blocks",
    "agent.run_agent": "test_agent_blocks",
    "ai.code_generation": "test_code_generation",
    "ai.condition": "test_ai_blocks",
    "ai.conversation": "test_ai_blocks",
    "ai.create_embeddings": "test_ai_media",
    "ai.describe_image": "test_ai_media",
    "ai.edit_image": "test_ai_media",
    "ai.generate_image": "test_ai_media",
    "ai.list_generator": "test_ai_blocks",
    "ai.orchestrator": "test_orchestrator",
    "ai.perplexity": "test_ai_blocks",
    "ai.speak": "test_ai_media",
    "ai.structured_response": "test_ai_blocks",
    "ai.text_generator": "test_text_generator",
    "ai.text_summarizer": "test_ai_blocks",
    "ai.transcribe_audio": "test_ai_media",
    "basic.print_to_console": "test_text_blocks",
    "data.keyword_suggestion": "test_text_blocks",
    "data.related_keyword": "test_text_blocks",
    "code.begin_sandbox": "test_execute_code",
    "code.execute": "test_execute_code",
    "code.execute_step": "test_execute_code",
    "discord.post_message": "test_discord",
    "discord.read_messages": "test_discord_reading",
    "discord.send_message": "test_discord",
    "database.query": "test_sql_query",
    "email.send": "test_send_email",
    "files.read": "test_files",
    "files.store": "test_files",
    "memory.add": "test_memory",
    "memory.get_all": "test_memory",
    "memory.get_latest": "test_memory",
    "memory.persist": "test_memory",
    "memory.retrieve": "test_memory",
    "memory.search": "test_memory",
    "pinecone.init": "test_pinecone",
    "pinecone.insert": "test_pinecone",
    "pinecone.query": "test_pinecone",
    "mcp.tool": "test_mcp",
    "time.current_date": "test_clock",
    "time.current_date_and_time": "test_clock",
    "time.current_time": "test_clock",
    "video.add_audio": "test_video",
    "video.clip": "test_video",
    "video.concat": "test_video",
    "video.duration": "test_video",
    "video.loop": "test_video",
    "video.text_overlay": "test_video",
    "web.extract_text": "test_web",
    "web.screenshot": "test_screenshot",
    "web.read_feed": "test_feeds",
    "web.wikipedia_summary": "test_feeds",
    "web.send_request": "test_web",
    "web.send_authenticated_request": "test_web",
    "github.discussion_trigger": "test_webhook_triggers",
    "github.issues_trigger": "test_webhook_triggers",
    "github.pull_request_trigger": "test_webhook_triggers",
    "github.release_trigger": "test_webhook_triggers",
    "github.star_trigger": "test_webhook_triggers",
    "telegram.message_trigger": "test_webhook_triggers",
    "telegram.reaction_trigger": "test_webhook_triggers",
}


def _every_block() -> list[type[Block]]:
    found = list(all_blocks())
    assert len(found) >= LEAST_BLOCKS
    return found


def test_ids_slugs_and_aliases_are_unique() -> None:
    names = Counter(
        name.lower() for block in _every_block() for name in (block.id, block.slug, *block.aliases)
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_blocks_are_found_by_id_slug_and_alias_in_any_case() -> None:
    for block in _every_block():
        for name in (block.id, block.id.upper(), block.slug, *block.aliases):
            assert find_block(name) is block
    assert find_block("no.such_block") is None


def test_the_example_agents_names_are_known() -> None:
    names = {"a1b2c3-web-scraper": "web.extract_text", "d4e5f6-llm-block": "ai.text_generator"}
    names["g7h8i9-discord-block"] = "discord.post_message"
    assert {alias: block.slug for alias in names if (block := find_block(alias))} == names


@pytest.mark.parametrize("block", _every_block(), ids=lambda block: block.slug)
def test_a_block_explains_itself(block: type[Block]) -> None:
    uuid.UUID(block.id)
    assert block.slug.count(".") == 1
    assert block.description.endswith(".")
    assert block.name
    assert block.categories[0] == block.category
    for pin, schema in {**block.input_schema()["properties"], **block.output_schema()["properties"]}.items():
        assert schema.get("description"), f"{block.slug}.{pin} has no description"


@pytest.mark.parametrize("block", _every_block(), ids=lambda block: block.slug)
def test_every_block_that_links_onwards_can_send_its_error(block: type[Block]) -> None:
    assert ("error" in block.output_pins()) == (block.kind not in (BlockKind.INPUT, BlockKind.OUTPUT))
    assert list(block.output_schema()["properties"]) == list(block.output_pins())


@pytest.mark.parametrize("block", _every_block(), ids=lambda block: block.slug)
def test_an_example_and_a_default_fit_their_pin(block: type[Block]) -> None:
    for pin in block.input_pins().values():
        for example in pin.schema.get("examples", []):
            assert pin.shape.accepts(json.loads(json.dumps(example))), f"{block.slug}.{pin.name}"
        if not pin.required and pin.default is not None:
            assert pin.shape.accepts(pin.default), f"{block.slug}.{pin.name}"


def test_every_block_has_a_case_or_a_test_of_its_own() -> None:
    cases = json.loads((ROOT / "tests/blocks/block_cases.json").read_text())
    tried = {case["block_id"] for case in cases}
    untried = {block.slug for block in _every_block() if block.id not in tried and not _own_test(block)}
    assert untried == set(TESTED_ELSEWHERE)
    for slug, module in TESTED_ELSEWHERE.items():
        block = find_block(slug)
        assert block is not None
        assert block.__name__ in (ROOT / f"tests/blocks/{module}.py").read_text()


def _own_test(block: type[Block]) -> bool:
    """Whether there is a file named after it, as `manage.py new_block` makes them, or it is a row that has a
    recording (test_rest_recordings)."""
    if issubclass(block, RestBlock):
        return True
    return (ROOT / f"tests/blocks/test_{block.slug.replace('.', '_')}.py").exists()


def test_blocks_that_call_out_say_so() -> None:
    for block in _every_block():
        if block.providers:
            assert not block.pure
            assert block.kind is BlockKind.STANDARD


def test_importing_every_block_loads_no_framework_and_no_vendor() -> None:
    script = (
        "import sys; from blocks.sdk import all_blocks; all_blocks();"
        f"print(sorted(set({HEAVY_MODULES!r}) & {{name.split('.')[0] for name in sys.modules}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_blocks_catch_nothing_broadly() -> None:
    files = sorted((ROOT / "blocks/library").rglob("*.py"))
    assert len(files) > 15
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else ""
                assert caught not in {"", "Exception", "BaseException"}, f"{file.name}:{node.lineno}"


def test_every_alias_is_in_the_documentation() -> None:
    page = (ROOT / "docs/blocks.md").read_text()
    aliases = [(alias, block.slug) for block in _every_block() for alias in block.aliases]
    assert len(aliases) >= 7
    assert [alias for alias, slug in aliases if f"| `{alias}` | `{slug}` |" not in page] == []
