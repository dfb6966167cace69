"""Polychord's project package: settings, embedded servers, the kit, accounts."""

from platform_project.celery import app as celery_app

__all__ = ["celery_app"]
