"""The site of the admin: every table that is registered in it is watched. What its keeper adds, changes and deletes is in the audit, with the change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from governance.deeds import Deed, Thing
from governance.models import Staff
from governance.services import audit


class Site(admin.AdminSite):
    """Django's site, whose tables cannot be registered unwatched."""

    def register(self, model_or_iterable: Any, admin_class: type[ModelAdmin] | None = None, **options: Any) -> None:
        plain = admin_class or ModelAdmin
        seen = type(plain.__name__, (Watched, plain), {"__module__": plain.__module__, "__doc__": plain.__doc__})
        super().register(model_or_iterable, seen, **options)


class Watched(ModelAdmin):
    """Where Django writes its own log, the audit is written too: names of fields, never what stands in them."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        audit.record(Deed.ADMIN_ADD, of=thing(obj), body={"fields": fields(message)})
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        audit.record(Deed.ADMIN_CHANGE, of=thing(obj), body={"fields": fields(message)})
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> Any:
        for obj in queryset:
            audit.record(Deed.ADMIN_DELETE, of=thing(obj))
        return super().log_deletions(request, queryset)

    def response_action(self, request: HttpRequest, queryset: QuerySet, *args: Any, **more: Any) -> HttpResponse | None:
        """An action on many rows, in one transaction with its entry."""
        named, chosen = request.POST.get("action", ""), request.POST.getlist("_selected_action")
        with transaction.atomic():
            if known := self.get_actions(request).get(named):
                audit.record(
                    Deed.ADMIN_ACTION, of=table(self.model), body={"action": str(known[2]), "rows": chosen[:100]}
                )
            return super().response_action(request, queryset, *args, **more)


def table(model: type[Model]) -> audit.Of:
    """A table of the admin, as `binan.watched` names it from an address."""
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    return audit.Of(Thing.ROW, name, name)


def thing(obj: Model) -> audit.Of:
    """A row of the admin: by its key, since what it calls itself may be somebody's name; an account by its user name."""
    if isinstance(obj, Staff):
        return audit.account(obj)
    whole = table(type(obj))
    return audit.Of(Thing.ROW, f"{whole.id}:{obj.pk}", whole.label)


def fields(message: Any) -> list[str]:
    """The names of what was changed, from Django's own message: of the row, and of rows that hang on it by the name of their table."""
    parts: Iterable[Any] = message if isinstance(message, list) else []
    found: list[str] = []
    for part in parts:
        for deed, told in part.items() if isinstance(part, dict) else []:
            if isinstance(told, dict) and (
                names := [*told.get("fields", []), *([told["name"]] if "name" in told else [])]
            ):
                found += [f"{deed}: {name}" for name in names]
    return found
