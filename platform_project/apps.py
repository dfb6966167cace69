from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "platform_project"
    label = "platform"

    def ready(self) -> None:
        from platform_project import checks  # noqa: F401  registers them
