"""The settings of a demonstration: a real installation's, with an outbox for e-mail and links that sign a visitor in.

They start only on a data folder that `hustings demo` made and marked, so that no real installation can run under them.
"""

from django.core.exceptions import ImproperlyConfigured

from hustings.site.demo import MARK
from hustings.site.settings import *  # noqa: F403
from hustings.site.settings import DATA, DATABASES, INSTALLED_APPS

if not (DATA / MARK).is_file():
    raise ImproperlyConfigured(f"{DATA} is not a demonstration; `hustings demo` makes one.")

DEMONSTRATION = True
# Made anew each time, so that a lost write costs nothing and 1,200 letters take seconds.
DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
INSTALLED_APPS = [*INSTALLED_APPS, "hustings.site.demo"]
ROOT_URLCONF = "hustings.site.demo.urls"
EMAIL_BACKEND = "hustings.site.demo.outbox.Outbox"
MAIL_PER_SECOND = 10_000  # the outbox minds no haste
