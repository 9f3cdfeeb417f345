"""What is alleged: each act beside the clause that it is said to break, and what was found of it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hustings.conduct.models import Allegation, Case, Finding
from hustings.conduct.queries.findings import latest_findings
from hustings.council.dispositions import read_text
from hustings.council.models import InstrumentVersion
from hustings.register.standing import written
from hustings.texts import Clause


def clause_of(version: InstrumentVersion, identifier: str) -> Clause:
    """The clause of that version which has this identifier through all versions."""
    return read_text(version.proposal.text).clauses[version.identifiers.index(identifier)]


def allegation_label(allegation: Allegation) -> str:
    """An allegation in a few words, for a form."""
    clause = clause_of(allegation.case.version, allegation.clause)
    return _("Clause {number}, on {day}").format(number=clause.number, day=written(allegation.act_date))


@dataclass(frozen=True)
class Alleged:
    """An allegation, its clause, and the finding that counts, if there is one."""

    allegation: Allegation
    clause: Clause
    finding: Finding | None


def alleged(case: Case) -> list[Alleged]:
    """The allegations of a case in their order."""
    found = {finding.allegation_id: finding for finding in latest_findings(case)}
    return [
        Alleged(allegation, clause_of(case.version, allegation.clause), found.get(allegation.pk))
        for allegation in case.allegations.all()
    ]
