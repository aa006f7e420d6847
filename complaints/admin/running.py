"""How the house itself runs, for those who keep the system: outages, practice, private numbers, exports, looks at full numbers; read-only."""

from __future__ import annotations

from django.contrib import admin

from complaints.admin.records import Keyless, RecordAdmin
from complaints.models import CallRecord, Drill, Export, Outage, PrivateNumber, Reveal


@admin.register(Outage)
class OutageAdmin(Keyless):
    list_display = ("began_at", "ended_at", "lasted")
    fields = readonly_fields = ("began_at", "ended_at", "lasted")

    @admin.display(description="多久")
    def lasted(self, outage: Outage) -> str:
        return f"{outage.seconds} 秒"


@admin.register(Drill)
class DrillAdmin(Keyless):
    list_display = ("unit", "at", "people", "rung_at", "ended_at", "outcome", "by")
    fields = readonly_fields = ("unit", "hour", "at", "people", "rung_at", "ended_at", "outcome", "by")
    list_filter = ("outcome",)
    list_select_related = ("unit", "by")


@admin.register(PrivateNumber)
class PrivateNumberAdmin(RecordAdmin):
    """Without the number itself: whoever knows it can ring somebody."""

    list_display = ("case", "staff", "state", "asked_at", "expires_at", "next_try_at")
    fields = readonly_fields = ("case", "staff", "state", "asked_at", "expires_at", "subscription", "next_try_at")
    list_filter = ("state",)
    list_select_related = ("staff",)
    hidden = ("number",)


@admin.register(CallRecord)
class CallRecordAdmin(RecordAdmin):
    list_display = ("case", "at", "answered", "seconds", "by_resident", "received_at")
    fields = readonly_fields = ("case", "at", "answered", "seconds", "by_resident", "received_at", "key")
    list_filter = ("answered", "by_resident")
    hidden = ()


@admin.register(Export)
class ExportAdmin(Keyless):
    list_display = ("number", "at", "staff", "unit", "what", "asked", "rows")
    fields = readonly_fields = ("number", "at", "staff", "unit", "what", "asked", "rows")
    list_filter = ("what",)
    list_select_related = ("staff", "unit")


@admin.register(Reveal)
class RevealAdmin(RecordAdmin):
    list_display = ("case", "at", "staff", "unit", "what", "reason", "refused", "device")
    fields = readonly_fields = ("case", "at", "staff", "unit", "what", "reason", "refused", "device")
    list_filter = ("refused", "what", "reason")
    list_select_related = ("staff", "unit")
    hidden = ("words",)
