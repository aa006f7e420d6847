"""How long what people gave is kept once a case has ended, class by class, and why (PIPL 19: no longer than needed; domain.md §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Retention:
    """One class. `days` count from the end of the case; `law`: the rule it stands on, as the report prints it."""

    name: str
    label: str
    days: int
    law: str


PHOTO, VOICE, PERSON = "photo", "voice", "person"
FILES = (PHOTO, VOICE)
RETENTION: dict[str, Retention] = {
    row.name: row
    for row in (
        Retention(PHOTO, "照片", 180, "个人信息保护法第十九条：实现处理目的所必要的最短时间；现场照片用于回访和复核"),
        # A voice tells who somebody is (PIPL 28), so it goes sooner: 30 days to come back with the same matter, 30 to ask for
        # a review of the answer and 30 for the review of that (信访工作条例 35, 36).
        Retention(VOICE, "录音", 90, "个人信息保护法第十九条、第二十八条：声音可识别本人；满重复反映、复查、复核各三十日后删除"),
        # The notice residents read says so (办结两年后，把能认出您的内容抹掉); within two years the same matter may come back (信访工作条例 37)
        # or go to court. A mediation's dossier is kept by the rules of archives.
        Retention(PERSON, "称呼、电话和内容", 730, "个人信息保护法第十九条、第四十七条：保存期限届满，个人信息处理者应当主动删除"),
    )
}  # fmt: skip
CHOICES = [(name, RETENTION[name].label) for name in FILES]


def ended_before(name: str, now: datetime) -> datetime:
    """The end of a case before which what belongs to the class `name` has been kept long enough at `now`."""
    return now - timedelta(days=RETENTION[name].days)
