"""Run as a program: closes the poll of the installation that HUSTINGS_DATA and HUSTINGS_DATABASE name."""

import os


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hustings.site.settings"
    import django

    django.setup()
    from tests.elections import polls

    from hustings.elections.actions.polls import close_poll
    from hustings.elections.models import Election

    close_poll(Election.objects.get(), polls.officer())


if __name__ == "__main__":
    main()
