"""Requests of former members to be erased."""

from django.db import models

from hustings.register.models.members import Member


class ErasureRequest(models.Model):
    """A member asked that their data be erased; deleted once it is."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="erasure_request")
    asked_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"erasure of {self.member_id}"
