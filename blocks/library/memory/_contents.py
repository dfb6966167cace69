"""What is to be remembered: a text, or what was said in a conversation."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_MESSAGES = 100


class Message(BaseModel):
    model_config = ConfigDict(extra="ignore")

    role: str = Field("user", max_length=50)
    content: str = Field(min_length=1)


class Content(BaseModel):
    model_config = ConfigDict(extra="forbid")

    discriminator: Literal["content"] = "content"
    content: str = Field(min_length=1)

    def as_messages(self) -> list[dict[str, str]]:
        return [{"role": "user", "content": self.content}]

    def as_texts(self) -> list[str]:
        return [self.content]


class Conversation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    discriminator: Literal["conversation"] = "conversation"
    messages: list[Message] = Field(min_length=1, max_length=MAX_MESSAGES)

    def as_messages(self) -> list[dict[str, str]]:
        return [{"role": message.role, "content": message.content} for message in self.messages]

    def as_texts(self) -> list[str]:
        return [f"{message.role}: {message.content}" for message in self.messages]


EXAMPLE: dict[str, Any] = {"discriminator": "content", "content": "I'm a vegetarian"}
