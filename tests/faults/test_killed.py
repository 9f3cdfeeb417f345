"""kill -9 of the service at each step of its work: nothing accepted is lost, nothing counts twice."""

import http.client
import os
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.faults.service import CASTING, TALLYING, Service, make_service

import hustings
from hustings.site.rehearsal.serving import NotServingError

SOURCE = Path(hustings.__file__).parent
LONG = bool(os.environ.get("HUSTINGS_LONG"))
HEARTBEAT_LONG_AGO = (
    "UPDATE jobs_job SET heartbeat_at = '2000-01-01 00:00:00', attempts = 1 WHERE state = 'running' RETURNING id"
)

pytestmark = pytest.mark.database


@pytest.fixture
def service(tmp_path: Path, new_database: str) -> Service:
    return make_service(tmp_path, 9 if LONG else 4, new_database)


@pytest.mark.parametrize("place", CASTING + TALLYING)
def test_place_to_be_killed_at_exists(place: str) -> None:
    file, function, _when = place.split()
    assert any(f"def {function}(" in path.read_text() for path in SOURCE.rglob(file)), place


def test_ballot_is_neither_lost_nor_taken_twice_wherever_the_server_dies(service: Service) -> None:
    sent = []
    for elector, place in enumerate(CASTING if LONG else [CASTING[5], CASTING[6]]):
        ballot = service.ballot(elector)
        with service.running() as port:
            for before in sent:  # sent again by electors who are not sure
                assert service.post(port, sent.index(before), before)[0] == 201
            service.kill_at(place)
            with pytest.raises((OSError, http.client.HTTPException)):
                service.post(port, elector, ballot)
            assert service.was_killed, place
        sent.append(ballot)
    with service.running() as port:
        for elector, ballot in enumerate(sent):
            status, receipt = service.post(port, elector, ballot)
            assert status == 201 and not receipt["revote"]
        service.check(port, sent)


def test_tally_ends_once_wherever_its_worker_dies(service: Service) -> None:
    ballots = [service.ballot(elector) for elector in range(3)]
    with service.running() as port:
        for elector, ballot in enumerate(ballots):
            assert service.post(port, elector, ballot)[0] == 201
        service.sql(f"UPDATE elections_election SET closes_at = '{datetime.now(UTC):%F %T}' RETURNING id")
        service.kill_at(TALLYING[0])
        service.run("tests.faults.close_poll")
        for place in TALLYING[1:] if LONG else [TALLYING[2]]:
            wait_for(lambda: service.was_killed)
            service.kill_at(place)
            # The job waits half a minute for its worker to come back; nobody else can hold it, so let that be over.
            service.sql(HEARTBEAT_LONG_AGO)
        wait_for(lambda: service.was_killed)
        service.sql(HEARTBEAT_LONG_AGO)
        wait_for(lambda: service.sql("SELECT state FROM elections_election") == [("tallied",)])
        report = service.check(port, ballots)
        assert report.result is not None and len(report.result[0]) == 3


@pytest.mark.skipif(not LONG, reason="set HUSTINGS_LONG=1: twenty rounds of kill -9 at random moments under load")
def test_receipts_hold_when_the_server_dies_at_random_moments(tmp_path: Path, new_database: str) -> None:
    service = make_service(tmp_path, 8, new_database)
    draw = random.Random(7)
    waiting: list[list[str]] = [[] for _ in range(8)]
    sent: list[str] = []
    for _ in range(20):
        with suppress(NotServingError), service.running(workers=2) as port:
            clients = [
                threading.Thread(target=cast_until_it_dies, args=(service, port, n, waiting[n], sent)) for n in range(8)
            ]
            for client in clients:
                client.start()
            time.sleep(draw.uniform(0.2, 3))
            service.kill()
            for client in clients:
                client.join()
    with service.running() as port:
        for elector, ballots in enumerate(waiting):
            for ballot in ballots:
                assert service.post(port, elector, ballot)[0] == 201
        service.check(port, sent)


def cast_until_it_dies(service: Service, port: int, elector: int, waiting: list[str], sent: list[str]) -> None:
    """Cast one ballot after the other; one that was not answered is sent again first, then another is made."""
    while True:
        if not waiting:
            waiting.append(service.ballot(elector))
            sent.append(waiting[0])
        try:
            status, answer = service.post(port, elector, waiting[0])
        except (OSError, http.client.HTTPException, ValueError):
            return
        assert status in (201, 503), answer
        if status == 201:
            waiting.clear()


def wait_for(happened: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.05)
