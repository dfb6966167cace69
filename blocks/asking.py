"""Language models for the platform's own questions, asked by the very code of the AI blocks."""

from __future__ import annotations

from blocks.library.ai._ask import Asker, asker, conversation, user
from blocks.library.ai._chat import Message
from blocks.library.ai._schema import problems
from blocks.library.ai._structured import json_in

__all__ = ["Asker", "Message", "asker", "conversation", "json_in", "problems", "user"]
