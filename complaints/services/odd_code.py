"""码有问题: somebody stands before a code that looks wrong, and says so with one tap (trust.md threat 7)."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from uuid import UUID

from django.utils import timezone

from binan.kit import crypto
from complaints.models import Complaint
from complaints.services.intake import Filing, file_complaint
from complaints.workflow import Identity, Nature
from governance.models import Place

LABEL = "complaints.odd_code"
CATEGORY = "SEC-03"  # 可疑人员、诈骗: a code pasted over ours is how people are cheated
# What may be wrong → what the case says. Fixed words: nobody has to write, and nothing personal comes in.
WRONG = {
    "name": "地名对不上：手机上显示的是“{place}”，码牌上或现场不是这里。",
    "pasted": "“{place}”的码牌像是被人贴过、换过或涂改过。",
    "asked": "有人在“{place}”扫码后，被要求付钱、填身份证或银行卡、下载软件。",
}
ADVICE = "请马上到现场核对码牌：不是我们的就拍照、取下，可能有人受骗就同时联系派出所。"


def report_odd_code(place: Place, what: str, *, now: datetime) -> Complaint:
    """File a case for the station of `place`; `what`: a key of `WRONG`.

    The same report at the same place is one case a day while it is open, however many tap it. The key that sees to it cannot
    be computed outside, so nobody can take its place beforehand or ask for the case behind it afterwards.
    """
    text = f"{WRONG[what].format(place=place.name)}{ADVICE}"
    filing = Filing(text=text, identity=Identity.ANONYMOUS, nature=Nature.HELP, category=CATEGORY)
    for number in count():
        case, fresh = file_complaint(place=place, filing=filing, client_key=_key(place, what, number, now), now=now)
        if fresh or case.is_open:
            break
    return case


def _key(place: Place, what: str, number: int, now: datetime) -> UUID:
    return UUID(crypto.blind(f"{place.code}:{what}:{timezone.localdate(now)}:{number}", LABEL))
