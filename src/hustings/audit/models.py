"""The log of every action: each event holds the hash of the one before it."""

from django.db import models


class AuditEvent(models.Model):
    """What was done, when, by whom, on which object. Surrogate identifiers only: erasing a person breaks no chain."""

    class Actor(models.TextChoices):
        USER = "user"
        MEMBER = "member"
        SYSTEM = "system"
        NOBODY = "nobody"

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=10, choices=Actor.choices)
    verb = models.CharField(max_length=100, db_index=True)
    object_type = models.CharField(max_length=100, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="events_of_an_object"),
            models.Index(fields=["actor"], name="events_of_an_actor"),
            models.Index(fields=["hash"], name="event_of_a_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb}"
