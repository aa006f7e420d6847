"""Where mediation is entered (interface.md)."""

from django.urls import path

from mediation.views import calendar, panel, party, workbench

app_name = "mediation"
urlpatterns = [
    path("m/<str:token>/", party.page, name="party"),
    path("m/<str:token>/consent/", party.agree, name="party_agree"),
    path("m/<str:token>/<slug:verb>/", party.end, name="party_end"),
    path("mediation/", calendar.calendar, name="calendar"),
    path("mediation/panel/<str:code>/", panel.panel, name="panel"),
    path("mediation/<str:code>/", workbench.one, name="one"),
    path("mediation/<str:code>/<slug:verb>/", workbench.act, name="act"),
]
