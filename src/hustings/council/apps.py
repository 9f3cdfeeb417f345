from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "hustings.council"
    label = "council"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hustings.council import deciding
        from hustings.council.actions.consultations import check_consultations
        from hustings.council.actions.instruments import adopt_what_was_carried
        from hustings.council.actions.seats import seats_follow
        from hustings.elections import declared

        declared.listen(seats_follow)
        deciding.before_decision(check_consultations)
        deciding.after_decision(adopt_what_was_carried)
