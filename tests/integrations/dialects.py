"""How each authorization server speaks, as its own documentation has it: what it wants and what it answers.

Written down a second time, apart from the catalogue, so that a slip in a row shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ACCESS, REFRESH = "access-token-1", "refresh-token-1"


def gave(*, expires_in: Any = 3600, refresh: bool = True, scope: Any = None, **more: Any) -> dict[str, Any]:
    """A token answer. None: the field is not there."""
    fields = {
        "access_token": ACCESS,
        "token_type": "bearer",
        "expires_in": expires_in,
        "refresh_token": REFRESH if refresh else None,
        "scope": scope,
    }
    return {name: value for name, value in (fields | more).items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One server."""

    answer: dict[str, Any]
    account: str  # what we are to learn
    token_path: str  # of the token address, with its host
    about: dict[str, Any] | None = None  # the answer about the user; None: the token's answer says it
    auth: str = "body"  # or basic: how our application proves itself
    body: str = "form"  # or json, query
    id_name: str = "client_id"
    pkce: bool = False  # whether it takes, or even wants, a proof
    between: str = " "  # scopes, when they are asked for
    lifetime: int | None = 3600
    scopes: tuple[str, ...] | None = None
    refresh_path: str = ""  # where it is another
    own_refresh: dict[str, str] | None = None  # parameters of a refresh that is none of the standard's
    gone: tuple[int, dict[str, Any]] = (400, {"error": "invalid_grant"})
    revoke: str = ""  # method and path of the end of a token; empty: there is none
    base_url: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)  # in the authorise address besides


_MAIL = "ada@example.com"
_META = {"access_token": ACCESS, "token_type": "bearer", "expires_in": 5_184_000}

