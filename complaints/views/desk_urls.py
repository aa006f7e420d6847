"""Paths of the desk faces (interface.md)."""

from django.urls import URLPattern, path

from complaints.views.desk import (
    board,
    case,
    exports,
    forecast,
    handover,
    media,
    net,
    offline,
    ratings,
    replay,
    requests,
    revisits,
    searching,
    wall,
)

desk: list[URLPattern] = [
    path("desk/", board.board, name="desk"),
    path("desk/rows/", board.rows, name="desk_rows"),
    path("desk/net/", net.queue, name="desk_net"),
    path("desk/new/", net.register, name="desk_register"),
    path("desk/search/", searching.search, name="desk_search"),
    path("desk/offline/", offline.shell, name="desk_offline"),
    path("desk/wall/", wall.wall, name="desk_wall"),
    path("desk/export/", exports.board, name="desk_export"),
    path("desk/replay/", replay.board, name="desk_replay"),
    path("desk/replay/export/", exports.replayed, name="desk_replay_export"),
    path("desk/requests/", requests.queue, name="desk_requests"),
    path("desk/handover/", handover.page, name="handover"),
    path("desk/handover/card/", handover.card, name="handover_card"),
    path("desk/handover/<int:number>/seen/", handover.seen, name="handover_seen"),
    path("desk/forecast/<int:number>/", forecast.part, name="forecast"),
    path("desk/ratings/", ratings.ratings, name="desk_ratings"),
    path("desk/ratings/<int:number>/appeal/", ratings.appeal, name="desk_appeal"),
    path("desk/appeals/<int:number>/decide/", ratings.decide, name="desk_decide"),
    path("desk/revisits/", revisits.queue, name="desk_revisits"),
    path("desk/revisits/<int:number>/", revisits.revisit, name="desk_revisit"),
    path("desk/<str:code>/", case.case, name="desk_case"),
    path("desk/<str:code>/photo/<int:number>/", media.photo, name="desk_photo"),
    path("desk/<str:code>/voice/<int:number>/", media.voice, name="desk_voice"),
    path("desk/<str:code>/replay/", replay.case, name="desk_case_replay"),
    path("desk/<str:code>/<slug:verb>/", case.act, name="desk_act"),
]
