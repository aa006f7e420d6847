"""What staff send: for each verb the values its service takes, built from the one table of verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from rest_framework import serializers

from complaints.api.parsing import Key, Upper, Words
from complaints.grouping import CONSENTS
from complaints.models import Call
from complaints.services.sync import VERBS
from complaints.supervision import Grade
from complaints.taxonomy import CATEGORIES
from complaints.triage import ANSWERS
from complaints.vocabulary import Outside
from complaints.workflow import ACTIONS, ClosingKind, SendBackReason, SuspendCause, Urgency

WORDS_MAX = 2000  # characters of a summary, a reason, an answer
NAME_MAX = 32  # characters of a user name, a unit's key
COMMANDS_MAX = 200  # of one outbox
REFERENCE_MAX = 60  # characters of a number another unit gave
OPEN: dict[str, Any] = {"default": None, "allow_null": True}  # may be left to the rule
# What a value that need not be given is when it is not; of the others an empty text.
MISSING: dict[str, dict[str, Any]] = {
    "sure": {"default": False}, "photos": {"default": list}, "due_at": OPEN, "follow_up_on": OPEN,
}  # fmt: skip
BY_TABLE = {("call_back", "summary")}  # needed only of a call that was answered: the workflow's table says so

TREE = [(code, category.name) for code, category in sorted(CATEGORIES.items())]

Make = Callable[..., serializers.Field]
FIELDS: dict[str, Make] = {
    "reached": lambda **more: serializers.BooleanField(help_text="是否接通", **more),
    "summary": lambda **more: Words(max_length=WORDS_MAX, help_text="通话摘要，接通时必填", **more),
    "outcome": lambda **more: serializers.ChoiceField(Call.Outcome.choices, help_text="没接通的原因", **more),
    "sure": lambda **more: serializers.BooleanField(help_text="核对过：话里的号码可以发给居民", **more),
    "text": lambda **more: Words(max_length=WORDS_MAX, **more),
    "reason": lambda **more: Words(max_length=WORDS_MAX, help_text="原因", **more),
    "result": lambda **more: Words(max_length=WORDS_MAX, help_text="给居民的答复", **more),
    "closing_kind": lambda **more: Upper(ClosingKind.choices, help_text="办结方式", **more),
    "no_evidence": lambda **more: Words(max_length=200, help_text="没有照片佐证的原因；不填就以通话记录为凭", **more),
    "to": lambda **more: Words(max_length=NAME_MAX, help_text="同事的用户名", **more),
    "target": lambda **more: Words(max_length=NAME_MAX, help_text="并入哪一件：同一个人先提交的那件的受理编号", **more),
    "other": lambda **more: Words(max_length=NAME_MAX, help_text="另一件的受理编号，或者串并的编号", **more),
    "consent": lambda **more: serializers.ChoiceField(CONSENTS, help_text="本人怎样同意当代表", **more),
    "attachment": lambda **more: serializers.IntegerField(help_text="录音的编号", **more),
    "category": lambda **more: serializers.ChoiceField(TREE, help_text="分类的编号", **more),
    "urgency": lambda **more: Upper(Urgency.choices, help_text="紧急程度；不填就不变", **more),
    "answers": lambda **more: serializers.DictField(
        child=serializers.ChoiceField(ANSWERS), help_text="险情卡的回答：问题的编号 → yes、no、unknown", **more
    ),
    "grade": lambda **more: serializers.ChoiceField(Grade.choices, help_text="督办等级", **more),
    "requirement": lambda **more: Words(max_length=WORDS_MAX, help_text="要求", **more),
    "supervision": lambda **more: serializers.IntegerField(help_text="督办的编号", **more),
    "due_at": lambda **more: serializers.DateTimeField(help_text="申请延到什么时候", **more),
    "review_on": lambda **more: serializers.DateField(help_text="复查日期", **more),
    "cause": lambda **more: serializers.ChoiceField(SuspendCause.choices, help_text="挂账原因", **more),
    "owner": lambda **more: Words(max_length=NAME_MAX, help_text="继续跟进的同事的用户名", **more),
    "explanation": lambda **more: Words(max_length=WORDS_MAX, help_text="给居民的说明", **more),
    "photos": lambda **more: serializers.ListField(
        child=Words(max_length=40),
        max_length=settings.PHOTOS_MAX,
        help_text="先传的照片：/api/v1/photos/ 答复的 held",
        **more,
    ),
    "reference": lambda **more: Words(max_length=REFERENCE_MAX, help_text="那边的编号", **more),
    "taken_by": lambda **more: Words(max_length=NAME_MAX, help_text="那边谁接的", **more),
    "follow_up_on": lambda **more: serializers.DateField(
        help_text="哪天去问进展，从明天起、30 天以内；转出时不填就按去向定", **more
    ),
    "helper": lambda **more: Words(max_length=NAME_MAX, help_text="协办单位的编码", **more),
    "task": lambda **more: serializers.IntegerField(help_text="协办的编号", **more),
    "unit": lambda **more: Words(max_length=NAME_MAX, help_text="下级单位的编码", **more),
}
# Where the same word means something narrower.
OWN: dict[tuple[str, str], Make] = {
    ("send_back", "reason"): lambda **more: serializers.ChoiceField(
        SendBackReason.choices, help_text="退单原因", **more
    ),
    ("supervise", "due_at"): lambda **more: serializers.DateTimeField(help_text="回复期限；不填按等级", **more),
    ("leader_note", "due_at"): lambda **more: serializers.DateTimeField(help_text="反馈期限，可以不填", **more),
    ("follow_up", "outcome"): lambda **more: serializers.ChoiceField(
        Outside.choices, help_text="那边办得怎么样", **more
    ),
    ("follow_up", "result"): lambda **more: Words(max_length=WORDS_MAX, help_text="已办结的：给居民的答复", **more),
    ("follow_up", "reason"): lambda **more: Words(max_length=WORDS_MAX, help_text="退回来的：为什么", **more),
    ("assist", "text"): lambda **more: Words(max_length=WORDS_MAX, help_text="请对方做什么", **more),
    ("assist", "due_at"): lambda **more: serializers.DateTimeField(
        help_text="什么时候反馈；不填就取一半的时间", **more
    ),
    ("transfer", "to"): lambda **more: Words(max_length=100, help_text="转到哪个单位", **more),
}


class Command(serializers.Serializer):
    """What every command may carry."""

    client_key = Key(default=None, allow_null=True, help_text="每次操作一个 UUID；同一个再发一次，得到第一次的回答")


def _class(verb: str) -> type[Command]:
    fields = {}
    for name in VERBS[verb].takes:
        needed = name in ACTIONS[verb].needs and (verb, name) not in BY_TABLE
        more = {} if needed else MISSING.get(name, {"default": "", "allow_blank": True})
        fields[name] = OWN.get((verb, name), FIELDS[name])(**more)
    return type(f"{verb.title().replace('_', '')}Command", (Command,), fields)


COMMANDS: dict[str, type[Command]] = {verb: _class(verb) for verb in VERBS}


class OfflineCommand(serializers.Serializer):
    """The head of a command made offline; the values of its verb stand beside it."""

    client_key = Key()
    code = Words(max_length=16, help_text="受理编号")
    verb = serializers.ChoiceField([(verb, ACTIONS[verb].label) for verb in VERBS])
    at = serializers.DateTimeField(required=False, help_text="设备上的时间，只作记录；时限按收到的时间算")


class DoneSerializer(serializers.Serializer):
    """What a command did."""

    code = serializers.CharField()
    stage = serializers.CharField()
    entry = serializers.IntegerField(help_text="流转记录的编号")
