"""Google: one consent for Gmail, Calendar, Drive, Sheets, Docs and YouTube, with scopes by what is used."""

from __future__ import annotations

from integrations.catalogue.oauth import Call, CallAuth, OAuth2
from integrations.catalogue.provider import AuthKind, ProbeRequest, Provider

_SCOPE = "https://www.googleapis.com/auth"

PROVIDERS: tuple[Provider, ...] = (
    Provider(
        slug="google",
        name="Google",
        website="https://console.cloud.google.com/apis/credentials",
        auth=(AuthKind.OAUTH2,),
        base_url="https://www.googleapis.com",
        oauth=OAuth2(
            social="google.GoogleOAuth2",
            authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
            token_url="https://oauth2.googleapis.com/token",
            scopes=("openid", "email"),
            offered=(
                ("openid", "Know you again"),
                ("email", "See your e-mail address"),
                ("profile", "See your name and picture"),
                (f"{_SCOPE}/userinfo.email", "See your e-mail address"),
                (f"{_SCOPE}/userinfo.profile", "See your name and picture"),
                (f"{_SCOPE}/gmail.readonly", "Read mail"),
                (f"{_SCOPE}/gmail.send", "Send mail"),
                (f"{_SCOPE}/gmail.compose", "Write drafts and send mail"),
                (f"{_SCOPE}/gmail.labels", "Manage labels of mail"),
                (f"{_SCOPE}/gmail.modify", "Read, write and sort mail"),
                (f"{_SCOPE}/calendar", "Read and change calendars"),
                (f"{_SCOPE}/calendar.readonly", "Read calendars"),
                (f"{_SCOPE}/calendar.events", "Read and change events"),
                (f"{_SCOPE}/drive", "Read and change all files"),
                (f"{_SCOPE}/drive.file", "Read and change the files you open with it"),
                (f"{_SCOPE}/drive.readonly", "Read all files"),
                (f"{_SCOPE}/spreadsheets", "Read and change spreadsheets"),
                (f"{_SCOPE}/spreadsheets.readonly", "Read spreadsheets"),
                (f"{_SCOPE}/documents", "Read and change documents"),
                (f"{_SCOPE}/documents.readonly", "Read documents"),
                (f"{_SCOPE}/youtube", "Manage your YouTube account"),
                (f"{_SCOPE}/youtube.readonly", "See your YouTube account"),
                (f"{_SCOPE}/youtube.upload", "Upload videos"),
            ),
            # Without prompt=consent a second consent gives no refresh token.
            authorize_extra=(
                ("access_type", "offline"),
                ("prompt", "consent"),
                ("include_granted_scopes", "true"),
            ),
            revoke=Call(
                url="https://oauth2.googleapis.com/revoke",
                method="POST",
                auth=CallAuth.NONE,
                form=(("token", "{token}"),),
            ),
            account=Call(url="https://openidconnect.googleapis.com/v1/userinfo"),
            account_paths=("email",),
            help="An OAuth client of the type Web application; the APIs that agents use must be enabled.",
        ),
        test=ProbeRequest(path="https://openidconnect.googleapis.com/v1/userinfo", account_paths=("email",)),
    ),
)
