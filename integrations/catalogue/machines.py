"""Servers: databases, mail, clouds, sandboxes, and any address on the web."""

from __future__ import annotations

from integrations.catalogue.oauth import Call, ClientAuth, OAuth2, rfc7009
from integrations.catalogue.provider import Address, AuthKind, ProbeRequest, Provider

_KEY = (AuthKind.API_KEY,)
_PASSWORD = (AuthKind.USER_PASSWORD,)

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        slug="aws",
        name="Amazon Web Services",
        website="https://console.aws.amazon.com/iam/home#/security_credentials",
        auth=_PASSWORD,
        base_url="https://s3.amazonaws.com",
        labels=(("username", "Access key ID"), ("password", "Secret access key")),
    ),
    Provider(
        slug="database",
        name="Database (PostgreSQL, MySQL)",
        website="https://www.postgresql.org/docs/current/libpq-connect.html",
        auth=_PASSWORD,
        address=Address.HOST,
    ),
    Provider(
        slug="e2b",
        name="E2B",
        website="https://e2b.dev/dashboard?tab=keys",
        auth=_KEY,
        base_url="https://api.e2b.app",
        key_setting="E2B_API_KEY",
        base_url_setting="E2B_BASE_URL",
        test=ProbeRequest(path="/sandboxes", headers=(("X-API-Key", "{secret}"),)),
    ),
    Provider(
        slug="http",
        name="Any web address",
        website="https://www.rfc-editor.org/rfc/rfc9110#name-authentication",
        auth=(AuthKind.HOST_SCOPED,),
    ),
    Provider(
        slug="mcp",
        name="MCP server",
        website="https://modelcontextprotocol.io",
        auth=(AuthKind.API_KEY, AuthKind.OAUTH2),
        help="The address is that of the server, as in https://mcp.example.com/mcp: it is sent to no other.",
        labels=(("api_key", "Access token"),),
        oauth=OAuth2(is_discovered=True),
    ),
    Provider(
        slug="smtp",
        name="E-mail by SMTP",
        website="https://www.rfc-editor.org/rfc/rfc5321",
        auth=_PASSWORD,
        key_setting="SMTP_PASSWORD",
        base_url_setting="SMTP_SERVER",
        username_setting="SMTP_USERNAME",
        address=Address.HOST,
    ),
    Provider(
        slug="supabase",
        name="Supabase",
        website="https://supabase.com/dashboard/project/_/settings/api-keys",
        auth=_KEY,
        help="The base URL is that of the project, as in https://abcdefgh.supabase.co.",
        test=ProbeRequest(
            path="/rest/v1/", headers=(("apikey", "{secret}"), ("Authorization", "Bearer {secret}"))
        ),
    ),
    Provider(
        slug="vercel",
        name="Vercel",
        website="https://vercel.com/account/settings/tokens",
        auth=(AuthKind.API_KEY, AuthKind.OAUTH2),
        base_url="https://api.vercel.com",
        oauth=OAuth2(
            authorize_url="https://vercel.com/oauth/authorize",
            token_url="https://api.vercel.com/login/oauth/token",
            scopes=("openid", "email", "offline_access"),
            offered=(
                ("openid", "Know you again"),
                ("email", "See your e-mail address"),
                ("offline_access", "Go on while you are away"),
                ("profile", "See your name and picture"),
            ),
            revoke=rfc7009("https://api.vercel.com/login/oauth/token/revoke", ClientAuth.BODY),
            account=Call(url="https://api.vercel.com/login/oauth/userinfo"),
            account_paths=("email", "sub"),
            help="An app of Sign in with Vercel. What it may touch beyond the profile is set there.",
        ),
        test=ProbeRequest(path="/v2/user", account_paths=("user.email", "user.username")),
    ),
)
