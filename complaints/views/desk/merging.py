"""The forms of 并案 and of its way back."""

from __future__ import annotations

from complaints.forms import Words
from complaints.services import merging
from complaints.views.desk.fields import Phrases, VerbForm


class MergeForm(VerbForm):
    """并入: by the number of the earlier case; 可能重复 brings it along with one tap (templates/complaints/desk/_alike.html)."""

    verb, service = "merge", staticmethod(merging.merge)
    target = Words(
        label="并入哪一件", max_length=20, help_text="同一个人先提交的那件的受理编号。并入以后，这一件不再单独答复。",
        error_messages={"required": "请填写先提交的那件的受理编号。", "max_length": "受理编号不对，请核对。"},
    )  # fmt: skip


class UnmergeForm(VerbForm):
    verb, service = "unmerge", staticmethod(merging.unmerge)
    reason = Phrases("为什么分开", asked="请写明为什么分开。", hint="两件都恢复单独办理，这一件的时限照原来的算。")
