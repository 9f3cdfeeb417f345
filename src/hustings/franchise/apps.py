from django.apps import AppConfig


class FranchiseConfig(AppConfig):
    name = "hustings.franchise"
    label = "franchise"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hustings.franchise.leaving import follows
        from hustings.franchise.member_section import groups, rolls
        from hustings.franchise.merging import carry_declarations, give_declarations_back
        from hustings.register.leaving import what_follows
        from hustings.register.member_page import section
        from hustings.register.merging import Carrier, goes_along

        section(rolls)
        section(groups)
        what_follows(follows)
        goes_along(Carrier("declarations", carry_declarations, give_declarations_back))
