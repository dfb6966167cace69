"""`manage.py eval_search`: does search find what people mean? JSON on stdout.

The labelled queries of `marketplace/evaluation` against its listings, in a database of their own: the hybrid
ranking, its words alone and its vectors alone. Ends with 1 if the hybrid one does not beat both.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from marketplace.evaluation.running import fill, give_vectors, is_hybrid_best, marks
from platform_project.embedded.servers import running

NAME = "polychord_eval_search"


class Command(BaseCommand):
    help = "Measure search on the labelled queries; JSON on stdout."
    requires_system_checks = []  # the platform made them at its start

    def handle(self, *args: Any, **options: Any) -> None:
        with running(settings.VAR_DIR, settings.EMBEDDED_SERVERS):
            measured = self._measured()
        best = is_hybrid_best(measured)
        self.stdout.write(json.dumps({**measured, "hybrid_beats_both": best}, indent=2))
        if not best:
            sys.exit(1)

    def _measured(self) -> dict[str, Any]:
        before = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = NAME
        self.stderr.write("Making a database of the labelled listings.")
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            return {"listings": fill(), **give_vectors(), **marks()}
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
