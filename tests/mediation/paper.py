"""What stories about papers share: issuing one, and reading what it says."""

from __future__ import annotations

import io
import re
from typing import Any

from pypdf import PdfReader

from governance.models import Staff
from mediation.access import member
from mediation.models import Document, Mediation, Party, Revisit
from mediation.papers import reading
from mediation.services import conclude, consent, printing, revisit
from mediation.workflow import Way
from tests.mediation.rooms import MediationStory

HER = "方晓梅"  # who complained
TYPED: dict[str, dict[str, str]] = {
    "application": {"requests": "1. 晚上九点以后不再跳绳\n2. 铺设隔音垫"},
    "identity": {"document": "居民身份证", "number": "330108199001011234"},
    "proxy": {"agent": "赵代理", "powers": "代为申请、终止调解\n领取文书"},
    "inquiry": {
        "at": "11月24日上午", "place": "物业办公室", "asked": "门岗师傅", "by": "钱调解员", "content": "晚上确实听得到响声。",
    },
    "record": {"content": "双方都说清了各自的难处，愿意各让一步。"},
    "performance": {"what": "铺好了隔音垫", "at": "2026年12月1日", "proof": "现场照片"},
    "confirmation": {"court": "杭州市滨江区人民法院"},
    "remarks": {"content": "双方都不愿提供身份证复印件。"},
}  # fmt: skip
TERMS = {
    "content": "晚上九点以后不再跳绳。\n十二月十日前铺设隔音垫。",
    "facts": "晚上跳绳影响休息。",
    "performance": "自行铺设。",
}


def pages(pdf: bytes) -> list[str]:
    """The text of each page without blanks and line ends."""
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


class PaperStory(MediationStory):
    """A story in which papers are issued."""

    def issue(self, mediation: Mediation, kind: str, *, staff: Staff | None = None, **more: Any) -> Document:
        """Issue a paper as Qian does, with what she would type."""
        values = {**TYPED.get(kind, {}), **more.pop("values", {})}
        party: Party | None = more.pop("party", None)
        if party is None and kind in ("identity", "proxy"):
            party = self.side(mediation, "B")
        if kind == "revisit" and (made := mediation.revisits.exclude(done_at=None).last()):
            values = {"which": str(made.pk), **values}
        order = printing.Order(kind, values, party, more.pop("item", None))
        who = staff or self.world.mediator
        return printing.issue(mediation, staff=who, order=order, now=self.now, **more)

    def text(self, document: Document) -> str:
        """What a paper says, all pages together."""
        return "".join(pages(reading.pdf(document)))

    def revisited(self, mediation: Mediation, **more: Any) -> Revisit:
        """Qian asked how it went: all is done, and everybody is content."""
        found = {"reason": "performance", "way": "phone", "performance": "full", "satisfaction": "good", **more}
        revisit.revisit(mediation, staff=self.world.mediator, findings=revisit.Findings(**found), now=self.now)
        return mediation.revisits.exclude(done_at=None).latest("pk")

    def names_herself(self, mediation: Mediation) -> None:
        """The complainant lets the other side know who she is."""
        Party.objects.filter(mediation=mediation, side="A").update(may_name_complainant=True)
        mediation.__dict__.pop("_prefetched_objects_cache", None)

    def concluded(self, form: str = "written", **more: Any) -> Mediation:
        """A mediation with an agreement that holds."""
        mediation = self.in_session(self.applied(self.contacted(name=HER)))
        terms = conclude.Terms(form=form, **{**TERMS, **more})
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        if form == "written":
            for signer in ("A", "B", "M", "S"):
                conclude.sign(mediation, staff=self.world.mediator, signer=signer, now=self.now)
        return Mediation.objects.get(pk=mediation.pk)

    def broken_off(self) -> Mediation:
        """A mediation that one side ended."""
        mediation = self.agreed()
        consent.terminate(self.side(mediation, "B"), who=member(self.world.wang), way=Way.PHONE, now=self.now)
        return Mediation.objects.get(pk=mediation.pk)
