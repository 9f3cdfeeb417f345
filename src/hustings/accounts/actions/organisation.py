"""The organisation's own settings."""

from django.db import transaction

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
        announce("accounts.organisation_set_up", organisation, by=by, changed=changed)
    return organisation
