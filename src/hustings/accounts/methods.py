"""By which methods a page is asked for; Django's own `require_safe` and `require_POST` are the other two."""

from django.views.decorators.http import require_http_methods

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
