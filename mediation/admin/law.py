"""The Legal Q&A for those who keep it: laws and questions to look at, the map from everyday words to tick."""

from __future__ import annotations

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from governance.models import Staff
from mediation.admin.house import HouseAdmin, Watched
from mediation.models import Article, Law, LayWord, Question, Shelf
from mediation.services import law_words


class ArticleInline(admin.TabularInline):
    model = Article
    extra = 0
    fields = ("number", "sub", "title", "topic", "plain")
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Law)
class LawAdmin(Watched, HouseAdmin):
    """Laws come from files (`manage.py import_law`): to look at only."""

    list_display = ("name", "level", "version", "in_force", "repealed", "successor", "checked_on")
    list_filter = ("level",)
    search_fields = ("name",)
    list_select_related = ("successor",)
    inlines = (ArticleInline,)


@admin.register(LayWord)
class LayWordAdmin(HouseAdmin):
    """The map from everyday words: the tick is the reviewer's, with her name and the time."""

    list_display = ("word", "legal", "approved", "source", "approved_by", "approved_at")
    list_filter = ("approved", "source")
    search_fields = ("word", "legal")
    list_select_related = ("approved_by",)
    fields = ("word", "legal", "approved", "source", "approved_by", "approved_at")
    readonly_fields = ("source", "approved_by", "approved_at")

    def save_model(self, request: HttpRequest, obj: LayWord, form: ModelForm, change: bool) -> None:
        law_words.tick(obj, staff=cast(Staff, request.user), now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[LayWord]) -> None:
        law_words.remove(queryset)


@admin.register(Question)
class QuestionAdmin(Watched, HouseAdmin):
    """The words of the question are for reviewers, on their own page."""

    list_display = ("at", "why", "end", "settled_by", "word")
    list_filter = ("why", "end")
    list_select_related = ("settled_by", "word")
    fields = ("why", "at", "end", "settled_at", "settled_by", "word")


@admin.register(Shelf)
class ShelfAdmin(Watched, HouseAdmin):
    list_display = ("version", "digest", "imported_at")