DIALECTS: dict[str, Dialect] = {
    "airtable": Dialect(
        answer=gave(scope="user.email:read", refresh_expires_in=5_184_000),
        scopes=("user.email:read",),
        token_path="airtable.com/oauth2/v1/token",
        auth="basic",
        pkce=True,
        about={"id": "usr1", "email": _MAIL},
        account=_MAIL,
    ),
    "asana": Dialect(
        answer=gave(data={"id": 1, "gid": "1", "name": "Ada", "email": _MAIL}),
        token_path="app.asana.com/-/oauth_token",
        pkce=True,
        account=_MAIL,
        revoke="POST app.asana.com/-/oauth_revoke",
    ),
    "bitbucket": Dialect(
        answer=gave(expires_in=7200, scopes="account repository", state="x"),
        lifetime=7200,
        scopes=("account", "repository"),
        token_path="bitbucket.org/site/oauth2/access_token",
        auth="basic",
        about={"username": "ada", "display_name": "Ada"},
        account="ada",
    ),
    "box": Dialect(
        answer=gave(restricted_to=[]),
        token_path="api.box.com/oauth2/token",
        about={"type": "user", "login": _MAIL},
        account=_MAIL,
        revoke="POST api.box.com/oauth2/revoke",
    ),
    "discord": Dialect(
        answer=gave(expires_in=604_800, scope="identify email"),
        lifetime=604_800,
        scopes=("identify", "email"),
        token_path="discord.com/api/oauth2/token",
        pkce=True,
        about={"id": "1", "username": "ada"},
        account="ada",
        revoke="POST discord.com/api/oauth2/token/revoke",
    ),
    "dropbox": Dialect(
        answer=gave(expires_in=14_400, scope="account_info.read", uid="1", account_id="dbid:1"),
        lifetime=14_400,
        scopes=("account_info.read",),
        token_path="api.dropboxapi.com/oauth2/token",
        pkce=True,
        about={"account_id": "dbid:1", "email": _MAIL},
        account=_MAIL,
        revoke="POST api.dropboxapi.com/2/auth/token/revoke",
        asks={"token_access_type": "offline"},
    ),
    "facebook": Dialect(
        answer=_META,
        lifetime=5_184_000,
        token_path="graph.facebook.com/v23.0/oauth/access_token",
        body="query",
        pkce=True,
        between=",",
        about={"name": "Ada Lovelace", "id": "1"},
        account="Ada Lovelace",
        own_refresh={"grant_type": "fb_exchange_token", "fb_exchange_token": ACCESS},
        gone=(400, {"error": {"message": "Ended", "type": "OAuthException", "code": 190}}),
        revoke="DELETE graph.facebook.com/v23.0/me/permissions",
    ),
    "figma": Dialect(
        answer=gave(expires_in=7_776_000, user_id_string="1"),
        lifetime=7_776_000,
        token_path="api.figma.com/v1/oauth/token",
        refresh_path="api.figma.com/v1/oauth/refresh",
        auth="basic",
        pkce=True,
        about={"id": "1", "email": _MAIL, "handle": "Ada"},
        account=_MAIL,
    ),
    "github": Dialect(
        answer=gave(expires_in=None, refresh=False, scope="repo,read:user"),
        lifetime=None,
        scopes=("repo", "read:user"),
        token_path="github.com/login/oauth/access_token",
        pkce=True,
        about={"login": "ada", "id": 1},
        account="ada",
        gone=(200, {"error": "bad_refresh_token", "error_description": "…"}),
        revoke="DELETE api.github.com/applications/our-application/token",
    ),
    "gitlab": Dialect(
        answer=gave(expires_in=7200, created_at=1_700_000_000),
        lifetime=7200,
        token_path="gitlab.com/oauth/token",
        pkce=True,
        about={"id": 1, "username": "ada"},
        account="ada",
        revoke="POST gitlab.com/oauth/revoke",
    ),
    "google": Dialect(
        answer=gave(expires_in=3599, scope="openid https://www.googleapis.com/auth/drive", id_token="x"),
        lifetime=3599,
        scopes=("openid", "https://www.googleapis.com/auth/drive"),
        token_path="oauth2.googleapis.com/token",
        pkce=True,
        about={"sub": "1", "email": _MAIL, "email_verified": True},
        account=_MAIL,
        revoke="POST oauth2.googleapis.com/revoke",
        asks={"access_type": "offline", "prompt": "consent", "include_granted_scopes": "true"},
    ),
    "hubspot": Dialect(
        answer=gave(expires_in=1800),
        lifetime=1800,
        token_path="api.hubapi.com/oauth/v1/token",
        about={"user": _MAIL, "hub_domain": "ada.example", "scopes": ["oauth"]},
        account=_MAIL,
        gone=(400, {"status": "BAD_REFRESH_TOKEN", "message": "missing or unknown refresh token"}),
        revoke=f"DELETE api.hubapi.com/oauth/v1/refresh-tokens/{REFRESH}",
    ),
    "instagram": Dialect(
        answer={
            "data": [{"access_token": ACCESS, "user_id": "1", "permissions": "instagram_business_basic"}]
        },
        lifetime=5_184_000,
        scopes=("instagram_business_basic",),
        token_path="api.instagram.com/oauth/access_token",
        between=",",
        about={"username": "ada", "id": "1"},
        account="ada",
        own_refresh={"grant_type": "ig_refresh_token", "access_token": ACCESS},
        gone=(400, {"error": {"message": "Ended", "type": "IGApiException", "code": 190}}),
    ),
    "jira": Dialect(
        answer=gave(scope="read:me offline_access"),
        scopes=("read:me", "offline_access"),
        token_path="auth.atlassian.com/oauth/token",
        pkce=True,
        about={"account_id": "1", "email": _MAIL},
        account=_MAIL,
        gone=(403, {"error": "unauthorized_client", "error_description": "refresh_token is invalid"}),
        asks={"audience": "api.atlassian.com", "prompt": "consent"},
    ),
    "linear": Dialect(
        answer=gave(expires_in=86_399, scope=["read", "write"]),
        lifetime=86_399,
        scopes=("read", "write"),
        token_path="api.linear.app/oauth/token",
        pkce=True,
        between=",",
        about={"data": {"viewer": {"email": _MAIL, "name": "Ada"}}},
        account=_MAIL,
        revoke="POST api.linear.app/oauth/revoke",
    ),
    "linkedin": Dialect(
        answer=gave(expires_in=5_184_000, refresh=False, scope="email,openid,profile"),
        lifetime=5_184_000,
        scopes=("email", "openid", "profile"),
        token_path="www.linkedin.com/oauth/v2/accessToken",
        about={"sub": "1", "name": "Ada", "email": _MAIL},
        account=_MAIL,
        revoke="POST www.linkedin.com/oauth/v2/revoke",
    ),
    "mailchimp": Dialect(
        answer=gave(expires_in=0, refresh=False),
        lifetime=None,
        token_path="login.mailchimp.com/oauth2/token",
        about={
            "dc": "us6",
            "accountname": "Ada",
            "login": {"email": _MAIL},
            "api_endpoint": "https://us6.api.mailchimp.com",
        },
        account=_MAIL,
        base_url="https://us6.api.mailchimp.com",
    ),
    "microsoft": Dialect(
        answer=gave(scope="User.Read Mail.Read", ext_expires_in=3600),
        scopes=("User.Read", "Mail.Read"),
        token_path="login.microsoftonline.com/common/oauth2/v2.0/token",
        pkce=True,
        about={"userPrincipalName": _MAIL, "displayName": "Ada"},
        account=_MAIL,
    ),
    "notion": Dialect(
        answer=gave(
            expires_in=None,
            refresh=False,
            bot_id="1",
            workspace_name="Ada's",
            workspace_id="1",
            owner={"type": "user", "user": {"name": "Ada"}},
        ),
        lifetime=None,
        token_path="api.notion.com/v1/oauth/token",
        auth="basic",
        body="json",
        account="Ada's",
        revoke="POST api.notion.com/v1/oauth/revoke",
        asks={"owner": "user"},
    ),
    "paypal": Dialect(
        answer=gave(expires_in="28800", scope="openid email", nonce="x"),
        lifetime=28_800,
        scopes=("openid", "email"),
        token_path="api-m.paypal.com/v1/oauth2/token",
        auth="basic",
        about={"user_id": "https://www.paypal.com/webapps/auth/identity/user/1", "email": _MAIL},
        account=_MAIL,
    ),
    "pinterest": Dialect(
        answer=gave(expires_in=2_592_000, scope="user_accounts:read", response_type="authorization_code"),
        lifetime=2_592_000,
        scopes=("user_accounts:read",),
        token_path="api.pinterest.com/v5/oauth/token",
        auth="basic",
        between=",",
        about={"username": "ada", "account_type": "BUSINESS"},
        account="ada",
    ),
    "reddit": Dialect(
        answer=gave(expires_in=86_400, scope="identity read"),
        lifetime=86_400,
        scopes=("identity", "read"),
        token_path="www.reddit.com/api/v1/access_token",
        auth="basic",
        pkce=True,
        about={"name": "ada", "id": "1"},
        account="ada",
        gone=(400, {"message": "Bad Request", "error": 400}),
        revoke="POST www.reddit.com/api/v1/revoke_token",
        asks={"duration": "permanent"},
    ),
    "salesforce": Dialect(
        answer=gave(
            expires_in=None,
            scope="refresh_token id",
            instance_url="https://ada.my.salesforce.com",
            id="https://login.salesforce.com/id/1/2",
            issued_at="1700000000000",
            signature="x",
        ),
        scopes=("refresh_token", "id"),
        token_path="login.salesforce.com/services/oauth2/token",
        pkce=True,
        about={"preferred_username": _MAIL, "user_id": "1"},
        account=_MAIL,
        base_url="https://ada.my.salesforce.com",
        revoke="POST login.salesforce.com/services/oauth2/revoke",
    ),
    "shopify": Dialect(
        answer={"access_token": ACCESS, "scope": "read_products,write_orders"},
        lifetime=None,
        scopes=("read_products", "write_orders"),
        token_path="ada-shop.myshopify.com/admin/oauth/access_token",
        between=",",
        about={"shop": {"name": "Ada's", "myshopify_domain": "ada-shop.myshopify.com"}},
        account="ada-shop.myshopify.com",
        base_url="https://ada-shop.myshopify.com",
        parts={"shop": "ada-shop"},
    ),
    "slack": Dialect(
        answer=gave(
            expires_in=None,
            refresh=False,
            scope="chat:write,channels:read",
            ok=True,
            token_type="bot",
            team={"name": "Ada's", "id": "T1"},
            enterprise=None,
            authed_user={"id": "U1"},
        ),
        lifetime=None,
        scopes=("chat:write", "channels:read"),
        token_path="slack.com/api/oauth.v2.access",
        between=",",
        account="Ada's",
        gone=(200, {"ok": False, "error": "invalid_refresh_token"}),
        revoke="POST slack.com/api/auth.revoke",
    ),
    "spotify": Dialect(
        answer=gave(scope="user-read-email"),
        scopes=("user-read-email",),
        token_path="accounts.spotify.com/api/token",
        auth="basic",
        pkce=True,
        about={"id": "ada", "email": _MAIL},
        account=_MAIL,
    ),
    "stripe": Dialect(
        answer=gave(expires_in=None, scope="read_write", livemode=False, stripe_user_id="acct_1"),
        lifetime=None,
        scopes=("read_write",),
        token_path="connect.stripe.com/oauth/token",
        account="acct_1",
        revoke="POST connect.stripe.com/oauth/deauthorize",
    ),
    "tiktok": Dialect(
        answer=gave(expires_in=86_400, scope="user.info.basic,video.list", open_id="1"),
        lifetime=86_400,
        scopes=("user.info.basic", "video.list"),
        token_path="open.tiktokapis.com/v2/oauth/token/",
        id_name="client_key",
        between=",",
        about={"data": {"user": {"open_id": "1", "display_name": "Ada"}}, "error": {"code": "ok"}},
        account="Ada",
        revoke="POST open.tiktokapis.com/v2/oauth/revoke/",
    ),
    "todoist": Dialect(
        answer=gave(expires_in=None, refresh=False),
        lifetime=None,
        token_path="api.todoist.com/oauth/access_token",
        between=",",
        about={"email": _MAIL, "full_name": "Ada"},
        account=_MAIL,
        revoke="DELETE api.todoist.com/api/v1/access_tokens",
    ),
    "twitch": Dialect(
        answer=gave(expires_in=14_346, scope=["user:read:email"]),
        lifetime=14_346,
        scopes=("user:read:email",),
        token_path="id.twitch.tv/oauth2/token",
        about={"login": "ada", "user_id": "1", "client_id": "x"},
        account="ada",
        gone=(400, {"status": 400, "message": "Invalid refresh token"}),
        revoke="POST id.twitch.tv/oauth2/revoke",
    ),
    "twitter": Dialect(
        answer=gave(expires_in=7200, scope="users.read tweet.read offline.access"),
        lifetime=7200,
        scopes=("users.read", "tweet.read", "offline.access"),
        token_path="api.x.com/2/oauth2/token",
        auth="basic",
        pkce=True,
        about={"data": {"id": "1", "name": "Ada", "username": "ada"}},
        account="ada",
        gone=(400, {"error": "invalid_request", "error_description": "Value passed was invalid."}),
        revoke="POST api.x.com/2/oauth2/revoke",
    ),
    "vercel": Dialect(
        answer=gave(scope="openid email offline_access"),
        scopes=("openid", "email", "offline_access"),
        token_path="api.vercel.com/login/oauth/token",
        pkce=True,
        about={"sub": "1", "email": _MAIL},
        account=_MAIL,
        revoke="POST api.vercel.com/login/oauth/token/revoke",
    ),
    "wordpress": Dialect(
        answer=gave(expires_in=None, refresh=False, blog_id="1", blog_url="https://ada.wordpress.com"),
        lifetime=None,
        token_path="public-api.wordpress.com/oauth2/token",
        about={"ID": 1, "username": "ada"},
        account="ada",
    ),
    "zoom": Dialect(
        answer=gave(expires_in=3599, scope="user:read:user"),
        lifetime=3599,
        scopes=("user:read:user",),
        token_path="zoom.us/oauth/token",
        auth="basic",
        pkce=True,
        about={"id": "1", "email": _MAIL},
        account=_MAIL,
        revoke="POST zoom.us/oauth/revoke",
    ),
}
