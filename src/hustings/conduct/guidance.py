"""What a step is for and what follows from it: said above its form, before anybody takes it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hustings.conduct.queries.settings import conduct_rules

GUIDANCE: Mapping[str, Promise] = {
    "name-respondent": _("They hear nothing of it now, but when they are given notice."),
    "accept": _(
        "To take a complaint up says that what is alleged would break the clause if it is true. It does not say that "
        "it is true."
    ),
    "dismiss": _(
        "The complainant can read your reasons, and can appeal to people who are drawn by lot. The member complained "
        "of hears nothing."
    ),
    "send-to-review": _(
        "The member complained, testified or spoke up in a case since this complaint was taken up. A reviewer decides "
        "first whether this is retaliation; the complainant is not told of it."
    ),
    "decide-review": _("Say whether this case was brought because the member complained, testified or spoke up."),
    "notify": _(
        "Say what the member is alleged to have done, and when. They get an e-mail that something waits, can read this "
        "notice and the complaint, and have {answer_days} days to answer."
    ),
    "answer": _(
        "Say what happened as you saw it. You need not answer; when the time is over the case goes on without. You can "
        "still add words and files to the case after this."
    ),
    "investigate": _("The member complained of has not answered in time. They can still add to the case."),
    "conciliate": _(
        "Nobody need agree. If both sides do, a conduct officer brings them together, and either can end it at any "
        "time: the case then goes on. The other side is told that you agree."
    ),
    "settle": _("The case ends with what both agreed to. Nothing is found against anybody."),
    "end-conciliation": _("The case goes on where it was. Nobody need say why."),
    "name-witness": _(
        "They are kept off the panel and protected for {protected_months} months. They are not told by this site, and "
        "cannot read the case."
    ),
    "draw": _("The lot is drawn at once, and nobody can draw again. Those drawn and both sides hear of it by e-mail."),
    "object": _("For example because they are close to the other side. A reviewer drawn by lot decides, with reasons."),
    "decide-objection": _("Both sides can read your reasons."),
    "step-aside": _("The case closes to you at once and for good. Nobody asks you why."),
    "replace": _(
        "They lose the case at once, and you draw somebody else, for whom you give more time. Everybody in the case "
        "can read your reasons."
    ),
    "join": _("You can read the case as soon as somebody who reads it already types their passphrase."),
    "report": _(
        "Say what each side told you, what others saw, and what you could not find out. Whether a clause was broken is "
        "for the panel to decide."
    ),
    "suspend": _(
        "Nothing is found by this. A reviewer drawn by lot looks at it before half of its time is over; if nobody "
        "does, it is lifted."
    ),
    "review-suspension": _("Decide whether the grounds that were given are urgent, and still there."),
    "find": _("You record what the panel decided together, because you were drawn first."),
    "sanction": _("It counts from its first day on, even if there is an appeal. There need not be a sanction."),
    "appeal": _(
        "Say what in the decision is wrong. People who took no part in the case decide; until then it counts as it is."
    ),
    "decide-appeal": _("You decide on every appeal made in this case."),
    "close": _(
        "Nobody has appealed in time. The case can be read for another {retention_months} months; then its key is "
        "destroyed."
    ),
    "pause": _(
        "No day counts, and nobody can take a step, until you let the case go on. Say by which day you look at it "
        "again: both sides see it, and it is marked as overdue when it has passed."
    ),
    "resume": _("Whoever must act has as many days as were left."),
    "extend": _("Both sides can read the new day and your reasons."),
}


def guidance(verb: str) -> str:
    """What to know before taking this step, by the rules of this organisation."""
    rules = conduct_rules()
    return str(GUIDANCE.get(verb, "")).format(
        answer_days=rules.answer_days,
        protected_months=rules.protected_months,
        retention_months=rules.retention_months,
    )
