"""Where this app is entered."""

from django.urls import URLPattern

app_name = "notices"
urlpatterns: list[URLPattern] = []
