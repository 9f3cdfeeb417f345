"""The poll: booth, boards, desks, results."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
