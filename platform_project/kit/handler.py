"""Django's part of the ASGI application: middleware and view of a request run in one visit to a thread.

Django's own handler runs what it can on the event loop, and goes to a thread and back for what it cannot, so
for most middleware twice: some twenty changes of thread a request, and as many waits for Python's lock. All
our views work in threads.
"""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ThreadHandler(ASGIHandler):
    """What streams an answer still does so on the event loop."""

    def load_middleware(self, is_async: bool = False) -> None:  # as the base's
        """Build the chain as for WSGI."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the whole chain."""
        return await sync_to_async(self.get_response)(request)
