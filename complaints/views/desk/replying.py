"""回复居民: what a worker writes to the resident, with photos, and the question whether somebody's number is meant to go."""

from __future__ import annotations

from complaints.services import handling
from complaints.services.intake import TEXT_MAX
from complaints.views.desk.fields import MeantForm, Phrases
from complaints.views.desk.photographed import PhotoForm


class ReplyForm(PhotoForm, MeantForm):
    """Words to the resident, with photos."""

    verb, service = "reply", staticmethod(handling.reply)
    mirrored = told = "text"
    text = Phrases(
        "写给居民", asked="请写下要告诉居民的话，照片也请配一句话。", max_length=TEXT_MAX, rows=3,
        hint="居民在进度页上看到，短信只提醒、不带内容。不要写别人的姓名、电话、门牌。",
    )  # fmt: skip
