"""The forms of 串并, and of who speaks for a group."""

from __future__ import annotations

from django import forms

from complaints.forms import Words
from complaints.grouping import CONSENTS
from complaints.services import clustering, representing
from complaints.views.desk.fields import Choice, Phrases, VerbForm


class ClusterForm(VerbForm):
    """串并: by the number of another case or of a cluster; 可能重复 brings it along with one tap."""

    verb, service = "cluster", staticmethod(clustering.cluster)
    other = Words(
        label="和哪一件一起办", max_length=20, help_text="另一件的受理编号，或者串并的编号（CB 开头）。各人的时限、答复和评价照旧。",
        error_messages={"required": "请填写另一件的受理编号。", "max_length": "编号不对，请核对。"},
    )  # fmt: skip


class UnclusterForm(VerbForm):
    verb, service = "uncluster", staticmethod(clustering.uncluster)
    reason = Phrases("为什么移出", asked="请写明为什么移出。", phrases=("看过了，不是同一件事。", "串错了。"))


class RepresentForm(VerbForm):
    """登记代表: only by her own word."""

    verb, service = "represent", staticmethod(representing.represent)
    consent = Choice("本人怎样同意的", representing.CHOOSE, CONSENTS, widget=forms.RadioSelect)


class UnrepresentForm(VerbForm):
    verb, service = "unrepresent", staticmethod(representing.unrepresent)
    reason = Phrases("为什么取消", asked="请写明为什么取消。", phrases=("本人不愿意再当代表。", "大家换了代表。"))
