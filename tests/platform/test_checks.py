from __future__ import annotations

import pytest
from pytest_django import Settings

from platform_project.checks import production
from platform_project.kit import crypto


@pytest.fixture(autouse=True)
def sound_production(settings: Settings) -> None:
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["polychord.example"]
    settings.SECRET_KEY = "k" * 50
    settings.CREDENTIAL_KEYS = [crypto.new_key()]
    settings.PUBLIC_URL = "https://polychord.example"
    settings.SECURE_SSL_REDIRECT = True
    settings.TRUSTED_PROXY_COUNT = 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMBEDDED_SERVERS = []


def ids() -> list[str | None]:
    return [message.id for message in production(None)]


def test_a_sound_production_has_nothing_to_tell() -> None:
    assert ids() == []


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("ALLOWED_HOSTS", [], "polychord.E001"),
        ("SECRET_KEY", "k" * 49, "polychord.E002"),
        ("TRUSTED_PROXY_COUNT", 0, "polychord.E003"),
        ("CREDENTIAL_KEYS", [], "polychord.E004"),
        ("CREDENTIAL_KEYS", ["short"], "polychord.E005"),
        ("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend", "polychord.W005"),
        ("PUBLIC_URL", "http://polychord.example", "polychord.W001"),
        ("SECURE_SSL_REDIRECT", False, "polychord.W002"),
        ("EMBEDDED_SERVERS", ["postgres"], "polychord.W003"),
        ("EMBEDDED_SERVERS", ["redis"], "polychord.W004"),
    ],
)
def test_each_gap_has_its_own_message(name: str, value: object, found: str, settings: Settings) -> None:
    setattr(settings, name, value)
    assert ids() == [found]


def test_development_is_asked_for_nothing(settings: Settings) -> None:
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = []
    assert ids() == []
