"""Pods: inboxes that belong together. https://docs.agentmail.to/api-reference/pods"""

from __future__ import annotations

from blocks.library.providers.agent_mail._api import (
    API,
    LABELS,
    NEW_INBOX,
    NEW_INBOX_GIVES,
    PAGE,
    RESULT,
    id_pin,
    listing,
    removal,
    row,
)
from blocks.rest import blocks_of, get, gives, post, text

POD = "/pods/{pod_id}"

POD_ID = {"pod_id": id_pin("pod")}

PODS = (
    row(
        "a2db9784-2d17-4f8f-9d6b-0214e6f22101",
        "create_pod",
        "Make a pod, which keeps the inboxes of one customer apart.",
        post("/pods", "client_id"),
        {"client_id": text("An id of your own for it", "")},
        {"pod_id": gives(str, "Its id"), "result": RESULT},
    ),
    row(
        "553361bc-bb1b-4322-9ad4-0c226200217e",
        "get_pod",
        "Tell what is known of a pod.",
        get(POD),
        POD_ID,
        {"pod_id": gives(str, "Its id"), "result": RESULT},
    ),
    removal("f371f8cd-682d-4f5f-905c-529c74a8fb35", "delete_pod", "Delete a pod.", POD, POD_ID),
    row(
        "c6862373-1ac6-402e-89e6-7db1fea882af",
        "create_pod_inbox",
        "Make an inbox in a pod.",
        post(f"{POD}/inboxes", "username domain display_name"),
        {**POD_ID, **NEW_INBOX},
        NEW_INBOX_GIVES,
    ),
    listing("9d3725ee-2968-431a-a816-857ab41e1420", "list_pods", "List all pods.", "/pods", "pods", PAGE),
    listing(
        "a8c17ce0-b7c1-4bc3-ae39-680e1952e5d0",
        "list_pod_inboxes",
        "List the inboxes of a pod.",
        f"{POD}/inboxes",
        "inboxes",
        {**POD_ID, **PAGE},
    ),
    listing(
        "12fd7a3e-51ad-4b20-97c1-0391f207f517",
        "list_pod_drafts",
        "List the drafts of a pod.",
        f"{POD}/drafts",
        "drafts",
        {**POD_ID, **PAGE},
    ),
    listing(
        "80214f08-8b85-4533-a6b8-f8123bfcb410",
        "list_pod_threads",
        "List the threads of a pod.",
        f"{POD}/threads",
        "threads",
        {**POD_ID, **PAGE, **LABELS},
    ),
)

BLOCKS = blocks_of(API, PODS, __name__)
