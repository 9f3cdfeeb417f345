from django.apps import AppConfig


class ConductConfig(AppConfig):
    name = "hustings.conduct"
    label = "conduct"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hustings.accounts.events import listen
        from hustings.conduct.extensions import my_cases
        from hustings.conduct.leaving import officer_leaves
        from hustings.register.member_page import section

        section(my_cases)
        listen(officer_leaves)
