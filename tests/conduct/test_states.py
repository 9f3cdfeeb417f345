"""The table of steps: who may do what at every stage, and who may read what; played by the actions, row by row."""

import pytest
from django.db import DatabaseError, transaction
from tests.conduct import cases

from hustings.conduct.models import Case, CaseEvent, Deadline, Stage
from hustings.conduct.states import DUTIES

pytestmark = pytest.mark.django_db


def test_shortest_way_leads_through_every_stage_on_it_and_each_has_its_deadline() -> None:
    story = cases.at(Stage.CLOSED)
    assert story.case.outcome == Case.Outcome.UPHELD
    stages = list(Deadline.objects.filter(case=story.case).values_list("stage", flat=True))
    assert stages == [stage for stage in cases.WAY if stage != Stage.CLOSED]
    assert all(deadline.role == DUTIES[Stage(deadline.stage)].role for deadline in Deadline.objects.all())
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseEvent.objects.all().delete()
