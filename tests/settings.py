"""The project's settings with what tests need to differ. The embedded servers run under `var/test`."""

from __future__ import annotations

import os
from pathlib import Path

_var = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent / "var" / "test")
_process = os.environ.get("PYTEST_XDIST_WORKER", "")  # of several side by side, each has servers of its own
os.environ["VAR_DIR"] = str(_var if _process in ("", _var.name) else _var / _process)
# Most tests are about other things, and run steps that have a price as people without a credit. Those about
# credits switch them on, here by `settings` and for workers by the environment.
os.environ.setdefault("CREDITS", "off")
os.environ.setdefault("LOG_LEVEL", "WARNING")  # request lines would bury what a failed test says

from platform_project.settings import *  # noqa: E402, F403

PREPARED_DIR = _var / "prepared"  # tests/prepared.py, for all processes side by side
INSTALLED_APPS = [*INSTALLED_APPS, "tests"]  # noqa: F405  # its `flush`
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; never outside tests
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_WORKER_ENABLE_REMOTE_CONTROL = True  # tests/agents/worker.py asks a worker whether it is idle
WHITENOISE_AUTOREFRESH = True  # tests collect no static files
REGISTERED = []  # a worker of a test would grant credits at a time of its own
