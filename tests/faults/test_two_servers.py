"""Two services on one PostgreSQL take ballots for one board."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
from tests.faults.service import make_service

ELECTORS, ROUNDS = 4, 2


def test_two_servers_keep_one_board(postgresql_server: str, tmp_path: Path) -> None:
    with psycopg.connect(postgresql_server, autocommit=True) as session:
        session.execute("CREATE DATABASE two_servers")
    service = make_service(tmp_path, ELECTORS, postgresql_server.replace("/postgres", "/two_servers"))
    sent = []
    with (
        service.running(workers=2) as first,
        service.running(workers=2) as second,
        ThreadPoolExecutor(2 * ELECTORS) as pool,
    ):
        for _ in range(ROUNDS):
            ballots = [service.ballot(elector) for elector in range(ELECTORS)]
            answers = [  # each ballot to both at once, as by an elector who is impatient
                pool.submit(service.post, port, elector, ballot)
                for elector, ballot in enumerate(ballots)
                for port in (first, second)
            ]
            assert {answer.result()[0] for answer in answers} == {201}
            sent += ballots
        for port in (first, second):
            service.check(port, sent)
