"""What every test of elections needs."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def _data_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let each test have its own data folder: the log of receipts would outlive boards that are rolled back."""
    monkeypatch.setattr(settings, "DATA", tmp_path / "data")
