"""When two matters are alike, and who may learn of it: two tables, no models (docs/decisions: the echo of a complaint).

`ECHOES` says for every category who is told that others complained of the same: everybody who scans (open), only somebody
who has herself filed the same there (after), nobody (never), or nobody in any form (private). `OBJECTIONS` says why a filing
is not offered as an addition to an open case of the same person; when no row objects, it is offered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OPEN, AFTER, NEVER, PRIVATE = "open", "after", "never", "private"
OTHERS_MIN = 2  # people besides the reader: one would point to somebody
ECHO_WINDOW = timedelta(days=7)
PROOF_KEPT = timedelta(hours=24)  # how long a phone proves that it filed a case: phones are shared
UNCLEAR = "OTH-00"


@dataclass(frozen=True)
class Echo:
    """Who is told of others (`tier`), under which common word (`group`, a key of `GROUPS`), and why so."""

    tier: str
    group: str
    why: str


_TABLE = """
NOI-01|after|noise|the flat above knows which flat is below: only to somebody who suffers the same
NOI-02|after|noise|as NOI-01
NOI-03|after|noise|a dance group knows the windows over the square
NOI-04|open|works|a building site: no neighbour is accused
NOI-05|open|machines|a machine: no neighbour is accused
NEI-01|after|leak|a neighbour above, who can guess
NEI-02|never||between two windows: who complains can be read off the wall
NEI-03|never||the camera has filmed everybody who passed it
NEI-04|after|landing|a neighbour on the same landing
NEI-05|after|falling|a neighbour above
NEI-06|after|green|a neighbour
PET-01|after|pets|a neighbour with a dog
PET-02|never||an injury: health, and two people who know each other
PET-03|after|pets|a neighbour with hens
PRO-01|never||somebody's unpaid bill
PRO-02|open|property|a firm, and a matter of the whole house
PRO-03|after|owners|people have been put out of the group for asking
PRO-04|open|lift|a machine
PRO-05|open|parking|a firm, and a matter of the whole house
HOU-01|never||a flat and its tenants
HOU-02|never||a contract of two
HOU-03|after|building|a neighbour
HOU-04|open|structure|a building
CIT-01|open|rubbish|a place
CIT-02|after|fumes|a kitchen that sees the windows above it
CIT-03|after|stalls|a stall that sees who looks out
CIT-04|open|sewage|a pipe
CIT-05|open|bikes|a firm, in public space
CIT-06|open|street|public works
TRA-01|open|cars|cars, in public space
TRA-02|open|school|public space
TRA-03|never||two parties of an accident
SAF-01|never||danger: nobody may think that others have reported it already
SAF-02|never||danger
SAF-03|after|charging|a neighbour
SAF-04|open|fire|equipment of the house
SAF-05|private||somebody's life and health
SAF-06|never||danger
SEC-01|never||danger, and people who take revenge
SEC-02|private||the other party holds the same phone
SEC-03|never||a matter for the police
SEC-04|never||danger
FAM-01|private||a family
FAM-02|private||a child
LAB-01|never||an employer who keeps the list
LAB-02|never||as LAB-01
LAB-03|never||as LAB-01
LAB-04|private||as LAB-01, and health
ENT-01|never||a tenant and the landlord's park
ENT-02|never||two companies
ENT-03|never||an employer looking for who told
ENT-04|never||a company's own affairs
CON-01|never||a purchase
EDU-01|private||pupils and patients
GOV-01|never||a question of one's own
GOV-02|never||an opinion of one's own
GOV-03|private||whoever is named looks for who told
OTH-00|never||not understood: alike is no word for it
"""


# The common word of a group, as residents read it.
GROUPS: dict[str, Promise | str] = {
    "noise": _("噪声"),
    "works": _("施工噪声"),
    "machines": _("设备噪声"),
    "leak": _("漏水"),
    "landing": _("楼道堆物"),
    "falling": _("高空抛物"),
    "green": _("绿地"),
    "pets": _("宠物"),
    "property": _("物业服务"),
    "owners": _("业委会"),
    "lift": _("电梯"),
    "parking": _("停车"),
    "building": _("违章搭建"),
    "structure": _("房屋安全"),
    "rubbish": _("垃圾和异味"),
    "fumes": _("油烟"),
    "stalls": _("占道经营"),
    "sewage": _("污水和下水道"),
    "bikes": _("共享单车"),
    "street": _("路面、路灯和井盖"),
    "cars": _("违停"),
    "school": _("学校周边拥堵"),
    "charging": _("电动车充电"),
    "fire": _("消防设施"),
    "": "",
}
# Where an echo is shown, in words: kinds of governance.models.Place. A shop may be the complained party itself, and a
# community's window stands for every house at once.
HERE: dict[str, Promise | str] = {
    "gate": _("本小区"),
    "entrance": _("本楼"),
    "lift": _("本楼"),
    "lobby": _("本楼"),
    "park": _("本园区"),
    "public": _("这里"),
}


def _echo(line: str) -> tuple[str, Echo]:
    code, tier, group, why = line.split("|")
    return code, Echo(tier, group, why)


ECHOES: dict[str, Echo] = dict(map(_echo, _TABLE.split("\n")[1:-1]))
SILENT = Echo(NEVER, "", "a category the table does not know")


def echo(category: str) -> Echo:
    """The row of a category; one that the table does not know is never told of."""
    return ECHOES.get(category, SILENT)


@dataclass(frozen=True)
class Telling:
    """What somebody sends now. `phone_keys`: the blind indexes of her number under every key in use, {""} for no number."""

    place: int | None
    category: str
    danger: bool
    phone_keys: frozenset[str]
    separate: bool  # she said: this is another matter
    attended: bool  # somebody is there to answer a question


@dataclass(frozen=True)
class Known:
    """A case told before. `proven`: this browser shows that it filed it."""

    place: int | None
    category: str
    phone_key: str
    open: bool
    filed_at: datetime
    proven: bool


Objection = Callable[[Telling, Known, datetime], bool]
# In order; a name is why the filing is not offered as an addition to the known case.
OBJECTIONS: dict[str, Objection] = {
    "danger": lambda new, old, now: new.danger,  # it never waits for a second tap
    "separate": lambda new, old, now: new.separate,
    "unattended": lambda new, old, now: not new.attended,
    "private": lambda new, old, now: PRIVATE in (echo(new.category).tier, echo(old.category).tier),
    "unclear": lambda new, old, now: new.category == UNCLEAR,
    # A number is known to many; whoever types another person's must not learn that she has a case.
    "unproven": lambda new, old, now: not old.proven or not timedelta(0) <= now - old.filed_at <= PROOF_KEPT,
    "other person": lambda new, old, now: old.phone_key not in new.phone_keys,  # somebody else holds the phone today
    "other place": lambda new, old, now: new.place is None or new.place != old.place,
    "other matter": lambda new, old, now: new.category != old.category,
    "closed": lambda new, old, now: not old.open,
}


def objection(new: Telling, old: Known, now: datetime) -> str:
    """Why `new` is not offered as an addition to `old`; "" when it is."""
    return next((name for name, objects in OBJECTIONS.items() if objects(new, old, now)), "")
