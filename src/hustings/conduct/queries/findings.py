"""What was found of each allegation, and what is still to be found."""

from hustings.conduct.models import Allegation, Appeal, Case, Finding


def latest_findings(case: Case) -> list[Finding]:
    """The finding that counts of each allegation that has one: after a rehearing only those made since."""
    sent_back = case.appeals.filter(outcome=Appeal.Outcome.REHEARD).order_by("decided_at").last()
    found = Finding.objects.filter(allegation__case=case).order_by("pk")
    if sent_back:
        found = found.filter(found_at__gt=sent_back.decided_at)
    return list({finding.allegation_id: finding for finding in found}.values())


def to_find(case: Case) -> list[Allegation]:
    """The allegations on which the panel has not found yet."""
    done = [finding.allegation_id for finding in latest_findings(case)]
    return list(case.allegations.exclude(pk__in=done))
