"""Paths of the resident faces (interface.md)."""

from django.urls import URLPattern

resident: list[URLPattern] = []
