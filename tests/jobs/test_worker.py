"""Work in the background: it runs once, survives its worker, and says how it ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.jobs.actions import enqueue, run_again
from hustings.jobs.liveness import job_lock
from hustings.jobs.models import Interrupted, Job
from hustings.jobs.registry import TASKS, task
from hustings.jobs.worker import ATTEMPTS, STALE, run_pending, work

TaskMaker = Callable[[Callable[..., Any]], None]


@pytest.fixture
def as_task() -> Iterator[TaskMaker]:
    """`as_task(function)`: register it as "tests.task" for the length of the test."""

    def register(function: Callable[..., Any]) -> None:
        TASKS.pop("tests.task", None)
        task("tests.task")(function)

    yield register
    TASKS.pop("tests.task", None)


def left_running(job: Job, attempts: int = 1) -> None:
    """Leave `job` as a worker that died in it a while ago left it."""
    heartbeat = timezone.now() - STALE - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=attempts, heartbeat_at=heartbeat)


def test_job_runs_with_its_arguments_and_keeps_its_result(as_task: TaskMaker, administrator: User) -> None:
    as_task(lambda job, first, second: {"sum": first + second})
    job = enqueue("tests.task", by=administrator, first=2, second=3)
    assert run_pending() == 1
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts, job.percent) == (Job.State.DONE, {"sum": 5}, 1, 100)
    assert run_pending() == 0


def test_unknown_task_is_refused_when_queued(db: None) -> None:
    with pytest.raises(LookupError, match=r"tests\.unknown"):
        enqueue("tests.unknown")


def test_name_of_a_task_is_taken_once(as_task: TaskMaker) -> None:
    as_task(lambda job: None)
    with pytest.raises(ValueError, match="Two tasks"):
        task("tests.task")(lambda job: None)


def test_progress_is_seen_by_others(as_task: TaskMaker, db: None) -> None:
    seen = []

    def count(job: Job) -> None:
        job.progress(1, 4, "a quarter")
        seen.append(Job.objects.values_list("done", "total", "message").get(pk=job.pk))

    as_task(count)
    enqueue("tests.task")
    run_pending()
    assert seen == [(1, 4, "a quarter")]


def test_refusal_is_told_in_its_own_words(as_task: TaskMaker, db: None) -> None:
    def refuse(job: Job) -> None:
        raise ActionRefused("The file has no column for the number.")

    as_task(refuse)
    job = enqueue("tests.task")
    run_pending()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "The file has no column for the number.")


def test_work_speaks_the_language_of_the_organisation(as_task: TaskMaker, organisation: Organisation) -> None:
    Organisation.objects.update(language="fr")
    as_task(lambda job: 1 // 0)
    job = enqueue("tests.task")
    run_pending()
    job.refresh_from_db()
    assert job.error.startswith("Une faute du programme")


def test_fault_is_logged_and_not_shown(as_task: TaskMaker, db: None, caplog: pytest.LogCaptureFixture) -> None:
    as_task(lambda job: 1 // 0)
    job = enqueue("tests.task")
    run_pending()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "ZeroDivisionError" not in job.error
    assert str(job.pk) in job.error
    assert "ZeroDivisionError" in caplog.text


def test_job_of_a_dead_worker_is_run_again(as_task: TaskMaker, db: None) -> None:
    as_task(lambda job: "done")
    job = enqueue("tests.task")
    left_running(job)
    assert run_pending() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)


@pytest.mark.django_db(transaction=True)
def test_job_of_a_slow_worker_is_left_alone(as_task: TaskMaker) -> None:
    as_task(lambda job: "done")
    job = enqueue("tests.task")
    left_running(job)
    with job_lock(job.pk) as held:
        assert held
        assert run_pending() == 0
    assert run_pending() == 1


def test_job_that_kills_its_worker_is_given_up(as_task: TaskMaker, db: None) -> None:
    as_task(lambda job: "done")
    job = enqueue("tests.task")
    left_running(job, attempts=ATTEMPTS)
    run_pending()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "stopped 5 times" in job.error


def test_run_that_lost_its_job_stops_at_the_next_progress(as_task: TaskMaker, db: None) -> None:
    reached = []

    def lose(job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(attempts=7)
        with pytest.raises(Interrupted):
            job.progress(1, 2)
        reached.append(True)

    as_task(lose)
    job = enqueue("tests.task")
    run_pending()
    job.refresh_from_db()
    assert reached == [True]
    assert (job.state, job.attempts) == (Job.State.RUNNING, 7), "the other run's job is not ended by this one"


def test_worker_that_is_stopped_puts_the_job_back(as_task: TaskMaker, db: None) -> None:
    stop = Event()

    def long(job: Job) -> str:
        stop.set()
        job.progress(1, 2)
        return "not reached"

    as_task(long)
    job = enqueue("tests.task")
    assert run_pending(stop) == 0
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.QUEUED, 0)


@pytest.mark.django_db(transaction=True)
def test_many_workers_run_each_job_once(
    as_task: TaskMaker, in_threads: Callable[[Callable[[int], None], int], None]
) -> None:
    ran: list[int] = []
    together = Barrier(4)
    as_task(lambda job, number: ran.append(number))
    for number in range(12):
        enqueue("tests.task", number=number)

    def worker(_: int) -> None:
        together.wait()
        run_pending()

    in_threads(worker, 4)
    assert sorted(ran) == list(range(12))
    assert set(Job.objects.values_list("state", "attempts")) == {(Job.State.DONE, 1)}


@pytest.mark.django_db(transaction=True)
def test_work_goes_on_until_it_is_stopped(as_task: TaskMaker) -> None:
    stop = Event()
    as_task(lambda job: stop.set())
    enqueue("tests.task")
    work(stop)
    assert Job.objects.get().state == Job.State.DONE


@pytest.mark.django_db(transaction=True)
def test_worker_waits_for_a_database_that_is_away_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, rounds = Event(), iter(range(4))

    def routine() -> None:
        if next(rounds) == 3:
            stop.set()
        else:
            raise OperationalError("connection is bad\n\tIs the server running?")

    monkeypatch.setattr("hustings.jobs.worker.ROUTINES", [routine])
    monkeypatch.setattr("hustings.jobs.worker.IDLE_SECONDS", 0.01)
    work(stop)
    assert [record.getMessage() for record in caplog.records] == [
        "The worker waits for the database: connection is bad"
    ]
    assert "Traceback" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_killed_process_gives_its_job_up(as_task: TaskMaker) -> None:
    """A real process is killed in the middle of a task; the next worker finishes the job."""
    as_task(lambda job: "finished")
    job = enqueue("tests.task")
    database = connection.settings_dict
    script = f"""
import django, time
django.setup()
from django.db import OperationalError, connection
connection.settings_dict["NAME"] = {str(database["NAME"])!r}
from django.conf import settings
from pathlib import Path
settings.DATA = Path({str(data_folder())!r})
from hustings.jobs.registry import task
from hustings.jobs.worker import run_pending
@task("tests.task")
def sleep(job):
    print("running", flush=True)
    time.sleep(60)
run_pending()
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "hustings.site.settings"}
    worker = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment, text=True)
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "running\n"
        left_running(job)
        assert run_pending() == 0
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    deadline = time.monotonic() + 10
    while run_pending() == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == (Job.State.DONE, "finished", 2)


def data_folder() -> object:
    from django.conf import settings

    return settings.DATA


def test_only_failed_work_is_run_again(as_task: TaskMaker, administrator: User) -> None:
    as_task(lambda job: "done")
    job = enqueue("tests.task")
    with pytest.raises(ActionRefused, match="Only work that failed"):
        run_again(job, by=administrator)
    Job.objects.update(state=Job.State.FAILED, error="x", attempts=3)
    run_again(job, by=administrator)
    run_pending()
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
