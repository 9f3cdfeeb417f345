"""How far work is that is all in one transaction."""

from contextlib import closing
from threading import Event

import pytest
from django.db import connection, transaction

from hustings.jobs.models import Interrupted, Job


@pytest.mark.django_db(transaction=True)
def test_progress_in_a_transaction_is_seen_at_once_where_the_database_allows() -> None:
    job = Job.objects.create(task="tests.long", state=Job.State.RUNNING, attempts=1)
    with transaction.atomic():
        Job.objects.create(task="tests.other")  # something that is not committed yet
        job.progress_aside(3, 9)
        with closing(connection.copy()) as session, session.cursor() as others:
            others.execute("SELECT done, total FROM jobs_job")
            assert others.fetchall() == [(3, 9) if connection.vendor == "postgresql" else (0, 0)]


@pytest.mark.django_db
def test_wish_to_stop_is_heard_in_a_transaction() -> None:
    job = Job.objects.create(task="tests.long", state=Job.State.RUNNING, attempts=1)
    job.stop = Event()
    job.progress_aside(1, 2)
    job.stop.set()
    with pytest.raises(Interrupted):
        job.progress_aside(2, 2)
