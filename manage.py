#!/usr/bin/env python
"""Django's command line for this project.

Where the platform is not up, a command that needs the embedded servers has them for as long as it runs.
"""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext

# These start the servers themselves, or need none.
_WITHOUT_SERVERS = {"up", "check", "spectacular", "help", "version", "makemessages", "compilemessages"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from platform_project.embedded.errors import StartRefused

    try:
        with _servers_for(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, StartRefused) as reason:
        sys.exit(str(reason))


def _servers_for(arguments: list[str]) -> AbstractContextManager[object]:
    if not arguments or arguments[0] in _WITHOUT_SERVERS or arguments[0].startswith("-"):
        return nullcontext()
    from django.conf import settings

    from platform_project.embedded.servers import running

    return running(settings.VAR_DIR, settings.EMBEDDED_SERVERS)


if __name__ == "__main__":
    main()
