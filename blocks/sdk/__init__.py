"""What a block is made of and may touch. Imports no Django, and nothing of the platform above it."""

from blocks.sdk.block import Block, BlockKind, Category, Outputs
from blocks.sdk.coercion import coerce, coerce_value
from blocks.sdk.context import Answer, Context, Credential, NoOutbound, Outbound
from blocks.sdk.contract import contract_of
from blocks.sdk.errors import (
    AddressRefused,
    AuthFailed,
    BlockFailure,
    CodeFailed,
    InvalidInput,
    LockLost,
    MalformedPattern,
    MissingCredential,
    OutputMismatch,
    ProviderDown,
    ProviderRefused,
    RateLimited,
    ReviewNeeded,
    SandboxUnavailable,
    TimedOut,
    TooCostly,
    TooLarge,
)
from blocks.sdk.firing import Firing, fire, fire_pure
from blocks.sdk.json_values import NotJson, json_safe
from blocks.sdk.models import ModelSpec, ModelTable
from blocks.sdk.pins import BlockInput, BlockOutput, Pin, PinSpec, Widget
from blocks.sdk.prices import Price, PriceBasis
from blocks.sdk.registry import FindBlock, all_blocks, find_block, names_of
from blocks.sdk.usage import Usage
from blocks.sdk.webhooks import WebhookSpec

__all__ = [
    "AddressRefused",
    "Answer",
    "AuthFailed",
    "Block",
    "BlockFailure",
    "BlockInput",
    "BlockKind",
    "BlockOutput",
    "Category",
    "CodeFailed",
    "Context",
    "Credential",
    "FindBlock",
    "Firing",
    "InvalidInput",
    "LockLost",
    "MalformedPattern",
    "MissingCredential",
    "ModelSpec",
    "ModelTable",
    "NoOutbound",
    "NotJson",
    "Outbound",
    "OutputMismatch",
    "Outputs",
    "Pin",
    "PinSpec",
    "Price",
    "PriceBasis",
    "ProviderDown",
    "ProviderRefused",
    "RateLimited",
    "ReviewNeeded",
    "SandboxUnavailable",
    "TimedOut",
    "TooCostly",
    "TooLarge",
    "Usage",
    "WebhookSpec",
    "Widget",
    "all_blocks",
    "coerce",
    "coerce_value",
    "contract_of",
    "find_block",
    "fire",
    "fire_pure",
    "json_safe",
    "names_of",
]
