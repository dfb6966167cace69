"""What goes wrong with models that make vectors."""

from __future__ import annotations

from platform_project.errors import Unavailable


class EmbedderFailed(Unavailable):
    """The embedder that search is set to is away, refuses, or is not installed. Search goes on without it."""

    code = "embedder_failed"
