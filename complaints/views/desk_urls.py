"""Paths of the desk faces (interface.md)."""

from django.urls import URLPattern

desk: list[URLPattern] = []
