"""What stands against an action, as pure functions (case, values) → a sentence, or "" for nothing: the workflow's checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from binan.kit.masking import mask_text
from complaints import triage
from complaints.taxonomy import CATEGORIES
from complaints.vocabulary import ClosingKind, SendBackReason, SuspendCause, Urgency

RESULT_MIN = 20  # characters of an answer to the resident (domain.md §3.5 关闭条件)
TRIES_MIN = 3  # attempts at different times (ladder.apart) before a case may close without contact (domain.md §3.5)
REASON_MIN = 4  # characters of a reason for another urgency, or for opening what is closed
# 举报违纪 has its own way in (domain.md §3.2): nobody moves a case there by a list.
CLOSED_CATEGORIES = frozenset({"GOV-03"})
SEND_BACK_WITHIN = {"P1": 10, "P2": 30, "P3": 30}  # minutes since the unit got it; P0 never (domain.md §3.5)
EXTENSIONS_MAX = 2  # of one case (domain.md §3.5)
ASSISTS_MAX = 5  # units that help with one case at the same time
EXPLANATION_MIN = 10  # characters of why a matter has to wait
SEND_BACKS_MAX = 1  # the second send-back is answered by 指定承办: the superior's word is final


def answered(case: Any, values: Mapping[str, Any]) -> str:
    """An answer the resident can use."""
    text = str(values.get("result", "")).strip()
    return "" if len(text) >= RESULT_MIN else f"办理结果至少写 {RESULT_MIN} 个字，居民会看到它。"


def contacted(case: Any, values: Mapping[str, Any]) -> str:
    """She was reached, or tried often enough."""
    if case.first_contact_at or not case.phone or case.spread_tries >= TRIES_MIN:
        return ""
    return (
        f"还没有联系上诉求人：请先回电，或在不同时间打满 {TRIES_MIN} 次（隔 5 分钟以上算第二次，再隔 30 分钟以上算第三次）。"
        f"现在算 {case.spread_tries} 次。"
    )


def has_number(case: Any, values: Mapping[str, Any]) -> str:
    """There is a number to ring."""
    return "" if case.phone else "这件事没有留电话，答复写在居民的进度页上。"


def evidenced(case: Any, values: Mapping[str, Any]) -> str:
    """It rests on something, or says why not."""
    if values.get("evidence") or str(values.get("no_evidence", "")).strip():
        return ""
    return "请附上照片（材料拍下来也行），或者写明没有佐证的原因。"


def closing_kind(case: Any, values: Mapping[str, Any]) -> str:
    """Closed for good in one of two ways."""
    kinds = (ClosingKind.PROCEDURAL, ClosingKind.SUBSTANTIVE)
    return "" if values.get("closing_kind") in kinds else "请选择程序性办结或实质性办结；调解中的只能阶段性办结。"


def may_assist(case: Any, values: Mapping[str, Any]) -> str:
    """Another unit than those that answer for it, each once at a time; what is closed to colleagues is told to no other unit."""
    if case.category in CLOSED_CATEGORIES:
        return "举报违纪的事不能请别的单位协办，请按规定转纪检监察。"
    if values.get("own"):
        return f"{values['helper']}本来就负责这件事，请用交办或上报。"
    if any(each["unit"] == values.get("helper_id") for each in case.assists):
        return f"已经请{values['helper']}协办，还没有反馈。"
    return f"一件事最多同时请 {ASSISTS_MAX} 个单位协办。" if len(case.assists) >= ASSISTS_MAX else ""


def assist_open(case: Any, values: Mapping[str, Any]) -> str:
    """A sub-task waits for its answer."""
    waits = any(each["task"] == values.get("task") for each in case.assists)
    return "" if waits else "这项协办已经反馈或免除，请看最新情况。"


def assisted(case: Any, values: Mapping[str, Any]) -> str:
    """Every unit that was asked to assist has answered, or need not."""
    names = "、".join(each["name"] for each in case.assists)
    return f"还有协办没有反馈：{names}。请等反馈，或者写明原因免除协办，再办结。" if names else ""


def not_urgent(case: Any, values: Mapping[str, Any]) -> str:
    """Danger is dealt with first."""
    return "特急事件不能退单，请先处置，再上报。" if case.urgency == Urgency.P0 else ""


def not_begun(case: Any, values: Mapping[str, Any]) -> str:
    """Nobody sends back what she has begun to handle."""
    return "已经开始办理，不能退单；办不了请上报。" if values.get("begun") else ""


def in_time_to_return(case: Any, values: Mapping[str, Any]) -> str:
    """A send-back comes soon or not at all."""
    limit = SEND_BACK_WITHIN.get(case.urgency)
    if limit is None or int(values.get("held", 0)) <= limit * 60:
        return ""
    return f"{Urgency(case.urgency).label}事件要在收到后 {limit} 分钟内退单，现在过了，请上报。"


def not_designated(case: Any, values: Mapping[str, Any]) -> str:
    """The superior's second word is final."""
    return "这件事已由上级指定承办，不能再退。" if case.send_backs > SEND_BACKS_MAX else ""


def has_reason(case: Any, values: Mapping[str, Any]) -> str:
    """A send-back names its reason."""
    return "" if values.get("reason") in SendBackReason.values else "请选择退单原因。"


def has_superior(case: Any, values: Mapping[str, Any]) -> str:
    """There is a level above."""
    return "" if case.unit.parent_id else "已经在区级，没有上级可以上报。"


