"""Services that the operator hosts: a GitHub or GitLab of one's own instead of everybody's.

The catalogue's row says where its addresses begin and what stands there on one's own server (`hosted`); the
setting PROVIDER_SERVERS names the servers.
"""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from integrations.catalogue.oauth import Call, OAuth2
from integrations.catalogue.provider import Provider


def moved(url: str, provider: Provider) -> str:
    """The address on the operator's own server; as it is where there is none."""
    server = settings.PROVIDER_SERVERS.get(provider.slug)
    for start, place in provider.hosted if server else ():
        if url.startswith(start):
            return place.format(server=server.rstrip("/")) + url.removeprefix(start)
    return url


def moved_row(row: OAuth2, provider: Provider) -> OAuth2:
    """The same for every address of an OAuth row."""
    if provider.slug not in settings.PROVIDER_SERVERS:
        return row

    def call(made: Call | None) -> Call | None:
        return made and replace(made, url=moved(made.url, provider))

    return replace(
        row,
        authorize_url=moved(row.authorize_url, provider),
        token_url=moved(row.token_url, provider),
        refresh_url=moved(row.refresh_url, provider),
        lengthen=call(row.lengthen),
        refresh=call(row.refresh),
        revoke=call(row.revoke),
        account=call(row.account),
    )
