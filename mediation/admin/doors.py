"""Offices to which other ways lead, for those who keep them; agents and wishes to look at."""

from __future__ import annotations

from django.contrib import admin

from binan.kit.masking import mask_name
from mediation.admin.house import HouseAdmin, Watched
from mediation.models import Agent, Office, Wish


@admin.register(Office)
class OfficeAdmin(HouseAdmin):
    list_display = ("name", "kind", "address", "phone", "hours", "active")
    list_filter = ("kind", "active")
    search_fields = ("name", "address")


@admin.register(Wish)
class WishAdmin(Watched, HouseAdmin):
    list_display = ("complaint", "side", "at", "after")
    search_fields = ("=complaint__code",)
    list_select_related = ("complaint", "after")


@admin.register(Agent)
class AgentAdmin(Watched, HouseAdmin):
    """Names and numbers masked: only those who mediate open them."""

    list_display = ("who", "party", "may_do", "given_on", "ended_at")
    list_select_related = ("party",)
    fields = ("party", "who", "number", "relation", "may_do", "other", "given_on", "ended_at")
    readonly_fields = ("who", "number", "may_do")

    @admin.display(description="姓名")
    def who(self, agent: Agent) -> str:
        return mask_name(agent.name)

    @admin.display(description="电话")
    def number(self, agent: Agent) -> str:
        return agent.masked_phone

    @admin.display(description="授权事项")
    def may_do(self, agent: Agent) -> str:
        return "、".join(agent.power_labels)
