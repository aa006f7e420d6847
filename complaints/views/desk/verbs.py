"""What staff fill in for each verb. A form names its verb and the service; what is required says the table (convention 1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from complaints import selectors
from complaints.models import Call, Complaint, TimelineEntry
from complaints.objections import CLOSED_CATEGORIES, RESULT_MIN
from complaints.selectors.line import Line
from complaints.services import calling, classifying, escalation, handling, hearing, private_numbers, rights
from complaints.services.intake import TEXT_MAX
from complaints.taxonomy import CATEGORIES, choices
from complaints.views.desk.assisting import AssistAnswerForm, AssistForm, AssistWaiveForm
from complaints.views.desk.closing import CloseForm
from complaints.views.desk.clustering import ClusterForm, RepresentForm, UnclusterForm, UnrepresentForm
from complaints.views.desk.fields import WORDS_MAX, Choice, MeantForm, Phrases, VerbForm, by_superior
from complaints.views.desk.merging import MergeForm, UnmergeForm
from complaints.views.desk.offering import AcceptOfferForm, DeclineOfferForm, HandOverForm, RetractOfferForm
from complaints.views.desk.outside import FollowUpForm, TransferForm
from complaints.views.desk.overseeing import (
    AnswerSupervisionForm,
    LeaderFeedbackForm,
    LeaderNoteForm,
    LiftSupervisionForm,
    StaffUrgeForm,
    SuperviseForm,
)
from complaints.views.desk.photographed import PhotoForm
from complaints.views.desk.postponing import (
    ExtendForm,
    GrantExtensionForm,
    RefuseExtensionForm,
    ResumeForm,
    SuspendForm,
)
from complaints.views.desk.replying import ReplyForm
from complaints.views.desk.taps import AcknowledgeForm, ArriveForm
from complaints.views.desk.triaging import TriageForm
from complaints.workflow import SendBackReason, Urgency
from governance.models import Staff, Unit


class ClaimForm(VerbForm):
    verb, service = "claim", staticmethod(handling.claim)


class DialForm(VerbForm):
    """拨打电话: the tap on the number, told by the page's script while the telephone opens."""

    verb, service = "dial", staticmethod(calling.dial)
    ask = forms.BooleanField(required=False)  # the page has no number to dial yet
    line: Line | None = None

    def act(self, now: datetime) -> TimelineEntry:
        asks = self.cleaned_data.pop("ask")
        entry = super().act(now)
        # After her tap is written: only whoever may dial gets a number, and the provider is asked in no transaction.
        if asks:
            self.line = private_numbers.line(self.case, staff=self.staff, now=now)
        return entry


class SetOutForm(VerbForm):
    verb, service = "set_out", staticmethod(handling.set_out)


class TakeOverForm(VerbForm):
    verb, service = "take_over", staticmethod(handling.take_over)


class NoteForm(PhotoForm):
    verb, service = "note", staticmethod(handling.note)
    text = Phrases(
        "备注", asked="请写下要记的话，照片也请配一句话。", max_length=WORDS_MAX, hint="只有工作人员看得到，照片也是。"
    )


class ReclassifyForm(VerbForm):
    """改分类: what the matter really is, likely ones first, and how urgent."""

    verb, service = "reclassify", staticmethod(classifying.reclassify)
    category = Choice("应该是哪一类", "请选择分类。")
    urgency = Choice("紧急程度", "请选择紧急程度。", Urgency.choices)
    reason = Phrases(
        "理由",
        hint="改紧急程度、或者把举报违纪改成别的分类时必填。改得更急，时限从现在重新算；改得不急，说好的时限不变。",
    )  # fmt: skip

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        likely, others = choices(self.case.text, self.case.nature, self.case.category, CLOSED_CATEGORIES)
        groups = (("可能是", likely), ("其他", others))
        self.offer("category", [(title, [(code, CATEGORIES[code].name) for code in codes]) for title, codes in groups])
        self.fields["category"].initial, self.fields["urgency"].initial = self.case.category, self.case.urgency


class TranscribeForm(VerbForm):
    """听写录音: what was heard; the resident reads it beside her recording."""

    verb, service = "transcribe", staticmethod(hearing.transcribe)
    attachment = Choice("哪一段录音", "请选择一段录音。")
    text = Phrases(
        "听到了什么", asked="请写下听到的话。", max_length=TEXT_MAX, rows=4,
        hint="照着录音写，居民会在自己的页面上看到。听出急事会自动升级。",
    )  # fmt: skip

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        _, voices = selectors.evidence(self.case) if self.case.has_voice else ([], [])
        waiting = [each for each in voices if not each.transcript] or voices
        self.fields["attachment"].initial = waiting[0].pk if waiting else None
        self.offer("attachment", [(each.pk, f"第 {n} 段，{each.length}") for n, each in enumerate(voices, 1)])

    def clean_attachment(self) -> int:
        return int(self.cleaned_data["attachment"])


