"""Issuing a paper: its data are frozen, it is drawn, and the very bytes are kept. The same version is printed again as it was,
whatever has changed since (docs/decisions/0021)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from binan.kit import codes
from binan.kit.errors import Moved, Refused
from binan.kit.masking import mask_text, plain
from binan.kit.workflow import locked
from governance.models import Staff
from mediation import audience
from mediation.access import member
from mediation.documents.printing import Printed, paper
from mediation.models import Document, Dossier, Mediation, MediationEntry, Organisation, Party
from mediation.models.paper import number_of
from mediation.papers import offers
from mediation.papers.gathering import Stamp, freeze, item_of_party, may_name, open_to_all
from mediation.papers.known import revisits
from mediation.papers.reading import picture
from mediation.paperwork import ASKED, CHOICE, REPEATED, Paper
from mediation.services.keeping import kept
from mediation.services.perform import once, perform

LONGEST = 4000  # characters of one typed field
# A second one of the same party, of the same agent, of the same revisit is a new version of the first.
ONE_EACH: dict[str, str] = {Paper.IDENTITY: "", Paper.PROXY: "agent", Paper.REVISIT: CHOICE}
OVERTAKEN = "同事刚刚出具了这份文书的新版，请刷新页面看最新的一版。"


@dataclass(frozen=True)
class Order:
    """What is to be issued. `values`: what was typed, by the names of `paperwork.ASKED`; `item`: which of several of its kind gets
    a new version, None for one more (or the only one)."""

    kind: str
    values: Mapping[str, str]
    party: Party | None = None
    item: int | None = None


def issue(
    mediation: Mediation, *, staff: Staff, order: Order, now: datetime, client_key: UUID | None = None
) -> Document:
    """出具文书 in its next version; an earlier one of it is superseded. The same `client_key` gives the same paper.

    Raises `Refused` for a paper there is no reason for yet, for a field that is missing and for words that would tell the other
    side who complained; `Moved` when a colleague was faster.
    """
    order = _checked(mediation, order)
    dossier = open_dossier(mediation, now=now)
    item, version = _next(mediation, order)
    data = freeze(
        mediation, dossier, order.kind, Stamp(codes.pick(16), version, item, staff, now), values=order.values,
        party=order.party,
    )  # fmt: skip
    printed = paper(data, picture)

    def command() -> MediationEntry:
        what = {"paper": data["title"] + data["mark"], "version": version, "code": data["code"]}
        entry = perform(mediation, "issue_paper", who=member(staff), now=now, values=what, client_key=client_key)
        _still_open(mediation)
        if _next(mediation, order) != (item, version):
            raise Moved("overtaken", OVERTAKEN)
        with kept(printed.pdf) as file:
            store(mediation, data, printed, file, staff=staff, now=now, party=order.party)
        return entry

    entry = once(mediation, "issue_paper", client_key, command)
    return Document.objects.get(code=entry.body["code"])


def store(
    mediation: Mediation, data: Mapping[str, Any], printed: Printed, file: str, *, staff: Staff, now: datetime,
    party: Party | None = None,
) -> Document:  # fmt: skip
    """Write the row of a paper and supersede the version before; call it inside a transaction."""
    same = Document.objects.filter(mediation=mediation, kind=data["kind"], item=data["item"])
    same.filter(superseded_at=None).update(superseded_at=now)
    return Document.objects.create(
        mediation=mediation, kind=data["kind"], item=data["item"], version=data["version"], party=party, code=data["code"],
        data=dict(data), digest=data["digest"], sha256=hashlib.sha256(printed.pdf).hexdigest(), file=file,
        pages=printed.pages, names_applicant=data["names_applicant"], issued_at=now, issued_by=staff,
    )  # fmt: skip


def open_dossier(mediation: Mediation, *, now: datetime) -> Dossier:
    """The dossier of a mediation, opened with the next number of its organisation and year when there is none yet."""
    if found := Dossier.objects.filter(mediation=mediation).first():
        return found
    with transaction.atomic():
        locked(Organisation.objects.all(), mediation.organisation_id)
        if found := Dossier.objects.filter(mediation=mediation).first():  # a colleague was faster
            return found
        year = timezone.localtime(now).year
        taken = Dossier.objects.filter(organisation=mediation.organisation_id, year=year)
        serial = (taken.aggregate(last=Max("serial"))["last"] or 0) + 1
        return Dossier.objects.create(
            mediation=mediation, organisation=mediation.organisation, year=year, serial=serial, opened_at=now,
            number=number_of(mediation.organisation, year, serial),
        )  # fmt: skip


def _still_open(mediation: Mediation) -> None:
    if sentence := offers.sealed(Dossier.objects.filter(mediation=mediation).first()):
        raise Refused("archived", sentence)


def _next(mediation: Mediation, order: Order) -> tuple[int, int]:
    """The item and version that come next for an order."""
    same = Document.objects.filter(mediation=mediation, kind=order.kind)
    item = order.item
    if item is None and (named := ONE_EACH.get(order.kind)) is not None:
        mine = [
            each
            for each in same.filter(party=order.party)
            if not named or each.data["values"][named] == order.values[named]
        ]
        item = mine[0].item if mine else None
    if item is None:
        item = (same.aggregate(last=Max("item"))["last"] or 0) + 1 if order.kind in REPEATED else 1
    return item, (same.filter(item=item).aggregate(last=Max("version"))["last"] or 0) + 1


def _checked(mediation: Mediation, order: Order) -> Order:
    if order.kind not in Paper.values or order.kind == Paper.DOSSIER:
        raise Refused("kind", "没有这种文书。")
    _still_open(mediation)
    if sentence := offers.objection(mediation, order.kind):
        raise Refused("too_early", sentence)
    if item_of_party(order.kind) and (order.party is None or order.party.mediation_id != mediation.pk):
        raise _refused("party", "请选是哪一位当事人的。")
    values = {}
    for field in ASKED.get(order.kind, ()):
        text = plain(str(order.values.get(field.name, ""))).strip()
        if field.needed and not text:
            raise _refused(field.name, field.needed)
        if field.boxes and set(text.split("\n")) - {"", *field.boxes}:
            raise _refused(field.name, field.needed)
        if len(text) > LONGEST:
            raise _refused(field.name, f"太长了，请控制在 {LONGEST} 字以内。")
        values[field.name] = masked_number(text) if (order.kind, field.name) == (Paper.IDENTITY, "number") else text
    if order.kind == Paper.REVISIT and values[CHOICE] not in {str(one.pk) for one in revisits(mediation)}:
        raise _refused(CHOICE, "请选是哪一次回访。")
    party = order.party if item_of_party(order.kind) else None
    _keep_secret(mediation, order.kind, party, values)
    return Order(order.kind, values, party, order.item)


def masked_number(typed: str) -> str:
    """The number of an identity paper as it is kept: its ends only."""
    shown = mask_text(typed)
    return shown if shown != typed or len(typed) < 6 else typed[:3] + "*" * (len(typed) - 5) + typed[-2:]


def _keep_secret(mediation: Mediation, kind: str, party: Party | None, values: Mapping[str, str]) -> None:
    """What was typed for a paper the other side may read names the complainant only when she lets it (domain.md §0.5)."""
    if not open_to_all(kind, party) or may_name([each for each in mediation.parties.all() if each.is_in]):
        return
    for name, text in values.items():
        if sentence := audience.betrays(text, mediation):
            raise _refused(name, sentence)


def _refused(field: str, sentence: str) -> Refused:
    return Refused(field, sentence, fields={field: sentence})
