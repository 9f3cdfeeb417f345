import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.site.settings")
application = get_wsgi_application()
# A module that cannot be loaded ends the start, and does not fail every request; nor does the first visitor wait.
get_resolver().url_patterns  # noqa: B018 (a property that loads)
