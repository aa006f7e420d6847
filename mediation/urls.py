"""Where mediation is entered (interface.md)."""

from django.urls import path

from mediation.views import calendar, law, law_cards, panel, party, workbench

app_name = "mediation"
urlpatterns = [
    path("law/", law.ask, name="law"),
    path("law/kiosk/", law.ask, {"kiosk": True}, name="law_kiosk"),
    path("law/print/", law.paper, name="law_print"),
    path("law/vain/", law.vain, name="law_vain"),
    path("law/to_person/", law.to_person, name="law_to_person"),
    path("law/limits/", law.limits, name="law_limits"),
    path("law/laws/", law.laws, name="laws"),
    path("law/laws/<slug:key>/", law.one_law, name="one_law"),
    path("law/cards/", law_cards.cards, name="law_cards"),
    path("law/cards/<int:pk>/link/", law_cards.link, name="law_link"),
    path("law/cards/<int:pk>/dismiss/", law_cards.dismiss, name="law_dismiss"),
    path("m/<str:token>/", party.page, name="party"),
    path("m/<str:token>/consent/", party.agree, name="party_agree"),
    path("m/<str:token>/<slug:verb>/", party.end, name="party_end"),
    path("mediation/", calendar.calendar, name="calendar"),
    path("mediation/panel/<str:code>/", panel.panel, name="panel"),
    path("mediation/<str:code>/", workbench.one, name="one"),
    path("mediation/<str:code>/<slug:verb>/", workbench.act, name="act"),
]
