"""The settings of a real installation, from its environment."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from hustings.site.secret import secret_key


def loaded(data: Path, expression: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Evaluate `expression` (`s` is the settings) in a process with this environment."""
    script = f"from django.conf import settings as s; print({expression})"
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("HUSTINGS", "DJANGO"))}
    own = {"HUSTINGS_DATA": str(data), "DJANGO_SETTINGS_MODULE": "hustings.site.settings"}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=inherited | own | environment, capture_output=True, text=True)


def test_real_installation_starts_safe(tmp_path: Path) -> None:
    shown = loaded(
        tmp_path,
        "s.DEBUG, s.DEMONSTRATION, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.PROXIES",
        HUSTINGS_URL="https://vote.example.org/",
    )
    assert shown.stdout == "False False True __Host-session 1\n"


def test_postgresql_address_may_be_a_socket_and_carry_options(tmp_path: Path) -> None:
    url = "postgresql://vote:p%40ss@%2FRun%2Fpg:5433/hustings?sslmode=require"
    shown = loaded(
        tmp_path,
        "[s.DATABASES['default'][k] for k in ('HOST', 'PORT', 'USER', 'PASSWORD', 'NAME', 'OPTIONS')]",
        HUSTINGS_DATABASE=url,
    )
    assert (
        shown.stdout
        == "['/Run/pg', '5433', 'vote', 'p@ss', 'hustings', {'sslmode': 'require', 'options': '-c jit=off'}]\n"
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HUSTINGS_DATABASE", "mysql://x", "HUSTINGS_DATABASE is neither sqlite:///FILE nor postgresql://"),
        ("HUSTINGS_SMTP_PORT", "smtp", "HUSTINGS_SMTP_PORT is 'smtp': write a whole number."),
        ("HUSTINGS_SMTP_TLS", "ssl", "HUSTINGS_SMTP_TLS is 'ssl': write starttls or tls, or leave it out."),
        ("HUSTINGS_MAIL_PER_SECOND", "fast", "HUSTINGS_MAIL_PER_SECOND is 'fast': write a whole number."),
        ("HUSTINGS_URL", "vote.example.org", "HUSTINGS_URL is 'vote.example.org': write it like https://"),
    ],
)
def test_wrong_setting_is_named(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    assert sentence in loaded(tmp_path, "s.DEBUG", **{name: value}).stderr


def test_password_of_the_database_is_not_in_the_error(tmp_path: Path) -> None:
    assert "hunter2" not in loaded(tmp_path, "s.DEBUG", HUSTINGS_DATABASE="mysql://me:hunter2@x").stderr


def test_sqlite_is_durable(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("this run is on PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)  # FULL
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)


def test_secret_key_is_made_once_for_its_owner(tmp_path: Path) -> None:
    key = secret_key(tmp_path / "data")
    assert len(key) >= 50
    assert secret_key(tmp_path / "data") == key
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret-key"]


def test_processes_that_start_at_once_have_one_secret_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4) as pool:
        for number in range(10):
            keys = set(pool.map(secret_key, [tmp_path / str(number)] * 4))
            assert len(keys) == 1
            assert len(keys.pop()) >= 50


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a setting of SQLite")
def test_what_is_deleted_does_not_stay_readable_in_the_file(db: None) -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
