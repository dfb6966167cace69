"""What the block API refuses.

PlatformError
├── BlockNotFound   404
└── UnknownPin      400  details.pins names them
"""

from __future__ import annotations

from platform_project.errors import BadInput, NotFound


class BlockNotFound(NotFound):
    code = "block_not_found"


class UnknownPin(BadInput):
    code = "unknown_pin"
