"""The project's settings with what tests need to differ. The embedded servers run under `var/test`."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("VAR_DIR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("LOG_LEVEL", "WARNING")  # request lines would bury what a failed test says

from platform_project.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests"]  # noqa: F405  # its `flush`
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; never outside tests
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_WORKER_ENABLE_REMOTE_CONTROL = True  # tests/agents/worker.py asks a worker whether it is idle
WHITENOISE_AUTOREFRESH = True  # tests collect no static files
