from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "hustings.council"
    label = "council"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hustings.council.actions.seats import seats_follow
        from hustings.elections import declared

        declared.listen(seats_follow)
