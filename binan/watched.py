"""Which address shows personal data to staff, and which shows none and why: one table beside `binan/urls.py`.

`tests/matrix/test_audit.py` walks every address as everybody: one that answers staff and stands in neither list fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

import mediation.audited as mediations
from complaints.selectors import audited as cases
from governance.deeds import Deed, Thing
from governance.services.audit import NOTHING, Of

Named = Callable[[dict[str, Any]], Of | None]
DRAWN = frozenset({200, 206, 409, 422})  # a page was drawn; a redirect shows nothing
REFUSED = frozenset({403, 404, 429})


@dataclass(frozen=True)
class Look:
    """What seeing this address is (`kind`), and at what (`of`: from the values in the address; None: at nothing there is).
    `written`: the service writes down what was done, so that here only a refusal is."""

    kind: str
    of: Named = lambda values: NOTHING
    written: bool = False


def _case(values: dict[str, Any]) -> Of | None:
    return cases.case(values["code"])


def _mediation(values: dict[str, Any]) -> Of | None:
    return mediations.mediation(values["code"])


def _part(of: Named, words: str, *names: str) -> Named:
    """A part of something: found by the number of the whole, told by its own."""

    def found(values: dict[str, Any]) -> Of | None:
        whole, part = of(values), " ".join(str(values[name]) for name in names)
        return whole and Of(whole.type, whole.id, f"{whole.label} {words} {part}".strip(), whole.closed)

    return found


def _list(words: str, thing: str = Thing.LIST) -> Named:
    return lambda values: Of(thing, "", words)


_CASE, _MEDIATION = Look(Deed.CASE_READ, _case), Look(Deed.MEDIATION_READ, _mediation)
LOOKS: dict[str, Look] = {
    "complaints:desk": Look(Deed.DESK_OPENED),
    **dict.fromkeys(["complaints:desk_case", "complaints:desk_act", "complaints:desk_case_replay"], _CASE),
    "complaints:desk_revisit": Look(Deed.CASE_READ, lambda values: cases.revisit(values["number"])),
    "complaints:desk_cluster": Look(Deed.CASE_READ, lambda values: cases.cluster(values["cluster"])),
    "complaints:desk_cluster_answer": Look(Deed.CASE_READ, lambda values: cases.cluster(values["cluster"])),
    "complaints:desk_requests": Look(Deed.CASE_READ, _list("个人信息申请")),
    "complaints:desk_ratings": Look(Deed.CASE_READ, _list("评价和申诉")),
    "complaints:desk_photo": Look(Deed.PHOTO_OPENED, _part(_case, "照片", "number")),
    "complaints:desk_voice": Look(Deed.RECORDING_PLAYED, _part(_case, "录音", "number")),
    "complaints:desk_reveal": Look(Deed.PERSON_REVEALED, _case, written=True),
    "complaints:desk_export": Look(Deed.EXPORT_TAKEN, _list("事件清单"), written=True),
    "complaints:desk_replay_export": Look(Deed.EXPORT_TAKEN, _list("回放清单"), written=True),
    "complaints:desk_reveals": Look(Deed.AUDIT_READ, _list("谁看过号码", Thing.AUDIT)),
    "api_case": Look(Deed.API_READ, _case),
    **dict.fromkeys(
        [f"mediation:{name}" for name in (
            "one", "act", "session", "session_act", "clauses", "clause_words", "clauses_act", "group", "group_act", "after", "after_act",
            "mediators", "choose", "recuse", "times", "papers", "paper_new", "paper_scans", "dossier_archive", "sign", "sign_scan",
        )], _MEDIATION,
    ),
    "mediation:panel": _CASE,  # drawn into the page of the case: one look
    "mediation:paper": Look(Deed.PAPER_OPENED, _part(_mediation, "文书", "paper")),
    "mediation:sign_paper": Look(Deed.PAPER_OPENED, _part(_mediation, "签好的协议", "pk")),
    "mediation:sign_picture": Look(Deed.SIGNATURE_OPENED, _part(_mediation, "签名", "pk")),
    "mediation:paper_scan": Look(Deed.SCAN_OPENED, _part(_mediation, "扫描件", "paper", "number")),
    "mediation:session_evidence": Look(Deed.EVIDENCE_OPENED, _part(_mediation, "证据", "number")),
    "mediation:dossier_draft": Look(Deed.DOSSIER_OPENED, _mediation),
    "mediation:court_packet": Look(Deed.DOSSIER_OPENED, _part(_mediation, "司法确认材料")),
    "mediation:statistics_sheet": Look(Deed.EXPORT_TAKEN, _list("调解统计")),
    "governance:audit": Look(Deed.AUDIT_READ, _list("列表", Thing.AUDIT)),
    "governance:audit_entry": Look(Deed.AUDIT_READ, lambda values: Of(Thing.AUDIT, str(values["pk"]), f"记录 {values['pk']}")),
    "governance:audit_export": Look(Deed.AUDIT_EXPORTED, _list("审计", Thing.AUDIT), written=True),
}  # fmt: skip

# A picture that a page draws is a part of that look; opened by itself it is one of its own. Whatever a browser says, one of the two is written.
EMBEDDED: dict[str, Look] = {
    "complaints:desk_photo": _CASE, "mediation:session_evidence": _MEDIATION, "mediation:sign_picture": _MEDIATION,
}  # fmt: skip

_MASKED, _OURS, _COMMAND = "行里没有姓名电话，都遮住了", "只有同事和单位", "只答办成没有"
_LAW, _NUMBERS = "法律问答，没有人的信息", "只有合计数"
UNWATCHED: dict[str, str] = {
    **dict.fromkeys(
        [f"complaints:desk_{name}" for name in (
            "rows", "alarm", "net", "wall", "drills", "outages", "supervisions", "transfers", "replay", "clusters", "revisits",
        )], _MASKED,
    ),
    "complaints:desk_register": "她自己正在写的",
    "complaints:desk_search": "行是遮住的；按电话找的，服务自己记",
    "complaints:handover": _MASKED, "complaints:handover_card": _MASKED, "complaints:forecast": _NUMBERS,
    "complaints:desk_drill_claim": _OURS, "api_queue": _MASKED, "api_photos": _COMMAND, "api_sync": _COMMAND,
    **dict.fromkeys(
        [f"governance:{name}" for name in (
            "places", "place", "place_act", "place_sheet", "print_ask", "print", "print_file", "print_printed",
        )], "码牌和点位，没有居民的信息",
    ),
    "governance:roster": _OURS, "governance:on_duty": _OURS, "governance:on_duty_json": _OURS,
    "governance:roster_import": _OURS, "governance:roster_template": _OURS,
    "notices:inbox": "写给她本人的", "notices:bell": "写给她本人的",
    "mediation:calendar": _MASKED, "mediation:cards": _MASKED, "mediation:rings": _MASKED, "mediation:feeds": "没有当事人",
    "mediation:statistics": _NUMBERS, "mediation:prevention": _NUMBERS, "mediation:room_poster": _OURS,
    "mediation:sign_code": _COMMAND, "mediation:sign_give": _COMMAND, "mediation:session_sync": _COMMAND, "mediation:law_cards": _LAW,
}  # fmt: skip
API_VERBS = "api_"  # a command of a program answers number, stage and entry


def look_of(request: HttpRequest) -> tuple[Look, dict[str, Any]] | None:
    """What it is to see the answer of this request, with the values of its address; None for what shows nothing of anybody."""
    match = request.resolver_match
    if match is None:
        return None
    values = dict(match.kwargs)
    if match.app_names == ["admin"]:
        look = _in_the_admin(request, match.url_name or "", values)
        return (look, values) if look else None
    drawn = EMBEDDED if request.headers.get("Sec-Fetch-Dest") == "image" else {}
    look = drawn.get(match.view_name) or LOOKS.get(match.view_name)
    return (look, values) if look else None


def _in_the_admin(request: HttpRequest, name: str, values: dict[str, Any]) -> Look | None:
    """A record opened, a search, a sheet. What is changed there `binan.keeper` writes down with the change."""
    table, _, page = name.rpartition("_")
    row = Of(Thing.ROW, f"{table}:{values.get('object_id', '')}".removesuffix(":"), table)
    if page in ("change", "history", "delete"):
        return Look(Deed.ADMIN_READ, lambda _: row)
    if page == "changelist" and request.method == "GET":
        return Look(Deed.ADMIN_SEARCH if request.GET.get("q") else Deed.ADMIN_READ, lambda _: row)
    if request.method == "POST" and page in ("export", "import"):
        done = name.endswith("_process_import")
        return (
            Look(Deed.ADMIN_IMPORT if page == "import" and done else Deed.ADMIN_EXPORT, lambda _: row)
            if done or page == "export"
            else None
        )
    return None
