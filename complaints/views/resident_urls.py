"""Paths of the resident faces (interface.md)."""

from django.urls import path

from complaints.views.resident import again, case, display, lookup, odd, phone, push, rate, rights, scan

resident = [
    path("q/<str:place>/", scan.landing, name="landing"),
    path("q/<str:place>/file/", scan.file, name="file"),
    path("q/<str:place>/odd/", odd.report, name="odd"),
    path("c/<str:token>/", case.case, name="case"),
    path("c/<str:token>/add/", case.add_info, name="add_info"),
    path("c/<str:token>/urge/", case.urge, name="urge"),
    path("c/<str:token>/call/", case.heard_call, name="heard_call"),
    path("c/<str:token>/withdraw/", case.withdraw, name="withdraw"),
    path("c/<str:token>/photo/<int:number>/", case.photo, name="photo"),
    path("c/<str:token>/voice/<int:number>/", case.voice, name="voice"),
    path("c/<str:token>/data/", rights.data, name="data"),
    path("c/<str:token>/correct/", rights.correct, name="correct"),
    path("c/<str:token>/category/", rights.category, name="category"),
    path("c/<str:token>/consent/", rights.consent, name="consent"),
    path("c/<str:token>/deletion/", rights.deletion, name="deletion"),
    path("c/<str:token>/link/", case.link, name="link"),
    path("c/<str:token>/receipt/", rights.receipt, name="receipt"),
    path("mine/", phone.mine, name="mine"),
    path("mine/token/", phone.token, name="phone_token"),
    path("mine/photo/", phone.hold, name="hold"),
    path("c/<str:token>/push/subscribe/", push.subscribe, name="push_subscribe"),
    path("c/<str:token>/push/unsubscribe/", push.unsubscribe, name="push_unsubscribe"),
    path("c/<str:token>/push/state/", push.state, name="push_state"),
    path("track/", lookup.track, name="track"),
    path("r/<str:token>/", rate.rate, name="rate"),
    path("forget/", again.forget, name="forget"),
    path("display/", display.display, name="display"),
]
