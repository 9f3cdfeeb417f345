from django.apps import AppConfig


class FranchiseConfig(AppConfig):
    name = "hustings.franchise"
    label = "franchise"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hustings.franchise.leaving import follows
        from hustings.franchise.member_section import groups, rolls
        from hustings.register.leaving import what_follows
        from hustings.register.member_page import section

        section(rolls)
        section(groups)
        what_follows(follows)
