"""Bodies with their standing orders, the seats they have, and who holds each seat from when to when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Share(models.TextChoices):
    """How many of the seat-holders: for a quorum, and for a consent to short notice."""

    NUMBER = "number", _("a fixed number")
    THIRD = "third", _("a third")
    HALF = "half", _("more than half")
    TWO_THIRDS = "two_thirds", _("two thirds")
    ALL = "all", _("all")


class Threshold(models.TextChoices):
    """What a motion needs to be carried: a share, and of whom."""

    MAJORITY_VOTING = "majority_voting", _("a majority of those voting for or against")
    MAJORITY_PRESENT = "majority_present", _("a majority of those present")
    MAJORITY_SEATS = "majority_seats", _("a majority of all seats")
    TWO_THIRDS_VOTING = "two_thirds_voting", _("two thirds of those voting for or against")
    TWO_THIRDS_PRESENT = "two_thirds_present", _("two thirds of those present")
    TWO_THIRDS_SEATS = "two_thirds_seats", _("two thirds of all seats")
    THREE_QUARTERS_VOTING = "three_quarters_voting", _("three quarters of those voting for or against")
    THREE_QUARTERS_PRESENT = "three_quarters_present", _("three quarters of those present")
    THREE_QUARTERS_SEATS = "three_quarters_seats", _("three quarters of all seats")


class Body(models.Model):
    """A committee, board or council, and what its standing orders say."""

    class Vacancy(models.TextChoices):
        RUNNER_UP = "runner_up", _("the runner-up of the election takes the seat")
        COUNTBACK = "countback", _("the ballots of the election are counted again")
        ELECTION = "election", _("the seat stays empty until it is elected")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    description = models.TextField(_("what it decides"), blank=True)
    term_months = models.PositiveSmallIntegerField(_("months of a term"), default=24)
    vacancy = models.CharField(_("casual vacancies"), max_length=10, choices=Vacancy, default=Vacancy.ELECTION)
    quorum_share = models.CharField(_("quorum"), max_length=10, choices=Share, default=Share.HALF)
    quorum_number = models.PositiveSmallIntegerField(_("number for the quorum"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("days of notice for a meeting"), default=7)
    short_notice_consent = models.CharField(
        _("who must consent to a shorter notice"), max_length=10, choices=Share, default=Share.ALL
    )
    short_notice_number = models.PositiveSmallIntegerField(_("number for that consent"), null=True, blank=True)
    seconder_required = models.BooleanField(_("a motion needs a seconder"), default=True)
    threshold = models.CharField(
        _("what carries a motion, unless it says otherwise"),
        max_length=30,
        choices=Threshold,
        default=Threshold.MAJORITY_VOTING,
    )
    casting_vote = models.BooleanField(_("the chair has a casting vote"), default=False)
    numbers_only = models.BooleanField(_("a division may be counted without recording names"), default=False)
    bar_months = models.PositiveSmallIntegerField(
        _("months in which a question that was decided cannot be moved again"), default=6
    )
    reopening_signatures = models.PositiveSmallIntegerField(
        _("seat-holders whose signatures open it again earlier"), null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "bodies"
        constraints = [
            models.CheckConstraint(
                condition=~Q(quorum_share="number") | Q(quorum_number__gte=1), name="body_quorum_number"
            ),
            models.CheckConstraint(
                condition=~Q(short_notice_consent="number") | Q(short_notice_number__gte=1),
                name="body_short_notice_number",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    class Kind(models.TextChoices):
        ELECTED = "elected", _("elected in a contest")
        EX_OFFICIO = "ex_officio", _("ex officio")
        CO_OPTED = "co_opted", _("co-opted")
        NOMINATED = "nominated", _("nominated by a unit")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("how it is filled"), max_length=12, choices=Kind, default=Kind.ELECTED)
    unit = models.ForeignKey(
        "register.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("seat that it follows"),
    )
    votes = models.BooleanField(_("its holder votes"), default=True)
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["body", "position"], name="seat_position_once"),
            models.CheckConstraint(
                condition=Q(kind="nominated", unit__isnull=False) | ~Q(kind="nominated") & Q(unit__isnull=True),
                name="seat_unit_where_nominated",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | Q(kind="ex_officio"), name="seat_follows_ex_officio"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """The time for which the seats filled by one contest are held."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(_("name"), max_length=100)
    contest = models.OneToOneField(
        "elections.Contest", models.PROTECT, null=True, blank=True, related_name="seats_term"
    )
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends before"), null=True, blank=True)
    replaces_all = models.BooleanField(_("everybody in an elected seat leaves when it begins"), default=True)
    # Of a by-election: the holding that was left, whose seat its winner takes for the rest of the time.
    rest_of = models.OneToOneField("SeatHolding", models.PROTECT, null=True, blank=True, related_name="by_election")

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="term_period"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SeatHolding(models.Model):
    """A member holds a seat from a day, and until the day before `to_date`."""

    class How(models.TextChoices):
        DECLARED = "declared", _("declared elected")
        COUNTBACK = "countback", _("by countback")
        RUNNER_UP = "runner_up", _("as runner-up")
        EX_OFFICIO = "ex_officio", _("ex officio")
        CO_OPTED = "co_opted", _("co-opted")
        NOMINATED = "nominated", _("nominated")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holdings")
    member = models.ForeignKey("register.Member", on_delete=models.PROTECT, related_name="seat_holdings")
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="holdings")
    candidate = models.ForeignKey("elections.Candidate", models.PROTECT, null=True, blank=True, related_name="+")
    declaration = models.ForeignKey("elections.Declaration", models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=12, choices=How)
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    class Meta:
        ordering = ["from_date", "pk"]
        constraints = [
            # A holding of no days is one that never began: its term was replaced before it.
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")), name="seat_holding_period"
            ),
            models.UniqueConstraint(
                fields=["seat"], condition=Q(to_date__isnull=True), name="seat_held_by_one_without_end"
            ),
        ]
        indexes = [models.Index(fields=["seat", "from_date", "to_date"], name="seat_holding_by_day")]

    def __str__(self) -> str:
        return f"{self.seat_id} held by {self.member_id} from {self.from_date}"
