from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Personnes et organismes"

    def ready(self) -> None:
        # Their receivers; they read models, which are not loaded before.
        for name in ("journal", "second_factor", "idleness"):
            import_module(f"accounts.sign_on.{name}")
