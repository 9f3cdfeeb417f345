"""An annulled election is run again: a new one, with the same contests, that names the one before."""

from django.db import transaction
from django.utils.translation import gettext as _

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import User
from hustings.audit.log import record
from hustings.elections.actions.candidates import add_candidate, answer_pledges, save_pledge, save_slate
from hustings.elections.actions.contests import add_contest, set_options
from hustings.elections.actions.elections import create_election
from hustings.elections.models import Contest, Election, Pledge
from hustings.elections.queries.candidates import latest_answers
from hustings.elections.queries.contests import standing
from hustings.elections.states import locked

_DETAILS = ("description", "group", "credential_mode", "keep_credentials", "help_contact")
_OF_CONTEST = ("title", "text", "eligibility", "blank_allowed")
_OF_SEATS = ("rule", "rule_options", "ties", "seats", "min_choices", "max_choices", "body_name", "term")


@transaction.atomic
def run_again(annulled: Election, by: User, name: str, with_candidates: bool = True) -> Election:
    """Begin an election with the contests of an annulled one, and with those who stand in it if wanted.

    Roll, keys, credentials and timetable are new; the order of the candidates is drawn anew.
    """
    annulled = locked(annulled)
    if annulled.state != Election.State.ANNULLED:
        raise ActionRefused(_("Only an election that was annulled is run again."))
    if Election.objects.filter(runs_again=annulled).exists():
        raise ActionRefused(_("It is being run again already."))
    election = create_election(name, by, **{field: getattr(annulled, field) for field in _DETAILS})
    election.runs_again = annulled
    election.save(update_fields=["runs_again"])
    for contest in annulled.contests.select_related("eligibility"):
        copy = _copy(contest, election, by)
        if with_candidates and contest.kind == Contest.Kind.SEATS:
            _copy_candidates(contest, copy, by)
    record("elections.run_again", annulled, by=by, election=election.pk)
    return election


def _copy(contest: Contest, election: Election, by: User) -> Contest:
    is_question = contest.kind == Contest.Kind.QUESTION
    fields = _OF_CONTEST if is_question else (*_OF_CONTEST, *_OF_SEATS)
    copy = add_contest(election, contest.kind, by, **{field: getattr(contest, field) for field in fields})
    if is_question:
        set_options(copy, list(contest.options.values_list("text", flat=True)), by)
    return copy


def _copy_candidates(contest: Contest, copy: Contest, by: User) -> None:
    slates = {slate.pk: save_slate(copy, slate.name, by, slate.statement) for slate in contest.slates.all()}
    pledges: dict[int, Pledge] = {
        pledge.pk: save_pledge(copy, pledge.text, pledge.decision, by) for pledge in contest.pledges.all()
    }
    given = latest_answers(contest)
    for candidate in standing(contest).filter(withdrawn_at=None):
        again = add_candidate(
            copy,
            candidate.name,
            by,
            member=candidate.member,
            slate=slates.get(candidate.slate_id),
            statement=candidate.statement,
            state=candidate.state,
        )
        answers = {pledges[pledge]: answer for (who, pledge), answer in given.items() if who == candidate.pk}
        answer_pledges(again, answers, by)
