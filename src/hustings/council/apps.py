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
        from hustings.council.decided_section import decided_lately
        from hustings.council.extensions import my_consultations, my_representatives, my_seats
        from hustings.council.leaving import end_seats, follows
        from hustings.elections import declared
        from hustings.register.leaving import what_follows, when_membership_ends
        from hustings.register.member_page import section

        declared.listen(seats_follow)
        section(my_seats)
        section(my_consultations)
        section(my_representatives)
        section(decided_lately)
        what_follows(follows)
        when_membership_ends(end_seats)
        deciding.before_decision(check_consultations)
        deciding.after_decision(adopt_what_was_carried)
