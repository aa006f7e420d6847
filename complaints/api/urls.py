"""/api/v1/ (interface.md)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
