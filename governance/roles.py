"""Who may do what: rights by role, as data. Where a right holds is decided by the post's unit (`governance.access`)."""

from __future__ import annotations

from django.db.models import TextChoices


class Role(TextChoices):
    """The roles of domain.md §2.4 that work with cases."""

    DISTRICT_DUTY = "DISTRICT_DUTY", "区级值班员"
    SUBDISTRICT_DISPATCHER = "SUBDISTRICT_DISPATCHER", "街道指挥员"
    COMMUNITY_HEAD = "COMMUNITY_HEAD", "社区书记"
    SOCIAL_WORKER = "SOCIAL_WORKER", "社工"
    GRID_WORKER = "GRID_WORKER", "网格员"
    MEDIATOR = "MEDIATOR", "调解员"
    AUDITOR = "AUDITOR", "审计员"


class Right(TextChoices):
    """What a role may do within its unit and below."""

    SEE = "see", "查看事件"
    REGISTER = "register", "代为登记"
    HANDLE = "handle", "认领、联系、办理、办结"
    DISPATCH = "dispatch", "交办、转出、不予受理、接手"
    SUPERVISE = "supervise", "督办、重开"
    MEDIATE = "mediate", "主持调解"
    REVEAL = "reveal", "查看完整号码"
    PROTECT = "protect", "答复个人信息申请"
    AUDIT = "audit", "查看审计"
    QUALITY = "quality", "查看满意率和评价"
    REVISIT = "revisit", "电话回访"
    APPEAL = "appeal", "对评价提出申诉"
    QUESTION = "question", "查看评价疑问"
    ARBITRATE = "arbitrate", "裁定评价申诉"
    EXPORT = "export", "导出清单"


_WORK = frozenset({Right.SEE, Right.REGISTER, Right.HANDLE, Right.REVEAL})
RIGHTS: dict[str, frozenset[str]] = {
    Role.DISTRICT_DUTY: _WORK
    | {Right.DISPATCH, Right.SUPERVISE, Right.PROTECT}
    | {Right.QUALITY, Right.REVISIT, Right.QUESTION, Right.ARBITRATE, Right.EXPORT},
    Role.SUBDISTRICT_DISPATCHER: _WORK
    | {Right.DISPATCH, Right.SUPERVISE, Right.PROTECT}
    | {Right.QUALITY, Right.REVISIT, Right.QUESTION, Right.APPEAL, Right.EXPORT},
    Role.COMMUNITY_HEAD: _WORK | {Right.DISPATCH, Right.PROTECT} | {Right.QUALITY, Right.APPEAL},
    Role.SOCIAL_WORKER: _WORK,
    Role.GRID_WORKER: _WORK,
    Role.MEDIATOR: frozenset({Right.MEDIATE}),
    Role.AUDITOR: frozenset({Right.AUDIT}),
}


def rights(role: str) -> frozenset[str]:
    """The rights of a role; none for an unknown one."""
    return RIGHTS.get(role, frozenset())
