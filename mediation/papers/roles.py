"""How the forms call the parties."""

from __future__ import annotations

from mediation.models import Party
from mediation.workflow import Origin, Side


def role(party: Party, origin: str) -> str:
    """申请人 and 被申请人; nobody applied where the committee came by itself. `申请人2` for the second of a side."""
    words = (
        {Side.A: "当事人甲方", Side.B: "当事人乙方"}
        if origin == Origin.INITIATIVE
        else {Side.A: "申请人", Side.B: "被申请人"}
    )
    return words[Side(party.side)] + (str(party.ordinal) if party.ordinal > 1 else "")
