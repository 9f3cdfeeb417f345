"""A disk that is full: the elector is told to send the ballot again, and nothing that was accepted suffers."""

import resource
from pathlib import Path

import pytest
from tests.faults.service import Service, make_service


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return make_service(tmp_path, 2)


def let_files_grow_to(service: Service, size: int) -> None:
    for process in service.processes():
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_database_that_cannot_grow_refuses_ballots_until_it_can(service: Service) -> None:
    sent = []
    with service.running() as port:
        sent.append(service.ballot(0))
        assert service.post(port, 0, sent[0])[0] == 201
        let_files_grow_to(service, (service.data / "hustings.sqlite3-wal").stat().st_size + 200_000)
        answer = {}
        while answer.get("status") != 503:
            assert len(sent) < 40
            sent.append(service.ballot(1))
            status, content = service.post(port, 1, sent[-1])
            answer = {"status": status, **content}
        assert "Send the same ballot again" in answer["error"]
        assert len(service.receipts) == len(sent) - 1
        let_files_grow_to(service, resource.RLIM_INFINITY)
        assert service.post(port, 1, sent[-1])[0] == 201
        service.check(port, sent)


def test_no_receipt_is_given_that_cannot_be_written_down(service: Service) -> None:
    log = service.data / "receipts" / f"{service.poll['uuid']}.log"
    with service.running() as port:
        log.parent.mkdir(exist_ok=True)
        log.symlink_to("/dev/full")
        ballot = service.ballot(0)
        assert service.post(port, 0, ballot)[0] == 503
        assert not service.receipts
        log.unlink()
        assert service.post(port, 0, ballot)[0] == 201
        service.check(port, [ballot])