def not_acknowledged(case: Any, values: Mapping[str, Any]) -> str:
    """A level signs once."""
    return f"{values['at_unit']}已经签收过了。" if values.get("again") else ""


def has_card(case: Any, values: Mapping[str, Any]) -> str:
    """There are questions for this kind of danger, and the answers belong to them."""
    return triage.fault(case.category, values.get("answers"))


def may_extend(case: Any, values: Mapping[str, Any]) -> str:
    """More time is asked for before the promise is broken, one request at a time, twice at most."""
    if case.suspended_until:
        return "这件事正在挂账，恢复办理以后才能申请延期。"
    if case.extension_due_at:
        return "已经申请过延期，等上级答复；答复以前，原来的时限照样算。"
    if case.extensions >= EXTENSIONS_MAX:
        return f"一件事最多延期 {EXTENSIONS_MAX} 次，已经用完了。"
    return "" if values.get("kind") else "没有可以延的时限：要么已经答复，要么已经超时。延期要在到期前申请。"


def extension_asked(case: Any, values: Mapping[str, Any]) -> str:
    """A request for more time waits for its answer."""
    return "" if case.extension_due_at else "没有等待答复的延期申请：可能已经答复，或者时限已过。"


def may_suspend(case: Any, values: Mapping[str, Any]) -> str:
    """Not danger, not twice at once; for one of the causes, with an explanation the resident understands."""
    if case.urgency == Urgency.P0:
        return "特急事件不能挂账，请先处置。"
    if case.suspended_until:
        return "这件事已经挂账。"
    if values.get("cause") not in SuspendCause.values:
        return "请选择挂账原因。"
    explained = len(str(values.get("explanation", "")).strip()) >= EXPLANATION_MIN
    return "" if explained else f"给居民的说明至少写 {EXPLANATION_MIN} 个字。"


def suspended(case: Any, values: Mapping[str, Any]) -> str:
    """It stands still now."""
    return "" if case.suspended_until else "这件事没有挂账，不用恢复。"


def outside(case: Any, values: Mapping[str, Any]) -> str:
    """Another unit has it and we still have to ask how it went."""
    return "" if case.follow_up_at else "这件事没有在跟进：没有转出，或者已经有了结果。"


def another_handler(case: Any, values: Mapping[str, Any]) -> str:
    """A second handling is done by somebody else."""
    if case.barred_id and values.get("staff_id") == case.barred_id:
        return "这件事居民不满意，二次办理要换一位同事。"
    return ""


def offered(case: Any, values: Mapping[str, Any]) -> str:
    """Somebody has been asked to take it over."""
    return "" if case.offered_to_id else "这件事没有在移交。"


def not_offered(case: Any, values: Mapping[str, Any]) -> str:
    """Nobody has been asked yet."""
    return f"已经请{case.offered_to}接手，还没有答复。要换人，先收回移交。" if case.offered_to_id else ""


def numbers_meant(case: Any, values: Mapping[str, Any]) -> str:
    """Nobody's number goes to the resident unseen."""
    text = str(values.get("text") or values.get("result") or "")
    if values.get("sure") or mask_text(text) == text:
        return ""
    return "这段话里好像有电话、证件、车牌或门牌号。别人的信息不能发给居民；确实要发，请勾选“我核对过”再发。"


def clustered(case: Any, values: Mapping[str, Any]) -> str:
    """It stands in a cluster."""
    return "" if case.cluster_id else "这件事没有串并。"


def grouped(case: Any, values: Mapping[str, Any]) -> str:
    """It is part of a group case."""
    return "" if case.in_group else "这件事不是群体件，不用推选代表。"


def asked(case: Any, values: Mapping[str, Any]) -> str:
    """A request waits for its answer."""
    return "" if case.deletion_due_at else "这件事没有等待答复的删除申请。"


def not_asked(case: Any, values: Mapping[str, Any]) -> str:
    """No request waits yet."""
    if case.erased_at:
        return _("您的个人信息已经删除，不用再申请。")
    return _("您已经申请过，我们会在期限内答复，不用再申请。") if case.deletion_due_at else ""


def not_erased(case: Any, values: Mapping[str, Any]) -> str:
    """Her data is still here."""
    return _("个人信息已删除，这件事不能再办理。") if case.erased_at else ""


def consenting(case: Any, values: Mapping[str, Any]) -> str:
    """Consent stands."""
    return _("您已经撤回过同意，不用再撤。") if case.consent_withdrawn_at else ""


def not_consenting(case: Any, values: Mapping[str, Any]) -> str:
    """Consent was withdrawn."""
    return "" if case.consent_withdrawn_at else _("您没有撤回过同意，不用恢复。")


def reclassified(case: Any, values: Mapping[str, Any]) -> str:
    """Another category, or another urgency with its reason."""
    category, urgency = values.get("category"), values.get("urgency") or case.urgency
    if category not in CATEGORIES or category in CLOSED_CATEGORIES:
        return _("请从列表里选一个分类。举报干部作风，请打 12388 或另外提交一件。")
    if urgency not in Urgency.values:
        return "请选择紧急程度。"
    if (category, urgency) == (case.category, case.urgency):
        return _("分类没有变，不用改。")
    explained = len(str(values.get("reason", "")).strip()) >= REASON_MIN
    return (
        ""
        if urgency == case.urgency or explained
        else f"改紧急程度要写明理由，至少 {REASON_MIN} 个字：居民的时限跟着变。"
    )
