"""The Celery application. Settings whose names begin with CELERY_ configure it."""

from __future__ import annotations

import os

from celery import Celery

from platform_project import worker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_project.settings")

app = Celery("polychord")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
worker.install(app)
