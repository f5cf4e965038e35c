from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Personnes et organismes"

    def ready(self) -> None:
        # Its receivers; it reads models, which are not loaded before.
        import_module("accounts.sign_on.journal")
