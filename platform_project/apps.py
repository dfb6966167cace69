from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "platform_project"
    label = "platform"
