"""A real authorization server (Authlib's) on this machine: codes with PKCE, rotation, revocation."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from authlib.oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, OAuth2Request, TokenMixin, grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge

from tests.blocks.wire import Reply, Request, Wire, serving

CLIENT_ID, CLIENT_SECRET = "our-application", "our-application's-secret"
TOKEN_PATHS = ("/token", "/login/oauth/access_token")  # the standard's example, and GitHub's
_AUTH_METHODS = ["client_secret_basic", "client_secret_post", "none"]


@dataclass
class Application(ClientMixin):
    """One application that is registered there."""

    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    way: str = ""  # how it proves itself; empty: by its secret, in either way
    redirect_uris: tuple[str, ...] = ()

    def get_client_id(self) -> str:
        return self.client_id

    def get_allowed_scope(self, scope: str) -> str:
        return scope or ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        if self.redirect_uris:
            return redirect_uri in self.redirect_uris
        return urlsplit(redirect_uri).path == "/oauth/callback"

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.client_secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == self.way if self.way else method != "none"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in ("authorization_code", "refresh_token")


@dataclass
class _Code(AuthorizationCodeMixin):
    code: str
    account: str
    redirect_uri: str
    scope: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope


@dataclass
class Given(TokenMixin):
    """One pair of tokens."""

    account: str
    scope: str
    access_token: str
    refresh_token: str
    ends_at: float
    is_revoked_by_user: bool = False

    def check_client(self, client: ClientMixin) -> bool:
        return True

    def get_scope(self) -> str:
        return self.scope


@dataclass
class Provider:
    """The server, and how it behaves."""

    wire: Wire = field(default_factory=Wire)
    account: str = "ada@example.com"  # who is signed in at the provider
    agrees: bool = True
    lifetime_seconds: int = 3600
    rotates: bool = True  # a refresh token works once
    grants_scope: str = ""  # instead of what was asked for
    is_away: bool = False
    answers_after_seconds: float = 0.0
    codes: dict[str, _Code] = field(default_factory=dict)
    given: list[Given] = field(default_factory=list)
    registered: dict[str, Application] = field(default_factory=dict)  # beside the one that tests know
    refreshes: int = 0
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._at_once = 0
        self._server = _Server(self)
        self.wire.answer = self._answer

    @property
    def url(self) -> str:
        return self.wire.base_url

    def visit(self, url: str) -> str:
        """What the user's browser does there: agree or not, and where it is sent then."""
        reply = self._server.authorize(url)
        assert reply.status == 302, reply
        return reply.headers["Location"]

    def live(self) -> list[Given]:
        return [row for row in self.given if not row.is_revoked_by_user]

    def _answer(self, request: Request) -> Reply:
        if self.is_away:
            return Reply(503, b"away")
        path = urlsplit(request.path).path
        if path.endswith("/authorize"):
            return self._server.authorize(f"{self.url}{request.path}")
        if path in ("/userinfo", "/api/v3/user"):
            return self._userinfo(request)
        return self._tokens(request, path)

    def _tokens(self, request: Request, path: str) -> Reply:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        time.sleep(self.answers_after_seconds)
        with self._lock:
            self._at_once -= 1
            return self._server.token(request) if path in TOKEN_PATHS else self._server.revocation(request)

    def _userinfo(self, request: Request) -> Reply:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        for row in self.live():
            if row.access_token == token and row.ends_at > time.time():
                return Reply(body=json.dumps({"email": row.account, "login": row.account}).encode())
        return Reply(401)


class _Asked(OAuth2Request):
    """A request as Authlib wants it. It believes in https alone, and all it looks at is the text."""

    def __init__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        super().__init__(method, f"https://provider.example{path}", headers=headers)
        self._args = dict(parse_qsl(urlsplit(path).query))
        self._form = dict(parse_qsl(body.decode()))
        self.payload = BasicOAuth2Payload(self._args | self._form)

    @property
    def args(self) -> dict[str, str]:
        return self._args

    @property
    def form(self) -> dict[str, str]:
        return self._form


