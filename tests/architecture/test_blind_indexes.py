"""Whoever finds rows by a keyed hash says what becomes of it when the keys change: `rotate_keys` knows every such column."""

from __future__ import annotations

import ast

import pytest
from django.apps import apps
from django.db import models

from binan import rotation
from binan.kit import resealing
from binan.kit.sealed import BlindIndex, SealedText
from tests.architecture.source import modules, name, tree

LENGTH = 32  # characters of a blind index
# Columns as long as one that hold something else.
OTHER = {
    "complaints.TimelineEntry.body_salt", "governance.AuditEntry.body_salt", "complaints.Phrase.slot", "mediation.Note.salt", "mediation.Organisation.key",
    "mediation.Room.key", "notices.Notice.template", "governance.Unit.key",
}  # fmt: skip
# Modules that call `crypto.blind`, and where what they make is kept. A new one: give its column a `BlindIndex`, then add it here.
MAKERS = {
    "binan/kit/resealing.py": "the rotation itself",
    "binan/management/commands/rotate_keys.py": "shown, not kept",
    "complaints/models/marks.py": "Complaint, PrivateNumber, AuditEntry.object_id (searches), TimelineEntry.body: rotation.ELSEWHERE",
    "complaints/models/rating.py": "Rating.token_key",
    "complaints/selectors/line.py": "PrivateNumber.mobile_key",
    "complaints/services/flagging.py": "StaffTrace.key, Rating.device, Rating.network",
    "complaints/services/odd_code.py": "TimelineEntry.client_key: asked for on the same day only, rotation.ELSEWHERE",
    "governance/services/__init__.py": "AuditEntry.object_id of a user name that is none: rotation.ELSEWHERE",
    "governance/services/sessions.py": "StaffSession.key_hash",
    "mediation/models/mediator.py": "Interest.phone_key",
    "mediation/models/offer.py": "Feed.token_key",
    "mediation/models/party.py": "Party.token_key",
    "mediation/services/codes.py": "SignCode.digest",
    "notices/pushing.py": "Notice.receipt and the topic of a push: never computed again",
    "notices/services/following.py": "Subscription.endpoint_key",
}


def columns() -> list[models.Field]:
    return [each for model in resealing.models_of_the_house() for each in model._meta.local_concrete_fields]


def test_a_column_of_that_length_is_a_blind_index_or_known_to_be_none() -> None:
    chars = [c for c in columns() if isinstance(c, models.CharField) and c.max_length == LENGTH]
    long = {f"{c.model._meta.label}.{c.attname}" for c in chars}
    marks = {f"{c.model._meta.label}.{c.attname}" for c in columns() if isinstance(c, BlindIndex)}
    ours = {label for label in long if apps.get_app_config(label.split(".")[0]).name in
            ("binan", "governance", "notices", "complaints", "mediation")}  # fmt: skip
    assert ours - marks - OTHER == set()


def test_every_maker_of_blind_indexes_is_known() -> None:
    makers = {
        name(path) for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "crypto.blind"
    }  # fmt: skip
    assert makers == set(MAKERS)


@pytest.mark.parametrize("mark", [c for c in columns() if isinstance(c, BlindIndex)], ids=str)
def test_each_says_one_thing_of_what_becomes_of_it(mark: BlindIndex) -> None:
    assert [bool(mark.of), mark.copied, bool(mark.kept)].count(True) == 1
    if mark.of:
        assert isinstance(mark.model._meta.get_field(mark.of), SealedText)
        assert mark.label


def test_every_copy_is_carried_by_its_original() -> None:
    carried = {copy for c in columns() if isinstance(c, BlindIndex) for copy in c.copies}
    copied = {f"{c.model._meta.label}.{c.attname}" for c in columns() if isinstance(c, BlindIndex) and c.copied}
    assert copied == carried


def test_what_is_kept_is_told_with_its_reason() -> None:
    told = rotation.marks()
    assert all(told.values())
    assert set(rotation.ELSEWHERE) < set(told)
