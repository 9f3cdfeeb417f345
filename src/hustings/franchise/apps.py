from django.apps import AppConfig


class FranchiseConfig(AppConfig):
    name = "hustings.franchise"
    label = "franchise"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hustings.franchise.leaving import follows
        from hustings.franchise.member_section import rolls
        from hustings.register.leaving import what_follows
        from hustings.register.member_page import section

        section(rolls)
        what_follows(follows)
