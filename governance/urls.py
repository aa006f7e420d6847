"""Where this app is entered."""

from django.urls import URLPattern

app_name = "governance"
urlpatterns: list[URLPattern] = []