class _Server(AuthorizationServer):
    def __init__(self, provider: Provider) -> None:
        super().__init__()
        self.provider = provider
        self.register_token_generator(
            "default",
            BearerTokenGenerator(
                _text_of(40), _text_of(48), lambda client, grant: self.provider.lifetime_seconds
            ),
        )
        self.register_grant(_CodeGrant, [CodeChallenge(required=True)])
        self.register_grant(_RefreshGrant)
        self.register_endpoint(_Revocation)

    def authorize(self, url: str) -> Reply:
        parts = urlsplit(url)
        request = _Asked("GET", f"{parts.path}?{parts.query}", {}, b"")
        grant = self.get_consent_grant(request)
        user = self.provider.account if self.provider.agrees else None
        reply: Reply = self.create_authorization_response(request, grant_user=user, grant=grant)
        return reply

    def token(self, request: Request) -> Reply:
        headers = {name.title(): value for name, value in request.headers.items()}
        reply: Reply = self.create_token_response(_Asked(request.method, request.path, headers, request.body))
        return reply

    def revocation(self, request: Request) -> Reply:
        headers = {name.title(): value for name, value in request.headers.items()}
        asked = _Asked(request.method, request.path, headers, request.body)
        reply: Reply = self.create_endpoint_response("revocation", asked)
        return reply

    def query_client(self, client_id: str) -> Application | None:
        return Application() if client_id == CLIENT_ID else self.provider.registered.get(client_id)

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        self.provider.given.append(
            Given(
                account=str(request.user),
                scope=token.get("scope", ""),
                access_token=token["access_token"],
                refresh_token=token.get("refresh_token", ""),
                ends_at=time.time() + token["expires_in"],
            )
        )

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Reply:
        content = json.dumps(body).encode() if isinstance(body, dict) else str(body).encode()
        return Reply(status, content, dict(headers))

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        pass


class _CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = _AUTH_METHODS

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        asked, provider = request.payload, self.server.provider
        provider.codes[code] = _Code(
            code=code,
            account=str(request.user),
            redirect_uri=asked.redirect_uri,
            scope=provider.grants_scope or request.scope or "",
            code_challenge=asked.data.get("code_challenge", ""),
            code_challenge_method=asked.data.get("code_challenge_method", ""),
        )

    def query_authorization_code(self, code: str, client: Application) -> _Code | None:
        found: _Code | None = self.server.provider.codes.get(code)
        return found

    def delete_authorization_code(self, authorization_code: _Code) -> None:
        del self.server.provider.codes[authorization_code.code]

    def authenticate_user(self, authorization_code: _Code) -> str:
        return authorization_code.account


class _RefreshGrant(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = _AUTH_METHODS

    @property
    def INCLUDE_NEW_REFRESH_TOKEN(self) -> bool:
        return bool(self.server.provider.rotates)

    def authenticate_refresh_token(self, refresh_token: str) -> Given | None:
        self.server.provider.refreshes += 1
        rows = [row for row in self.server.provider.live() if row.refresh_token == refresh_token]
        return rows[0] if rows else None

    def authenticate_user(self, refresh_token: Given) -> str:
        return refresh_token.account

    def revoke_old_credential(self, refresh_token: Given) -> None:
        refresh_token.is_revoked_by_user = bool(self.server.provider.rotates)


class _Revocation(RevocationEndpoint):
    CLIENT_AUTH_METHODS = _AUTH_METHODS

    def query_token(self, token_string: str, token_type_hint: str | None) -> Given | None:
        rows = self.server.provider.given
        found = [row for row in rows if token_string in (row.access_token, row.refresh_token)]
        return found[0] if found else None

    def revoke_token(self, token: Given, request: OAuth2Request) -> None:
        token.is_revoked_by_user = True


def _text_of(length: int) -> Any:
    from authlib.common.security import generate_token

    return lambda *args, **kwargs: generate_token(length)


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    with serving(provider.wire):
        yield provider
