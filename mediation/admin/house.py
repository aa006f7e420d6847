"""What the tables of mediation share in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

PAGE = 50


class HouseAdmin(admin.ModelAdmin):
    """What the lists of this app share."""

    list_per_page = PAGE
    show_full_result_count = False


class Watched:
    """To look at only."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
