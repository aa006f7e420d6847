"""The outbox for those who run the system: what went out, what did not, and sending dead letters again.

Read-only: numbers masked, the secret codes of links left out. Nothing here sorts, counts or searches without an index.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from notices import services, texts
from notices.models import RESENDABLE, Notice, Subscription

PAGE, PAGES = 50, 20


class CappedPaginator(Paginator):
    """Counts no further than its last page: older rows are found by filter and search, never by leafing."""

    object_list: QuerySet

    @cached_property
    def count(self) -> int:
        """How many rows there are to leaf through."""
        return len(self.object_list.order_by().values_list("pk")[: PAGE * PAGES])


class TemplateFilter(admin.SimpleListFilter):
    """By template, from the list of texts: no DISTINCT over the table."""

    title = "模板"
    parameter_name = "template"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(template.name, template.label) for template in texts.TEMPLATES.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(template=self.value()) if self.value() else queryset


class ReadOnly(admin.ModelAdmin):
    """Rows that are looked at; nothing here sorts, counts or searches without an index."""

    list_per_page = list_max_show_all = PAGE
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    sortable_by = ()
    paginator = CappedPaginator
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    """The outbox. The dead letters are the filter 状态 → 未能送达; the action sends the chosen ones again."""

    list_display = ("created_at", "channel", "label", "to", "state", "tries", "next_try_at", "problem")
    list_filter = ("state", "channel", TemplateFilter)
    list_select_related = ("staff",)
    search_fields = ("key",)  # shows the box; `get_search_results` decides what it does
    search_help_text = "完整的键或回执号"
    actions = ("resend",)
    fields = readonly_fields = (
        "key", "channel", "label", "words", "to", "urgent", "state", "created_at", "next_try_at", "push_until", "tries",
        "resent", "sent_at", "read_at", "receipt", "problem",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With whether each may be sent again, in the same statement."""
        return super().get_queryset(request).annotate(again=RESENDABLE)

    def action_checkbox(self, obj: Any) -> SafeString:
        """A box to choose it by, where there is something to do with it."""
        return super().action_checkbox(obj) if obj.again else SafeString()

    @admin.display(description="模板")
    def label(self, notice: Notice) -> str:
        return texts.label(notice.template)

    @admin.display(description="给谁")
    def to(self, notice: Notice) -> str:
        nobody = "号码已删除" if notice.channel == Notice.Channel.SMS else "跟进的手机"
        return str(notice.staff) if notice.staff_id else notice.masked_phone or nobody

    @admin.display(description="内容")
    def words(self, notice: Notice) -> str:
        return notice.text

    @admin.action(description="重新发送选中的未送达通知", permissions=["resend"])
    def resend(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Queue the chosen dead letters again and keep in the admin's log who did it."""
        chosen = {notice.pk: notice for notice in queryset}
        again = services.resend(notices=chosen, now=timezone.now())
        for pk in again:
            self.log_change(request, chosen[pk], "重新发送")
        self.message_user(request, f"已排队重新发送 {len(again)} 条。", messages.SUCCESS)
        if left := len(chosen) - len(again):
            self.message_user(
                request, f"另有 {left} 条没有动：不是未送达的通知，或者号码和内容已经删除。", messages.WARNING
            )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Only whole values that an index knows."""
        wanted = search_term.strip()
        return (queryset.filter(Q(key=wanted) | Q(receipt=wanted)) if wanted else queryset), False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Who may send dead letters again."""
        return request.user.has_perm("notices.change_notice")


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly):
    """Phones that take reminders: by which service, since when, and whether it works. Never the address or the keys."""

    list_display = fields = readonly_fields = (
        "service_name",
        "created_at",
        "last_ok_at",
        "failures",
        "ended_at",
        "count",
    )
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With how many cases each follows, in the same statement."""
        return super().get_queryset(request).annotate(cases=Count("follows"))

    @admin.display(description="推送服务")
    def service_name(self, phone: Subscription) -> str:
        return phone.service

    @admin.display(description="跟进几件")
    def count(self, phone: Any) -> int:
        return phone.cases
