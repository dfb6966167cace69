"""An MCP server on this machine that wants consent, and the authorization server that it names."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.common.security import generate_token
from authlib.oauth2.rfc7591 import ClientMetadataClaims

from tests.blocks.wire import Reply, Request, serving
from tests.integrations.authorization_server import Application, Provider

RESOURCE_METADATA = "/.well-known/oauth-protected-resource/mcp"
CONSENT_METADATA = "/.well-known/oauth-authorization-server"


@dataclass
class McpServer(Provider):
    """Both servers at one address, and how they behave. Whose consent counts: `Provider`."""

    names_metadata: bool = True  # in WWW-Authenticate; else it has to be looked for
    resource_says: dict[str, Any] = field(default_factory=dict)  # instead of what is true
    consent_says: dict[str, Any] = field(default_factory=dict)  # None: does not say it
    has_metadata: bool = True
    registers: bool = True
    back_says: dict[str, str] = field(default_factory=dict)  # beside the code, to browsers it sends back

    @property
    def mcp_url(self) -> str:
        return f"{self.url}/mcp"

    def visit(self, url: str) -> str:
        asked = parse_qs(urlsplit(url).query)
        assert asked["resource"] == [self.mcp_url], asked
        back = super().visit(url)
        return back + "".join(f"&{name}={value}" for name, value in self.back_says.items())

    def asked_at(self, path: str) -> list[Request]:
        return [request for request in self.wire.seen if urlsplit(request.path).path == path]

    def _answer(self, request: Request) -> Reply:
        if self.is_away:
            return Reply(503, b"away")
        match urlsplit(request.path).path:
            case "/mcp" | "/mcp/":
                return self._mcp(request)
            case path if path.startswith("/.well-known/"):
                return self._metadata(path)
            case "/register":
                return self._register(request)
            case "/token" if parse_qs(request.body.decode()).get("resource") != [self.mcp_url]:
                return _json({"error": "invalid_target"}, 400)
            case _:
                return super()._answer(request)

    def _metadata(self, path: str) -> Reply:
        told: dict[str, Any]
        if not self.has_metadata:
            return Reply(404)
        if path == RESOURCE_METADATA:
            told = {
                "resource": self.mcp_url,
                "authorization_servers": [self.url],
                "scopes_supported": ["tools:read", "tools:call"],
            } | self.resource_says
        elif path == CONSENT_METADATA:
            told = {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "revocation_endpoint": f"{self.url}/revoke",
                "registration_endpoint": f"{self.url}/register" if self.registers else None,
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none", "client_secret_post"],
                "authorization_response_iss_parameter_supported": "iss" in self.back_says,
            } | self.consent_says
        else:
            return Reply(404)
        return _json({name: value for name, value in told.items() if value is not None})

    def _register(self, request: Request) -> Reply:
        claims = ClientMetadataClaims(request.json(), {}, {}, {})
        claims.validate()
        way = claims["token_endpoint_auth_method"]
        secret = "" if way == "none" else generate_token(32)
        made = Application(generate_token(24), secret, way, tuple(claims["redirect_uris"]))
        self.registered[made.client_id] = made
        told = {**request.json(), "client_id": made.client_id}
        if secret:
            told |= {"client_secret": secret, "client_secret_expires_at": 0}
        return _json(told, 201)

    def _mcp(self, request: Request) -> Reply:
        """The tool `whose` says whose token it was called with."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        found = [row for row in self.live() if row.access_token == token and row.ends_at > time.time()]
        if not found:
            where = f'resource_metadata="{self.url}{RESOURCE_METADATA}", scope="tools:call"'
            return Reply(
                401, b"", {"WWW-Authenticate": f"Bearer {where}" if self.names_metadata else "Bearer"}
            )
        message = request.json() if request.body else {}
        match message.get("method"):
            case "initialize":
                return _answer(
                    message, {"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {}}
                )
            case "tools/list":
                schema = {"type": "object", "properties": {"loud": {"type": "boolean"}}}
                tool = {"name": "whose", "description": "Says who you are", "inputSchema": schema}
                return _answer(message, {"tools": [tool]})
            case "tools/call":
                return _answer(message, {"content": [{"type": "text", "text": found[0].account}]})
        return Reply(202, b"")


@contextmanager
def running() -> Iterator[McpServer]:
    server = McpServer()
    with serving(server.wire):
        yield server


def _answer(message: Mapping[str, Any], result: Mapping[str, Any]) -> Reply:
    return _json({"jsonrpc": "2.0", "id": message["id"], "result": result})


def _json(told: Mapping[str, Any], status: int = 200) -> Reply:
    return Reply(status, json.dumps(told).encode(), {"Content-Type": "application/json"})
