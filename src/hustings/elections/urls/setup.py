"""Setting an election up, and what the public sees of it before and around the poll."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
