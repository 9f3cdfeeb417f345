"""Keys of persons, and what is handed in and fetched under the key of a case."""

from django.urls import path

from hustings.conduct.views import keys, papers

urlpatterns = [
    path("cases/sign-in/", keys.door, name="door"),
    path("cases/passphrase/", keys.unlock, name="unlock"),
    path("cases/passphrase/new/", keys.key, name="key"),
    path("office/conduct/keys/", keys.vouchers, name="vouchers"),
    path("office/conduct/keys/<number:key>/vouch/", keys.vouch_for, name="vouch"),
    path("cases/<reference:case>/add/", papers.add, name="add"),
    path("cases/<reference:case>/evidence/<number:file>/", papers.fetch, name="evidence"),
]
