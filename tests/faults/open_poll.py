"""Run as a program: makes an installation with an open poll, and prints what its electors need as JSON.

The installation is the one that HUSTINGS_DATA and HUSTINGS_DATABASE name; its first argument is the number of electors.
"""

import json
import os
import sys


def main(electors: int) -> dict[str, object]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hustings.site.settings"
    import django

    django.setup()
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from tests.elections import polls, ranked_polls

    from hustings.accounts.models import Organisation
    from hustings.elections.models import BoardRecord

    call_command("migrate", verbosity=0)
    Organisation.objects.create(pk=1, name="Society of Test Pilots", help_contact="help@pilots.example")
    members = polls.make_members(electors)
    board = ranked_polls.open_board(members)
    sessions = []
    for member in members:
        session = SessionStore()
        session["member_id"] = member.pk
        session.save()
        sessions.append(session.session_key)
    records = BoardRecord.objects.filter(position__lte=2).order_by("position").values_list("body", flat=True)
    return {
        "uuid": board.uuid,
        "slug": board.election.slug,
        "setup": list(records),
        "electors": list(zip(sessions, [polls.credential(board, member) for member in members], strict=True)),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
