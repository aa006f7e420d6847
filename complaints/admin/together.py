"""Clusters and those who speak for a group, for those who keep the system: read-only, without anybody's words."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from binan.kit import codes
from complaints.admin.records import RecordAdmin
from complaints.models import Cluster, Representative


@admin.register(Cluster)
class ClusterAdmin(RecordAdmin):
    list_display = fields = readonly_fields = ("code", "title", "unit", "created_by", "at", "persons", "grouped_at")
    list_select_related = ("unit", "created_by")
    search_help_text = "完整的串并编号"
    to_case = ""
    hidden = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cluster]:
        return admin.ModelAdmin.get_queryset(self, request).select_related("unit", "created_by")

    def found(self, typed: str) -> Q:
        return Q(code=codes.spoken(typed))


@admin.register(Representative)
class RepresentativeAdmin(RecordAdmin):
    list_display = fields = readonly_fields = ("case", "cluster", "consent", "named_by", "named_at", "ended_at")
    list_select_related = ("cluster", "named_by")
    hidden = ()
