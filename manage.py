#!/usr/bin/env python
"""Django's command line for this project.

Where the platform is not up, a command that needs the embedded servers has them for as long as it runs.
"""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext

# These start the servers themselves, or need none.
_OF_DJANGO = ("check", "spectacular", "help", "version", "makemessages", "compilemessages")
_WITHOUT_SERVERS = frozenset(("up", "work", "bench", "block_docs", "new_block", *_OF_DJANGO))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")
    _load_settings()
    from django.core.management import execute_from_command_line

    from platform_project.embedded.errors import StartRefused

    try:
        with _servers_for(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except StartRefused as reason:
        sys.exit(str(reason))


def _load_settings() -> None:
    """Read the environment; what is wrong with it ends the command in one line."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        _ = settings.VAR_DIR
    except ImproperlyConfigured as reason:
        sys.exit(str(reason))
    except PermissionError as err:
        sys.exit(f"No permission for {err.filename}: set VAR_DIR to a folder of your own.")
    except OSError as err:
        if err.filename is None:
            raise
        sys.exit(f"{err.filename}: {err.strerror}. Set VAR_DIR to a folder that can be written.")
    except ValueError as err:  # django-environ does not tell which variable it could not read
        sys.exit(f"A variable of the environment or of .env has a wrong form: {err}")


def _servers_for(arguments: list[str]) -> AbstractContextManager[object]:
    if not arguments or arguments[0] in _WITHOUT_SERVERS or arguments[0].startswith("-"):
        return nullcontext()
    from django.conf import settings

    from platform_project.embedded.servers import running

    return running(settings.VAR_DIR, settings.EMBEDDED_SERVERS)


if __name__ == "__main__":
    main()
