"""/api/v1/ (interface.md)."""

from django.urls import path, re_path

from complaints.api import desk_views, partner_views, views
from complaints.services.sync import VERBS

urlpatterns = [
    path("complaints/", views.Filings.as_view(), name="api_file"),
    path("complaints/<slug:token>/", views.Status.as_view(), name="api_status"),
    path("token/", views.SignIn.as_view(), name="api_token"),
    path("desk/complaints/", desk_views.Queue.as_view(), name="api_queue"),
    path("desk/complaints/<slug:code>/", desk_views.Case.as_view(), name="api_case"),
    *[path(f"desk/complaints/<slug:code>/{verb}/", desk_views.command(verb), name=f"api_{verb}") for verb in VERBS],
    path("private-numbers/records/", partner_views.CallRecords.as_view(), name="api_call_records"),
    path("photos/", desk_views.Photos.as_view(), name="api_photos"),
    path("sync/", desk_views.Sync.as_view(), name="api_sync"),
    re_path(r"^(?:[\s\S]*/)?$", views.Nowhere.as_view()),
]
