"""What every test may ask for: the organisation, people in their roles, the extra material, a PostgreSQL server."""

import gc
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache as kept
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from tests import postgresql

from hustings.accounts.models import Organisation, Role, RoleGrant, User
from hustings.audit import append_only

# How long a busy machine takes to think of an example says nothing of the program.
hypothesis.settings.register_profile("hustings", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("hustings")

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("HUSTINGS_SHARED", ROOT.parent / "shared")).resolve()

WRITTEN_BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the extra material: real data sets and the large vectors."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there (HUSTINGS_SHARED)")
    return SHARED


@pytest.hookimpl(tryfirst=True)  # before -m chooses among the tests
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Look no more for garbage among what was imported and collected: an eighth of the time of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not SHARED.is_dir():
        terminalreporter.write_line(
            f"The extra material is not in {SHARED}: tests that need it were skipped. "
            "Set HUSTINGS_SHARED to the folder that holds it."
        )


def pytest_unconfigure(config: Any) -> None:
    if settings.configured:
        shutil.rmtree(settings.DATA, ignore_errors=True)


@cache
def _guarded_tables() -> set[str]:
    return append_only.guarded_tables(connection)


@cache
def _tables_of_models() -> list[str]:
    """In reverse, so that what names others comes before them."""
    models = apps.get_models(include_auto_created=True)
    return [model._meta.db_table for model in reversed(list(models)) if model._meta.managed]


def _empty_filled_tables(_: TransactionTestCase) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        tables = set(_tables_of_models()) - WRITTEN_BY_MIGRATE
        asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables)
        cursor.execute(" UNION ALL ".join(asked))
        found = {table for (table,) in cursor.fetchall()}
        filled = [table for table in _tables_of_models() if table in found]
        for table in found & _guarded_tables():
            append_only.unguard(connection, table)
        for table in filled:
            cursor.execute(f'DELETE FROM "{table}"')
        for table in found & _guarded_tables():
            append_only.guard(connection, table)


@pytest.fixture(scope="session", autouse=True)
def _flush_in_no_time() -> None:
    """Let what follows a transactional test touch the tables with rows only, for Django's flush takes half a second.

    It also lifts the guard from those that refuse to be emptied, and puts it back.
    """
    TransactionTestCase._fixture_teardown = _empty_filled_tables


@pytest.fixture(autouse=True)
def _nothing_kept_in_memory() -> None:
    """Counts that a process keeps until its database changes are not those of the next test's database."""
    kept.clear()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The HUSTINGS_DATABASE value of a throw-away server."""
    programs = postgresql.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with postgresql.server(programs) as url:
        yield url


@pytest.fixture
def database_address(transactional_db: None) -> str:
    """The HUSTINGS_DATABASE value by which another process reaches the database of the tests."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['HUSTINGS_DATABASE'].rpartition('/')[0]}/{name}"


@pytest.fixture
def new_database() -> str:
    """The HUSTINGS_DATABASE value of a new database for an installation; none where the tests run on SQLite."""
    if connection.vendor == "sqlite":
        return ""
    server, name = os.environ["HUSTINGS_DATABASE"], f"installation_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}")
    return f"{server.rpartition('/')[0]}/{name}"


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(
        pk=1,
        name="Society of Test Pilots",
        short_name="Pilots",
        help_contact="help@pilots.example",
        from_email="elections@pilots.example",
    )


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """`make_user("trustee", "scrutineer")`: a user who holds these roles, with the password 'correct horse battery'."""

    def make(*roles: str, email: str = "", name: str = "", password: str = "correct horse battery") -> User:
        number = User.objects.count() + 1
        address = email or f"{'-'.join(roles) or 'nobody'}-{number}@pilots.example"
        user = User.objects.create_user(address, name or f"Person {number}", password)
        RoleGrant.objects.bulk_create(RoleGrant(user=user, role=Role(role)) for role in roles)
        return user

    return make


@pytest.fixture
def administrator(make_user: Callable[..., User]) -> User:
    return make_user(Role.ADMINISTRATOR, name="Ada Administrator")


@pytest.fixture
def membership_secretary(make_user: Callable[..., User]) -> User:
    return make_user(Role.MEMBERSHIP_SECRETARY, name="Mona Secretary")


@pytest.fixture
def returning_officer(make_user: Callable[..., User]) -> User:
    return make_user(Role.RETURNING_OFFICER, name="Rhoda Officer")


@pytest.fixture
def credential_authority(make_user: Callable[..., User]) -> User:
    return make_user(Role.CREDENTIAL_AUTHORITY, name="Cora Authority")


@pytest.fixture
def trustee(make_user: Callable[..., User]) -> User:
    return make_user(Role.TRUSTEE, name="Tova Trustee")


@pytest.fixture
def scrutineer(make_user: Callable[..., User]) -> User:
    return make_user(Role.SCRUTINEER, name="Saul Scrutineer")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """`client_of(user)`: a browser in which `user` is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def in_threads() -> Callable[[Callable[[int], None], int], None]:
    """`in_threads(work, 4)`: run `work(0)` .. `work(3)` at once, each on its own database connection."""

    def run(work: Callable[[int], None], count: int) -> None:
        def connected(number: int) -> None:
            try:
                work(number)
            finally:
                connection.close()

        with ThreadPoolExecutor(count) as pool:
            for finished in [pool.submit(connected, number) for number in range(count)]:
                finished.result()

    return run
