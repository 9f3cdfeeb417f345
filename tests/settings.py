"""The settings of a real installation, with a data folder of their own and password hashes that take no time."""

import os
import tempfile
from pathlib import Path

os.environ["HUSTINGS_DATA"] = tempfile.mkdtemp(prefix="hustings-tests-")

from hustings.site.settings import *  # noqa: F403
from hustings.site.settings import DATA, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: threads and processes then meet the same locks as in a real installation.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA) / "test.sqlite3")}
