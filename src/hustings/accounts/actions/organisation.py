"""The organisation's own settings."""

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.accounts.actions.sessions import end_sessions_without_factor
from hustings.accounts.errors import ActionRefused
from hustings.accounts.events import announce
from hustings.accounts.models import Organisation, User


def set_up_organisation(organisation: Organisation, by: User) -> Organisation:
    """Save the organisation's settings; the log names which of them changed."""
    with transaction.atomic():
        before = Organisation.objects.select_for_update().filter(pk=1).first() or Organisation(pk=1)
        organisation.pk = 1
        organisation.full_clean()
        changed = [
            field.name
            for field in Organisation._meta.concrete_fields
            if getattr(before, field.name) != getattr(organisation, field.name)
        ]
        organisation.save()
        if "second_factor" in changed and organisation.second_factor:
            _ask_everybody(by)
        announce("accounts.organisation_set_up", organisation, by=by, changed=changed)
    return organisation


def _ask_everybody(by: User) -> None:
    """Sign out those who have no second factor; whoever asks others for one shows that it works."""
    if not by.second_factors.exists():
        raise ActionRefused(
            _("Add a second factor of your own first, on the page Your sign-in: without it you could not come back."),
            "second_factor",
        )
    end_sessions_without_factor(by)
