"""Where people keep and plan the making of software."""

from __future__ import annotations

from integrations.catalogue.oauth import Call, CallAuth, ClientAuth, OAuth2, rfc7009
from integrations.catalogue.provider import AuthKind, ProbeRequest, Provider

_BOTH = (AuthKind.API_KEY, AuthKind.OAUTH2)

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        slug="github",
        name="GitHub",
        website="https://github.com/settings/tokens",
        auth=_BOTH,
        base_url="https://api.github.com",
        help="A personal access token, or the consent of your account.",
        oauth=OAuth2(
            social="github.GithubOAuth2",
            # Scopes are answered with commas, and asked for with either.
            separator=" ",
            headers=(("Accept", "application/json"),),  # else the answer is a form
            scopes=("read:user",),
            offered=(
                ("repo", "Read and change your repositories"),
                ("repo:status", "Read and set states of commits"),
                ("public_repo", "Read and change your public repositories"),
                ("workflow", "Change workflow files"),
                ("admin:repo_hook", "Manage webhooks of your repositories"),
                ("write:repo_hook", "Read and add webhooks of your repositories"),
                ("read:repo_hook", "Read webhooks of your repositories"),
                ("delete_repo", "Delete repositories"),
                ("gist", "Write gists"),
                ("notifications", "Read notifications"),
                ("read:org", "See your organizations and teams"),
                ("read:project", "Read projects"),
                ("project", "Read and change projects"),
                ("user:email", "See your e-mail addresses"),
                ("read:discussion", "Read discussions of teams"),
                ("write:discussion", "Read and write discussions of teams"),
            ),
            # https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-token
            gone_errors=("bad_refresh_token",),
            revoke=Call(
                url="https://api.github.com/applications/{client_id}/token",
                method="DELETE",
                auth=CallAuth.BASIC,
                json=(("access_token", "{access_token}"),),
            ),
            account=Call(url="https://api.github.com/user"),
            account_paths=("login",),
        ),
        test=ProbeRequest(path="/user", account_paths=("login",)),
    ),
    Provider(
        slug="gitlab",
        name="GitLab",
        website="https://gitlab.com/-/user_settings/personal_access_tokens",
        auth=_BOTH,
        base_url="https://gitlab.com/api/v4",
        oauth=OAuth2(
            social="gitlab.GitLabOAuth2",
            scopes=("read_user",),
            offered=(
                ("api", "Read and change everything you can"),
                ("read_api", "Read everything you can"),
                ("read_repository", "Read repositories"),
                ("write_repository", "Read and change repositories"),
            ),
            revoke=rfc7009("https://gitlab.com/oauth/revoke"),
            account=Call(url="https://gitlab.com/api/v4/user"),
            account_paths=("username",),
        ),
        test=ProbeRequest(path="/user", account_paths=("username",)),
    ),
    Provider(
        slug="bitbucket",
        name="Bitbucket",
        website="https://bitbucket.org/account/settings",
        auth=(AuthKind.OAUTH2,),
        base_url="https://api.bitbucket.org/2.0",
        oauth=OAuth2(
            social="bitbucket.BitbucketOAuth2",
            client_auth=ClientAuth.BASIC,
            has_pkce=False,
            scopes=("account",),
            offered=(
                ("repository", "Read repositories"),
                ("repository:write", "Read and change repositories"),
                ("pullrequest", "Read pull requests"),
                ("pullrequest:write", "Read and change pull requests"),
                ("issue", "Read issues"),
                ("issue:write", "Read and change issues"),
                ("webhook", "Manage webhooks"),
            ),
            account=Call(url="https://api.bitbucket.org/2.0/user"),
            account_paths=("username", "display_name"),
        ),
        test=ProbeRequest(path="/user", account_paths=("username", "display_name")),
    ),
    Provider(
        slug="linear",
        name="Linear",
        website="https://linear.app/settings/account/security",
        auth=_BOTH,
        base_url="https://api.linear.app",
        oauth=OAuth2(
            authorize_url="https://linear.app/oauth/authorize",
            token_url="https://api.linear.app/oauth/token",
            separator=",",
            scopes=("read",),
            offered=(
                ("write", "Read and change everything you can"),
                ("issues:create", "Create issues"),
                ("comments:create", "Create comments"),
                ("timeSchedule:write", "Create and change time schedules"),
            ),
            authorize_extra=(("prompt", "consent"),),
            revoke=rfc7009("https://api.linear.app/oauth/revoke"),
            account=Call(
                url="https://api.linear.app/graphql",
                method="POST",
                json=(("query", "query { viewer { email name } }"),),
            ),
            account_paths=("data.viewer.email", "data.viewer.name"),
        ),
        test=ProbeRequest(
            path="/graphql",
            method="POST",
            headers=(("Authorization", "{secret}"),),
            json=(("query", "query { viewer { email } }"),),
            account_paths=("data.viewer.email",),
        ),
        consent_test=ProbeRequest(
            path="/graphql",
            method="POST",
            json=(("query", "query { viewer { email } }"),),
            account_paths=("data.viewer.email",),
        ),
    ),
    Provider(
        slug="jira",
        name="Jira (Atlassian)",
        website="https://developer.atlassian.com/console/myapps/",
        auth=(AuthKind.OAUTH2,),
        base_url="https://api.atlassian.com",
        oauth=OAuth2(
            social="atlassian.AtlassianOAuth2",
            scopes=("read:me", "offline_access"),
            offered=(
                ("read:jira-user", "Look people up in Jira"),
                ("read:jira-work", "Read projects and issues"),
                ("write:jira-work", "Create and change issues"),
                ("manage:jira-webhook", "Manage webhooks of Jira"),
                ("read:confluence-content.all", "Read pages of Confluence"),
                ("write:confluence-content", "Create and change pages of Confluence"),
            ),
            gone_errors=("unauthorized_client",),
            authorize_extra=(("audience", "api.atlassian.com"), ("prompt", "consent")),
            account=Call(url="https://api.atlassian.com/me"),
            account_paths=("email", "name"),
        ),
        test=ProbeRequest(path="/me", account_paths=("email", "name")),
    ),
    Provider(
        slug="figma",
        name="Figma",
        website="https://www.figma.com/settings",
        auth=_BOTH,
        base_url="https://api.figma.com",
        oauth=OAuth2(
            authorize_url="https://www.figma.com/oauth",
            token_url="https://api.figma.com/v1/oauth/token",
            refresh_url="https://api.figma.com/v1/oauth/refresh",
            client_auth=ClientAuth.BASIC,
            scopes=("current_user:read",),
            offered=(
                ("file_content:read", "Read files"),
                ("file_metadata:read", "See names and dates of files"),
                ("file_comments:read", "Read comments"),
                ("file_comments:write", "Write comments"),
                ("projects:read", "See projects"),
                ("webhooks:write", "Manage webhooks"),
            ),
            account=Call(url="https://api.figma.com/v1/me"),
            account_paths=("email", "handle"),
        ),
        test=ProbeRequest(
            path="/v1/me", headers=(("X-Figma-Token", "{secret}"),), account_paths=("email", "handle")
        ),
        consent_test=ProbeRequest(path="/v1/me", account_paths=("email", "handle")),
    ),
)
