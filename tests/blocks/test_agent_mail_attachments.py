"""Files of mails lie elsewhere than AgentMail's API."""

from __future__ import annotations

import json

import pytest

from blocks.sdk import Context, find_block, fire
from tests.blocks.conftest import API_KEY
from tests.blocks.wire import Reply, Request, Wire

ASKED = {"inbox_id": "ada@agentmail.to", "message_id": "m1", "attachment_id": "att_1"}


async def test_a_file_is_fetched_without_the_credential(wire: Wire, ctx: Context) -> None:
    def answer(request: Request) -> Reply:
        if request.path.startswith("/files"):
            return Reply(200, b"\x89PNG\r\n\x1a\n", {"Content-Type": "image/png"})
        return Reply(200, json.dumps({"download_url": f"{wire.base_url}/files/att_1?Signature=abc"}).encode())

    wire.answer = answer
    block = find_block("agent_mail.get_message_attachment")
    assert block is not None
    firing = await fire(block, ASKED, ctx)
    assert firing.outputs == [("content_base64", "iVBORw0KGgo="), ("attachment_id", "att_1")]
    assert [API_KEY in str(request.headers) for request in wire.seen] == [True, False]


@pytest.mark.parametrize(
    "told", [{}, {"download_url": "data:text/plain,Hi"}, {"download_url": "file:///etc/passwd"}]
)
async def test_an_answer_without_an_address_is_agent_mails_fault(
    told: dict[str, str], wire: Wire, ctx: Context
) -> None:
    wire.replies = [Reply(200, json.dumps(told).encode())]
    block = find_block("agent_mail.get_message_attachment")
    assert block is not None
    firing = await fire(block, ASKED, ctx)
    assert (firing.error_code, firing.error) == ("provider_down", "AgentMail does not say where the file is.")
    assert len(wire.seen) == 1
