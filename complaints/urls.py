"""Where residents and desks are entered; names are used without namespace by templates of this app."""

from django.urls import URLPattern

app_name = "complaints"
urlpatterns: list[URLPattern] = []
