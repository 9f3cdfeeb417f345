from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "hustings.elections"
    label = "elections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hustings.elections import poll_points, setup_points  # noqa: F401 (they add their points to the check-list)
        from hustings.elections.extensions import roll_is_settled
        from hustings.franchise.actions.challenges import objections

        objections.append(roll_is_settled)
