"""What every test of the council needs."""

from tests.elections.conftest import _data_of_its_own  # noqa: F401  declarations are signed with keys in that folder
