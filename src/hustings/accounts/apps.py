from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hustings.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make numbers known to the addresses of all apps."""
        from hustings.accounts import path_numbers  # noqa: F401