class CallForm(VerbForm):
    """记录通话: reached or not, and what was said; the moment is the server's."""

    verb, service = "call_back", staticmethod(handling.call_back)
    outcome = Choice("通话结果", "请选择通话结果。", Call.Outcome.choices, widget=forms.RadioSelect)
    summary = Phrases(
        "通话摘要", max_length=WORDS_MAX, rows=3, hint="没有接通可以不写，接通了要写一句谈了什么。",
    )  # fmt: skip

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["outcome"].required, self.fields["summary"].required = True, False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["reached"] = given.get("outcome") == Call.Outcome.CONNECTED
        if given["reached"] and not given.get("summary") and "summary" not in self.errors:
            self.add_error("summary", "接通了请写一句谈了什么。")
        return given


class ReleaseForm(VerbForm):
    verb, service = "release", staticmethod(handling.release)
    reason = Phrases("为什么退回", asked="请写明为什么退回，同事好接手。")


class EscalateForm(VerbForm):
    verb, service = "escalate", staticmethod(escalation.escalate)
    reason = Phrases(
        "为什么上报",
        asked="请写明为什么上报。",
    )


class DelegateForm(VerbForm):
    """交办: to a unit below one of hers."""

    verb, service = "delegate", staticmethod(escalation.delegate)
    unit = Choice("交给哪个单位", "请选择下级单位。")
    reason = Phrases("要求", asked="请写明交办的要求。")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.units = {str(unit.pk): unit for unit in selectors.below(self.staff) if unit.pk != self.case.unit_id}
        self.offer("unit", [("", "请选择"), *by_superior(self.units.values())])

    def clean_unit(self) -> Unit:
        return self.units[self.cleaned_data["unit"]]


class SendBackForm(VerbForm):
    verb, service = "send_back", staticmethod(escalation.send_back)
    reason = Choice("退单原因", "请选择退单原因。", SendBackReason.choices, widget=forms.RadioSelect)
    text = Phrases("说明")


class DeclineForm(MeantForm):
    """不予受理: with the right door for the person."""

    verb = "decline"
    result = Phrases(
        "给居民的答复", asked="请写明为什么不受理、应该找谁。", max_length=WORDS_MAX, rows=4,
        hint=f"居民会看到，至少 {RESULT_MIN} 个字。",
    )  # fmt: skip

    def act(self, now: datetime) -> TimelineEntry:
        return handling.end_without_closing(self.case, self.verb, staff=self.staff, now=now, **self.cleaned_data)


class ReopenForm(VerbForm):
    verb, service = "reopen", staticmethod(escalation.reopen)
    reason = Phrases("为什么重开", asked="请写明为什么重开。")


class GrantDeletionForm(VerbForm):
    """同意删除: asked once more, since nothing brings it back."""

    verb = "grant_deletion"
    sure = forms.BooleanField(label="我确认这件事已经结束，没有诉讼或复查要用这些材料；删除后找不回来", required=False)

    def clean_sure(self) -> bool:
        if not self.cleaned_data["sure"]:
            raise forms.ValidationError("请先勾选确认。")
        return True

    def act(self, now: datetime) -> TimelineEntry:
        key = self.cleaned_data["client_key"]
        return rights.grant_deletion(self.case, staff=self.staff, now=now, client_key=key)


class RefuseDeletionForm(VerbForm):
    """不同意删除: only for reasons the law knows; the resident reads it."""

    verb, service = "refuse_deletion", staticmethod(rights.refuse_deletion)
    reason = Phrases(
        "给居民的理由", asked="请写明为什么不能删，居民会看到。", hint="居民会看到。",
    )  # fmt: skip


FORMS: dict[str, type[VerbForm]] = {
    form.verb: form
    for form in (
        ClaimForm, DialForm, CallForm, AcceptOfferForm, DeclineOfferForm, RetractOfferForm, TranscribeForm, ReclassifyForm, SetOutForm,
        ArriveForm, TriageForm, AcknowledgeForm, CloseForm, NoteForm, HandOverForm, ReleaseForm, EscalateForm, SendBackForm, AssistForm, AssistWaiveForm, AssistAnswerForm, ExtendForm,
        GrantExtensionForm, RefuseExtensionForm, SuspendForm, ResumeForm,
        AnswerSupervisionForm, LeaderFeedbackForm, StaffUrgeForm, SuperviseForm, LiftSupervisionForm, LeaderNoteForm,
        TakeOverForm, DelegateForm, FollowUpForm, TransferForm, DeclineForm, MergeForm, UnmergeForm, ClusterForm, UnclusterForm,
        RepresentForm, UnrepresentForm, ReopenForm, ReplyForm, GrantDeletionForm, RefuseDeletionForm,
    )
}  # fmt: skip
ALIASES = {
    "close_interim": "close",
    "settle": "follow_up",
    "take_back": "follow_up",
}  # one form, several verbs of the table


def offered(case: Complaint, staff: Staff) -> dict[str, VerbForm]:
    """An empty form for each verb she may do now, in the order of the page."""
    names = {ALIASES.get(action.name, action.name) for action in selectors.doable(case, staff)}
    return {verb: form(case=case, staff=staff) for verb, form in FORMS.items() if verb in names}
