from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "platform_project.accounts"
    label = "accounts"
