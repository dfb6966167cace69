from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "platform_project.notifications"
    label = "notifications"
