from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "hustings.elections"
    label = "elections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hustings.audit.backups import register_restore_check
        from hustings.elections import (  # noqa: F401 (points of the check-list)
            declared,
            nomination_points,
            poll_points,
            setup_points,
        )
        from hustings.elections.actions.print_runs import redeem_letter_code
        from hustings.elections.extensions import (
            address_cautions,
            ask_about_departures,
            my_elections,
            my_nominations,
            roll_is_settled,
            seats_reserved,
        )
        from hustings.elections.leaving import end_parts, follows
        from hustings.elections.restoring import missing_ballots
        from hustings.franchise.actions.challenges import objections
        from hustings.franchise.groups import reservations
        from hustings.register.addresses import watch_addresses
        from hustings.register.leaving import what_follows, when_membership_ends
        from hustings.register.member_page import section
        from hustings.register.sign_in_codes import sign_in_codes

        objections.append(roll_is_settled)
        reservations.append(seats_reserved)
        register_restore_check(missing_ballots)
        section(my_elections)
        section(my_nominations)
        declared.listen(ask_about_departures)
        sign_in_codes(redeem_letter_code)
        watch_addresses(address_cautions)
        what_follows(follows)
        when_membership_ends(end_parts)
