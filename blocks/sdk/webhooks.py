"""Which calls from outside a trigger block is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSpec:
    """Who calls, and which events start the agent."""

    provider: str  # slug: how calls are proven, and where the address is entered
    event: str = ""  # as in `pull_request.{event}`; empty: any event
    events_pin: str = ""  # the input in which a node's author says which: {name: wanted}
    resource_pin: str = ""  # the input that says what it is about at the provider's

    def events_of(self, defaults: Mapping[str, Any]) -> list[str]:
        """The events that a node with these defaults is about; empty if all of the provider's are."""
        if "{event}" not in self.event:
            return [self.event] if self.event else []
        chosen = defaults.get(self.events_pin)
        names = (
            [str(name) for name, wanted in chosen.items() if wanted] if isinstance(chosen, Mapping) else []
        )
        # Nothing chosen: all of its kind.
        return [self.event.format(event=name) for name in names] or [self.event.partition(".{event}")[0]]

    def resource_of(self, defaults: Mapping[str, Any]) -> str:
        given = defaults.get(self.resource_pin) if self.resource_pin else None
        return given.strip() if isinstance(given, str) else ""
