from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "hustings.elections"
    label = "elections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hustings.elections import poll_points, setup_points  # noqa: F401 (they add their points to the check-list)
        from hustings.elections.extensions import my_elections, roll_is_settled
        from hustings.franchise.actions.challenges import objections
        from hustings.register.member_page import section

        objections.append(roll_is_settled)
        section(my_elections)
