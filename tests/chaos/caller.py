"""Calls the API as a careful client does: what is not answered is asked again."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from typing import Any

from tests.chaos.journal import Journal
from tests.chaos.mixes import AGENT_ID, Mix

PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 0.2


class Caller:
    """Signed in as the demo user. Its `Idempotency-Key`s make it safe to ask twice."""

    def __init__(self, base: str, journal: Journal) -> None:
        self._base = base
        self._journal = journal
        demo = {"email": "demo@example.com", "password": "polychord-demo"}
        self._token: str = self.ask("POST", "/auth/token", demo)["access"]

    @property
    def socket(self) -> str:
        """The address of the WebSocket."""
        return f"{self._base.replace('http', 'ws', 1)}/ws?token={self._token}"

    def start(self, mix: Mix, key: str) -> str:
        """Save a graph and start it once; the execution's id."""
        graph = mix.graph
        if mix.agent is not None:
            agent_id = self.ask("POST", "/graphs", mix.agent)["id"]
            graph = json.loads(json.dumps(graph).replace(AGENT_ID, agent_id))
        graph_id = self.ask("POST", "/graphs", graph)["id"]
        started: str = self.ask("POST", f"/graphs/{graph_id}/executions", {}, key=key)["id"]
        return started

    def approve_all(self) -> int:
        """Answer every open question with yes; how many there were."""
        reviews = self.ask("GET", "/reviews?page_size=100")["results"]
        for review in reviews:
            self.ask("POST", f"/reviews/{review['id']}", {"decision": "approve"})
        return len(reviews)

    def ask(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """The answer, however often it has to be asked for. Raises AssertionError for a refusal."""
        until, tries = time.monotonic() + PATIENCE_SECONDS, 0
        while True:
            try:
                answer = self._once(method, path, body, key)
            except urllib.error.HTTPError as err:
                said = err.read().decode()
                if "review_is_decided" in said:  # by us: the first answer was lost
                    return None
                if err.code < 500 and "idempotency_in_progress" not in said:
                    raise AssertionError(f"{method} {path}: {said}") from err
                reason = f"{err.code}"
            except (OSError, http.client.HTTPException, ValueError) as err:
                reason = type(err).__name__
            else:
                if tries:
                    self._journal.add(f"{method} {path} was answered after {tries} tries, the last {reason}")
                return answer
            assert time.monotonic() < until, f"{method} {path}: {reason}"
            tries += 1
            time.sleep(PAUSE_SECONDS)

    def _once(self, method: str, path: str, body: Any, key: str) -> Any:
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {self._token}"} if hasattr(self, "_token") else {}
        headers |= {"Idempotency-Key": key} if key else {}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self._base}/api/v1{path}", data=data, headers=headers, method=method
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
