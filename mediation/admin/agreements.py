"""Clauses, obligations and signatures to look at: that they are there, not what they say. Secret ranges are in no admin."""

from __future__ import annotations

from django.contrib import admin

from mediation.admin.house import HouseAdmin, Watched
from mediation.models import Clause, Obligation, Signature, SignStep


@admin.register(Clause)
class ClauseAdmin(Watched, HouseAdmin):
    list_display = ("mediation", "number", "round", "kind", "state", "at", "locked_at")
    list_filter = ("state", "kind")
    search_fields = ("=mediation__code",)
    list_select_related = ("mediation",)
    fields = ("mediation", "number", "round", "kind", "state", "at", "locked_at", "written_by")
    ordering = ("-id",)


@admin.register(Obligation)
class ObligationAdmin(Watched, HouseAdmin):
    list_display = ("agreement", "number", "amount", "due_on", "on_the_spot")
    search_fields = ("=agreement__mediation__code",)
    list_select_related = ("agreement__mediation",)
    fields = ("agreement", "number", "amount", "due_on", "on_the_spot")
    ordering = ("-id",)


@admin.register(Signature)
class SignatureAdmin(Watched, HouseAdmin):
    list_display = ("agreement", "signer", "hand", "proof", "signed_at", "recorded_by")
    list_filter = ("hand", "proof")
    search_fields = ("=agreement__mediation__code",)
    list_select_related = ("agreement__mediation", "recorded_by")
    fields = (
        "agreement", "signer", "hand", "by_agent", "proof", "proof_reason", "document_sha256", "signed_at", "device_at",
        "recorded_by", "device", "address",
    )  # fmt: skip
    ordering = ("-id",)


@admin.register(SignStep)
class SignStepAdmin(Watched, HouseAdmin):
    list_display = ("agreement", "signer", "step", "at", "device_at", "address", "recorded_by")
    list_filter = ("step",)
    search_fields = ("=agreement__mediation__code",)
    list_select_related = ("agreement__mediation", "recorded_by")
    fields = (
        "agreement",
        "signer",
        "step",
        "at",
        "device_at",
        "device",
        "address",
        "document_sha256",
        "recorded_by",
        "note",
    )
    ordering = ("-id",)
