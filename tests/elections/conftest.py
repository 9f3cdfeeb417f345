"""What every test of elections needs."""

from pathlib import Path

import pytest
from pytest_django. import SettingsWrapper


@pytest.fixture(autouse=True)
def _data_of_its_own(settings: SettingsWrapper, tmp_path: Path) -> None:
    """Let each test have its own data folder: the log of receipts would outlive boards that are rolled back."""
    settings.DATA = tmp_path / "data"
