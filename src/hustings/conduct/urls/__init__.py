"""The addresses of conduct: complaints by anybody, cases, the keys that open them, and the office."""

from hustings.conduct.urls import cases, keys, office, public

app_name = "conduct"
urlpatterns = [*public.urlpatterns, *cases.urlpatterns, *keys.urlpatterns, *office.urlpatterns]
