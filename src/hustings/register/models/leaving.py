"""How members leave: what the organisation set, and what is still to follow from a membership that ends."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.register.models.standing import StandingEvent


class RegisterRules(models.Model):
    """What the organisation's rules say of leaving, rejoining and keeping data: row 1, and no other."""

    cooling_off_days = models.PositiveSmallIntegerField(_("days in which a resignation can be withdrawn"), default=0)
    rejoin_alone = models.BooleanField(_("who resigned or lapsed can join again on their own page"), default=False)
    erase_after_months = models.PositiveSmallIntegerField(
        _("months after which the data of former members is erased"), null=True, blank=True
    )
    kept_because = models.TextField(_("laws and rules by which records are kept"), max_length=2000, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_set_of_register_rules")]

    def __str__(self) -> str:
        return str(_("rules of the register"))


class Ending(models.Model):
    """An event that ends a membership, and whether what follows from it (a seat that ends) has been carried out."""

    event = models.OneToOneField(StandingEvent, models.PROTECT, related_name="ending")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="endings_to_carry_out")]

    def __str__(self) -> str:
        return f"{self.event_id} on {self.due_on}"
