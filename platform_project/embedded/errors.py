"""What can go wrong when a server starts. Each message is one line for the person at the terminal."""

from __future__ import annotations


class StartRefused(Exception):
    """Something stands in the way of a start; nothing was changed."""


class ServerFailed(StartRefused):
    """A server did not come up; the message ends with the last line of its log."""


class ServerHeld(StartRefused):
    """Another process runs this folder's server."""
