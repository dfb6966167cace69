"""Files that came with mails. https://docs.agentmail.to/api-reference/inboxes/messages/get-attachment"""

from __future__ import annotations

import base64
from typing import Any

from blocks.library.providers.agent_mail._api import API, INBOX, INBOX_ID, id_pin, row
from blocks.library.providers.agent_mail.messages import MESSAGE_ID
from blocks.library.providers.agent_mail.threads import THREAD_ID
from blocks.rest import RestBlock, blocks_of, echo, get, gives
from blocks.sdk import Context, Outputs, ProviderDown, files

ATTACHMENT_ID = {"attachment_id": id_pin("attachment")}
FILE = {
    "content_base64": gives(str, "The file, in base64", "download_url"),
    "attachment_id": echo(str, "The attachment's id"),
}


class AttachmentBlock(RestBlock):
    """AgentMail tells where a file lies for a while: it is fetched there, without the credential."""

    async def run(self, input: Any, ctx: Context) -> Outputs:
        async for pin, value in super().run(input, ctx):
            yield pin, await _fetched(value, ctx) if pin == "content_base64" else value


async def _fetched(address: str, ctx: Context) -> str:
    if not address.startswith(("https://", "http://")):
        raise ProviderDown("AgentMail does not say where the file is.")
    file = await files.load(ctx, address, pin="attachment_id")
    return base64.b64encode(file.content).decode()


ATTACHMENTS = (
    row(
        "a283ffc4-8087-4c3d-9135-8f26b86742ec",
        "get_message_attachment",
        "Get a file that came with a mail.",
        get(f"{INBOX}/messages/{{message_id}}/attachments/{{attachment_id}}"),
        {**INBOX_ID, **MESSAGE_ID, **ATTACHMENT_ID},
        FILE,
    ),
    row(
        "06b6a4c4-9d71-4992-9e9c-cf3b352763b5",
        "get_thread_attachment",
        "Get a file that came with a mail of a thread.",
        get(f"{INBOX}/threads/{{thread_id}}/attachments/{{attachment_id}}"),
        {**INBOX_ID, **THREAD_ID, **ATTACHMENT_ID},
        FILE,
    ),
)

BLOCKS = blocks_of(API, ATTACHMENTS, __name__, AttachmentBlock)
