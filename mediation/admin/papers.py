"""Dossiers and papers to look at: which there are and since when; what they say is for those who mediate."""

from __future__ import annotations

from django.contrib import admin

from mediation.admin.house import HouseAdmin, Watched
from mediation.models import Document, Dossier, Scan


@admin.register(Dossier)
class DossierAdmin(Watched, HouseAdmin):
    list_display = ("number", "mediation", "organisation", "retention", "opened_at", "closed_at", "closed_by")
    list_filter = ("retention", "organisation")
    search_fields = ("number", "=mediation__code")
    list_select_related = ("mediation", "organisation", "closed_by")


class ScanInline(Watched, admin.TabularInline):
    model = Scan
    fields = ("number", "sha256", "filed_at", "filed_by")
    readonly_fields = fields
    extra = 0


@admin.register(Document)
class DocumentAdmin(Watched, HouseAdmin):
    list_display = ("mediation", "kind", "item", "version", "pages", "issued_at", "issued_by", "superseded_at")
    list_filter = ("kind",)
    search_fields = ("=code", "=mediation__code")
    list_select_related = ("mediation", "issued_by")
    fields = (
        "mediation", "kind", "item", "version", "code", "digest", "sha256", "pages", "names_applicant", "issued_at",
        "issued_by", "superseded_at",
    )  # fmt: skip
    inlines = (ScanInline,)
