"""What every test of conduct needs."""

import pytest
from nacl import pwhash

from hustings.conduct import person_keys, receipts


@pytest.fixture(autouse=True)
def _hashes_that_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (person_keys, receipts):
        monkeypatch.setattr(module, "OPERATIONS", pwhash.argon2id.OPSLIMIT_MIN)
        monkeypatch.setattr(module, "MEMORY", pwhash.argon2id.MEMLIMIT_MIN)
