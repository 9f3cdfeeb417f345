"""Meetings, motions and divisions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
