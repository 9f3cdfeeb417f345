"""The files of a case on its page, and the form to add to it: for whoever may see them in the role they act in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hustings.conduct.cleaning import PDF, TEXT
from hustings.conduct.evidence import files_of
from hustings.conduct.forms.complaints import AddForm
from hustings.conduct.models import Case, EvidenceFile, Stage, TextKind
from hustings.conduct.people import Actor, Role
from hustings.conduct.queries.cases import readable
from hustings.conduct.readers import readers_of_additions

# A file is read by those who may read what its giver wrote.
LIKE = {Role.COMPLAINANT: TextKind.COMPLAINT, Role.RESPONDENT: TextKind.ANSWER}


@dataclass(frozen=True)
class Papers:
    """What the part of the page needs."""

    case: Case
    files: list[tuple[EvidenceFile, str]]
    form: AddForm | None


def may_fetch(file: EvidenceFile, actors: Sequence[Actor]) -> bool:
    """Whether somebody who acts in these roles may fetch a file: by the rule, or because they gave it."""
    gave = any(actor.role == file.author_role and _is_same(actor, file) for actor in actors)
    return gave or readable(
        file.case, [actor.role for actor in actors], LIKE.get(Role(file.author_role), TextKind.REPORT)
    )


def papers(case: Case, actors: Sequence[Actor]) -> Papers:
    """The files that these actors may fetch, and the form to add, unless the case is closed."""
    files = [(file, _kind(file)) for file in files_of(case).select_related("case") if may_fetch(file, actors)]
    form = None if case.closed_at else AddForm(readers=readers_of_additions(Stage(case.stage)))
    return Papers(case, files, form)


def _kind(file: EvidenceFile) -> str:
    return {PDF: _("PDF"), TEXT: _("text")}.get(file.media_type, _("picture"))


def _is_same(actor: Actor, file: EvidenceFile) -> bool:
    return actor.person == (file.author_user or file.author_member)
