"""Model fields that are encrypted in the database and plain in Python."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from binan.kit import crypto

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class SealedText(models.TextField):
    """Text kept encrypted; it can not be filtered on, except for being empty. Empty stays empty."""

    def label_of(self) -> str:
        """What is bound to each value: the column."""
        return f"{self.model._meta.label_lower}.{self.attname}"

    def get_prep_value(self, value: Any) -> Any:
        return crypto.seal(str(value), self.label_of()) if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return crypto.unseal(value, self.label_of()) if value else value


class SealedJSON(SealedText):
    """A JSON value kept encrypted."""

    # What django-stubs reads: any JSON value goes in and comes out.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(canonical(value)) if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        opened = super().from_db_value(value, expression, connection)
        return json.loads(opened) if opened else self.get_default()

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) and value else value or {}

    def value_to_string(self, obj: models.Model) -> str:
        return canonical(self.value_from_object(obj))


class BlindIndex(models.CharField):
    """A column that holds a blind index (`crypto.blind`), and says what becomes of it when the field keys change (`rotate_keys`).

    `of`: the sealed column of the same row that it is computed from, with `label`; `copies`: columns elsewhere that hold the same
    value, as `app.Model.column`, changed in the same transaction. `copied`: it is such a copy, in those of its rows that `only`
    speaks of; in the others nobody asks for it any more. `kept`: why one that was made under an older key may stay, found by
    `crypto.blinds` until it has no use. For migrations it is a CharField.
    """

    def __init__(
        self,
        *args: Any,
        of: str = "",
        label: str = "",
        copies: tuple[str, ...] = (),
        copied: bool = False,
        only: models.Q | None = None,
        kept: str = "",
        **kwargs: Any,
    ) -> None:
        self.of, self.label, self.copies = of, label, copies
        self.copied, self.only, self.kept = copied, only or models.Q(), kept
        super().__init__(*args, **{"max_length": 32, **kwargs})

    def deconstruct(self) -> Any:
        """For migrations."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def canonical(value: Any) -> str:
    """The one JSON spelling of a value, for hashing: sorted keys, no blanks, UTF-8 as is."""
    return _CANONICAL.encode(value)
