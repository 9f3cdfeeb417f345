from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "hustings.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hustings.accounts.published_keys import publish
        from hustings.register.card_keys import signing_key

        publish("cards", lambda: signing_key().verify_key)
