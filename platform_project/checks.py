"""What a server on the open net must have set. `manage.py check` and every start look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from platform_project.kit import crypto

_KEY_CHARS = 50
_EMBEDDED = {"postgres": ("DATABASE_URL", "polychord.W003"), "redis": ("REDIS_URL", "polychord.W004")}


@register(Tags.security)
def production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """With DEBUG off: hosts, a long key, https, and servers that somebody keeps. Nothing with DEBUG on."""
    if settings.DEBUG:
        return []
    return [*_errors(), *_warnings()]


def _errors() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.ALLOWED_HOSTS:
        hint = "Set it to the host names of the site, separated by commas."
        found.append(Error("ALLOWED_HOSTS is empty while DEBUG is off.", hint=hint, id="polychord.E001"))
    if len(settings.SECRET_KEY) < _KEY_CHARS:
        hint = "Set it to random characters, as from `openssl rand -base64 48`."
        found.append(
            Error(f"SECRET_KEY has fewer than {_KEY_CHARS} characters.", hint=hint, id="polychord.E002")
        )
    if not settings.CREDENTIAL_KEYS:
        hint = f"Set it to a key such as {crypto.new_key()}, the same on every machine, and keep a copy."
        found.append(Error("CREDENTIAL_KEYS is not set while DEBUG is off.", hint=hint, id="polychord.E004"))
    elif problem := crypto.problem_of(settings.CREDENTIAL_KEYS):
        found.append(Error(f"CREDENTIAL_KEYS: {problem}", id="polychord.E005"))
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXY_COUNT:
        hint = "Set TRUSTED_PROXY_COUNT=1 behind a proxy that ends TLS, else SECURE_SSL_REDIRECT=false."
        text = "Requests would be redirected for ever: https is wanted, and no proxy is believed to speak it."
        found.append(Error(text, hint=hint, id="polychord.E003"))
    return found


def _warnings() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.PUBLIC_URL.startswith("http://"):
        hint = "Set PUBLIC_URL to the https address that people use; links in mails start with it."
        found.append(Warning("PUBLIC_URL is not https while DEBUG is off.", hint=hint, id="polychord.W001"))
    if not settings.SECURE_SSL_REDIRECT:
        hint = "Cookies and tokens then travel in the clear, unless a proxy redirects."
        found.append(Warning("SECURE_SSL_REDIRECT is off.", hint=hint, id="polychord.W002"))
    if settings.EMAIL_BACKEND == "django.core.mail.backends.dummy.EmailBackend":
        hint = "Set it to smtp+tls://user:password@host:587, or nobody gets links by mail."
        found.append(Warning("EMAIL_URL is not set: mails are thrown away.", hint=hint, id="polychord.W005"))
    for name, (variable, check_id) in _EMBEDDED.items():
        if name in settings.EMBEDDED_SERVERS:
            hint = f"Fine on one machine whose VAR_DIR is backed up; else set {variable}."
            found.append(Warning(f"The embedded {name} server is in use.", hint=hint, id=check_id))
    return found
