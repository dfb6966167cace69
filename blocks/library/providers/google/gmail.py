"""Gmail. https://developers.google.com/workspace/gmail/api/reference/rest"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.google._api import GMAIL
from blocks.library.providers.google._mail import (
    addresses,
    attached_parts,
    body_of,
    decoded,
    headers_of,
    mail_of,
    named,
    written,
)
from blocks.rest import (
    Call,
    Operation,
    Values,
    blocks_of,
    choice,
    constant,
    echo,
    files,
    flag,
    get,
    gives,
    items,
    number,
    post,
    text,
)
from blocks.sdk.files import made

ME = "/gmail/v1/users/me"
READ, MODIFY, SEND = (
    "https://www.googleapis.com/auth/gmail.readonly",
    "https://www.googleapis.com/auth/gmail.modify",
    "https://www.googleapis.com/auth/gmail.send",
)
LABELS = ("https://www.googleapis.com/auth/gmail.labels",)

TO = items(str, "Who gets it", example=["ada@example.com"], min_length=1, max_length=500)
CC = items(str, "Who gets a copy", [], max_length=500)
BCC = items(str, "Who gets a copy that nobody else sees", [], max_length=500)
KIND = choice("auto plain html", "What the text is; auto looks at it", None, advanced=True)
ATTACHMENTS = files("Files that go with it", [], advanced=True, max_length=20)
MESSAGE_ID = text("The message's id", example="18f0c2", min_length=1)
LABEL = text("The label's name", example="Roof", min_length=1)
BODY = text("The text", example="It rains in.", long=True)
THREAD_ID = text("The thread's id", example="18f0c1", min_length=1)
PARENT = text("The id of the message that is answered", example="18f0c2", min_length=1)
RESULT = gives(
    dict[str, Any], "The message: id, threadId, status", "{id: id, threadId: threadId, status: 'sent'}"
)


def new_mail(values: Values) -> Values:
    raw = written(
        to=values["to"],
        subject=values["subject"],
        body=values["body"],
        content_type=values["content_type"],
        cc=values["cc"] or (),
        bcc=values["bcc"] or (),
        attachments=named(values["attachments"]),
    )
    return {"raw": raw}


def answer_to(values: Values) -> Values:
    """The answer to the mail in `parent`: to who wrote it, or to all that had it."""
    parent = headers_of(values["parent"])
    own = str(values["own"]).lower()
    to = list(values["to"] or addresses(parent.get("reply-to") or parent.get("from", "")))
    cc = list(values["cc"] or ())
    if values["replyAll"]:
        others = addresses(parent.get("to", "")) + addresses(parent.get("cc", ""))
        cc += [one for one in others if one.lower() != own and one not in (*to, *cc)]
    subject = values["subject"] or parent.get("subject", "")
    if not subject.lower().startswith("re:"):
        subject = f"Re: {subject}"
    told = parent.get("message-id", "")
    references = " ".join(filter(None, (parent.get("references", ""), told)))
    raw = written(
        to=to,
        subject=" ".join(subject.split()),
        body=values["body"],
        content_type=values["content_type"],
        cc=cc,
        bcc=values["bcc"] or (),
        headers={"In-Reply-To": told, "References": " ".join(references.split())},
        attachments=named(values["attachments"]),
    )
    return {"raw": raw, "answer": {"to": to, "cc": cc, "subject": subject, "body": values["body"]}}


def attachment_ids(values: Values) -> Values:
    parts = attached_parts(values["found"]["payload"]) if values["includeAttachments"] else []
    return {"parts": parts, "attachment_ids": [part["body"]["attachmentId"] for part in parts]}


def forwarded(values: Values) -> Values:
    found, headers = values["found"], headers_of(values["found"])
    subject = values["subject"] or f"Fwd: {headers.get('subject', '')}"
    head = "\n".join(
        f"{name}: {headers[name.lower()]}"
        for name in ("From", "Date", "Subject", "To")
        if name.lower() in headers
    )
    mark = "---------- Forwarded message ----------"
    body = f"{values['forwardMessage'] or ''}\n\n{mark}\n{head}\n\n{body_of(found['payload'])}".lstrip("\n")
    kept = [
        (part["filename"], made(decoded(data)))
        for part, data in zip(values["parts"], values.get("contents") or (), strict=True)
    ]
    raw = written(
        to=values["to"],
        subject=" ".join(subject.split()),
        body=body,
        content_type=values["content_type"] or "plain",
        cc=values["cc"] or (),
        bcc=values["bcc"] or (),
        attachments=[*kept, *named(values["additionalAttachments"])],
    )
    return {"raw": raw}


def label_among(values: Values) -> Values:
    """`label_id`, or `create` if there is no label of that name yet."""
    wanted = values["label_name"].strip().lower()
    found = next((one["id"] for one in values["labels"] or () if one["name"].lower() == wanted), None)
    return {"label_id": found, "create": found is None}


def known_label(values: Values) -> Values:
    found = label_among(values)
    if found["create"]:
        raise ValueError(f"There is no label {values['label_name'][:100]!r}.")
    return found


def reply_calls(last: Call) -> tuple[Call, ...]:
    """Read what is answered and who answers, then make the mail."""
    return (
        get(f"{ME}/profile", {"fields": "emailAddress"}, keep={"own": "emailAddress"}),
        get(
            f"{ME}/messages/{{parentMessageId}}",
            {
                "format": "metadata",
                "metadataHeaders": ["From", "Reply-To", "To", "Cc", "Subject", "Message-ID", "References"],
            },
            keep={"parent": "@"},
        ),
        last,
    )


ANSWER_PINS = {
    "threadId": THREAD_ID,
    "parentMessageId": PARENT,
    "to": items(str, "Who gets it; who wrote the message if empty", [], max_length=500),
    "cc": CC,
    "bcc": BCC,
    "replyAll": flag("All that had the message get a copy", False),
    "subject": text("The subject; that of the message if empty", ""),
    "body": BODY,
    "content_type": KIND,
    "attachments": ATTACHMENTS,
}
NEW_PINS = {
    "to": TO,
    "subject": text("The subject", example="The roof"),
    "body": BODY,
    "cc": CC,
    "bcc": BCC,
    "content_type": KIND,
    "attachments": ATTACHMENTS,
}

OPERATIONS = (
    Operation(
        id="25310c70-b89b-43ba-b25c-4dfa7e2a481c",
        slug="read",
        about="Read the mails that fit a search.",
        calls=[
            get(
                f"{ME}/messages",
                {"q": "{query}", "maxResults": "{max_results}"},
                keep={"ids": "messages[].id"},
            ),
            get(f"{ME}/messages/{{item}}", {"format": "full"}, over="ids"),
        ],
        takes={
            "query": text("What to search for, as in Gmail", "is:unread"),
            "max_results": number("At most so many", 10, ge=1, le=100),
        },
        gives={
            "email": gives(dict[str, Any], "Each mail, on its own", each="emails"),
            "emails": gives(
                list[dict[str, Any]],
                "All mails: id, threadId, subject, from, to, date, body, attachments …",
                lambda found: [mail_of(one) for one in found],
            ),
        },
        scopes=(READ,),
    ),
    Operation(
        id="21a79166-9df7-4b5f-9f36-96f639d86112",
        slug="get_thread",
        about="Read all mails of a thread.",
        calls=[get(f"{ME}/threads/{{threadId}}", {"format": "full"})],
        takes={"threadId": THREAD_ID},
        gives={
            "thread": gives(
                dict[str, Any],
                "The thread: id, historyId, messages",
                lambda found: {
                    "id": found["id"],
                    "historyId": found.get("historyId", ""),
                    "messages": [mail_of(one) for one in found.get("messages", [])],
                },
            )
        },
        scopes=(READ,),
    ),
    Operation(
        id="6c27abc2-e51d-499e-a85f-5a0041ba94f0",
        slug="send",
        about="Send a mail.",
        calls=[post(f"{ME}/messages/send", "raw", derive=new_mail)],
        takes=NEW_PINS,
        gives={"result": RESULT},
        scopes=(SEND,),
        is_sensitive=True,
    ),
    Operation(
        id="e1eeead4-46cb-491e-8281-17b6b9c44a55",
        slug="create_draft",
        about="Write a mail and leave it among the drafts.",
        calls=[post(f"{ME}/drafts", {"message": {"raw": "{raw}"}}, derive=new_mail)],
        takes=NEW_PINS,
        gives={
            "result": gives(
                dict[str, Any],
                "The draft: id, message_id, status",
                "{id: id, message_id: message.id, status: 'draft_created'}",
            )
        },
        scopes=(MODIFY,),
    ),
    Operation(
        id="12bf5a24-9b90-4f40-9090-4e86e6995e60",
        slug="reply",
        about="Answer a mail.",
        calls=reply_calls(
            post(f"{ME}/messages/send", {"raw": "{raw}", "threadId": "{threadId}"}, derive=answer_to)
        ),
        takes=ANSWER_PINS,
        gives={
            "messageId": gives(str, "The answer's id", "id"),
            "threadId": gives(str, "The thread's id"),
            "message": gives(dict[str, Any], "What Gmail says of it: id, threadId, labelIds", "@"),
            "email": echo(dict[str, Any], "What was sent: to, cc, subject, body", "answer"),
        },
        scopes=(READ, SEND),
        is_sensitive=True,
    ),
    Operation(
        id="d7a9f3e2-8b4c-4d6f-9e1a-3c5b7f8d2a6e",
        slug="draft_reply",
        about="Write the answer to a mail and leave it among the drafts.",
        calls=reply_calls(
            post(f"{ME}/drafts", {"message": {"raw": "{raw}", "threadId": "{threadId}"}}, derive=answer_to)
        ),
        takes=ANSWER_PINS,
        gives={
            "draftId": gives(str, "The draft's id", "id"),
            "messageId": gives(str, "Its message's id", "message.id"),
            "threadId": gives(str, "The thread's id", "message.threadId"),
            "status": constant("draft_created", "That it is done"),
        },
        scopes=(MODIFY, READ),
    ),
    Operation(
        id="64d2301c-b3f5-4174-8ac0-111ca1e1a7c0",
        slug="forward",
        about="Send a mail on to somebody else.",
        calls=[
            get(f"{ME}/messages/{{messageId}}", {"format": "full"}, keep={"found": "@"}),
            get(
                f"{ME}/messages/{{messageId}}/attachments/{{item}}",
                over="attachment_ids",
                derive=attachment_ids,
                keep={"contents": "data"},
            ),
            post(f"{ME}/messages/send", "raw", derive=forwarded),
        ],
        takes={
            "messageId": MESSAGE_ID,
            "to": TO,
            "cc": CC,
            "bcc": BCC,
            "subject": text("The subject; that of the mail with Fwd: if empty", ""),
            "forwardMessage": text("What is said before it", "", long=True),
            "includeAttachments": flag("With its attachments", True),
            "content_type": KIND,
            "additionalAttachments": ATTACHMENTS,
        },
        gives={
            "messageId": gives(str, "The id of what was sent", "id"),
            "threadId": gives(str, "Its thread's id"),
            "status": constant("Message forwarded successfully", "That it is done"),
        },
        scopes=(READ, SEND),
        is_sensitive=True,
    ),
    Operation(
        id="04b0d996-0908-4a4b-89dd-b9697ff253d3",
        slug="get_profile",
        about="Tell whose mailbox it is and how much is in it.",
        calls=[get(f"{ME}/profile")],
        takes={},
        gives={
            "profile": gives(
                dict[str, Any],
                "emailAddress, messagesTotal, threadsTotal, historyId",
                "{emailAddress: emailAddress, messagesTotal: messagesTotal, threadsTotal: threadsTotal,"
                " historyId: historyId}",
            )
        },
        scopes=(READ,),
    ),
    Operation(
        id="3e1c2c1c-c689-4520-b956-1f3bf4e02bb7",
        slug="list_labels",
        about="List the labels of the mailbox.",
        calls=[get(f"{ME}/labels")],
        takes={},
        gives={
            "result": gives(list[dict[str, Any]], "The labels: id, name", "labels[].{id: id, name: name}")
        },
        scopes=LABELS,
    ),
    Operation(
        id="f884b2fb-04f4-4265-9658-14f433926ac9",
        slug="add_label",
        about="Put a label on a mail, which is made if there is none of that name.",
        calls=[
            get(f"{ME}/labels", keep={"labels": "labels"}),
            post(
                f"{ME}/labels",
                {"name": "{label_name}"},
                when="create",
                derive=label_among,
                keep={"label_id": "id"},
            ),
            post(f"{ME}/messages/{{message_id}}/modify", {"addLabelIds": ["{label_id}"]}),
        ],
        takes={"message_id": MESSAGE_ID, "label_name": LABEL},
        gives={
            "result": gives(
                dict[str, Any],
                "status, label_id",
                "{status: 'Label added successfully', label_ids: labelIds}",
            )
        },
        scopes=(MODIFY,),
        repeats=True,
    ),
    Operation(
        id="0afc0526-aba1-4b2b-888e-a22b7c3f359d",
        slug="remove_label",
        about="Take a label off a mail.",
        calls=[
            get(f"{ME}/labels", keep={"labels": "labels"}),
            post(
                f"{ME}/messages/{{message_id}}/modify", {"removeLabelIds": ["{label_id}"]}, derive=known_label
            ),
        ],
        takes={"message_id": MESSAGE_ID, "label_name": LABEL},
        gives={
            "result": gives(
                dict[str, Any],
                "status, label_ids that are left",
                "{status: 'Label removed successfully', label_ids: labelIds}",
            )
        },
        scopes=(MODIFY,),
        repeats=True,
    ),
)

BLOCKS = blocks_of(GMAIL, OPERATIONS, __name__)
