"""The admin speaks Chinese: no column, field, filter or record is called by its name in the code."""

from __future__ import annotations

import re

from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.db.models import Model
from django.test import RequestFactory

from governance.models import Staff

LATIN = re.compile(r"[A-Za-z]{2,}")
KNOWN = {"SHA"}
OF_DJANGO = {"usable_password", "password1", "password2"}  # fields of a form alone, which Django translates


def words(label: object) -> set[str]:
    """The Latin words of a label that are no names of things."""
    return set(LATIN.findall(str(label))) - KNOWN


def shown(made: admin.options.BaseModelAdmin, request) -> set[str]:
    """Everything that one page of the admin puts into words."""
    fields = {field for _, options in made.get_fieldsets(request) for field in options["fields"]}
    columns = {column for column in getattr(made, "list_display", ()) if column != "__str__"}
    return {name for name in fields | columns if isinstance(name, str)} - OF_DJANGO


def test_every_label_is_chinese(db) -> None:
    request = RequestFactory().get("/admin/")
    request.user = Staff(username="admin", is_staff=True, is_superuser=True, is_active=True)
    english = []
    for model, made in admin.site._registry.items():
        pages = [(model, made), *((inline.model, inline) for inline in made.get_inline_instances(request))]
        for of, page in pages:
            of_form = {name: field.label for name, field in page.form.declared_fields.items() if field.label}
            labels = {name: of_form.get(name) or label_for_field(name, of, page) for name in shown(page, request)}
            english += [f"{of.__name__}.{name}: {label}" for name, label in labels.items() if words(label)]
            english += [of.__name__] if words(of._meta.verbose_name) else []
            english += [f"{of.__name__}.__str__"] if of.__str__ is Model.__str__ else []
    assert not english, "\n".join(sorted(set(english)))
