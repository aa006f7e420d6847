"""The stories of a mediation about one complaint full of what the other side must never read, each at its last stage.

A story takes the test case and returns the mediation. Whoever adds a stage or a page that shows at one adds a story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import transaction
from django.utils import timezone

from binan.kit.errors import Refused
from complaints.models import Complaint
from complaints.services import handling
from mediation.access import member, party
from mediation.models import Mediation
from mediation.paperwork import Paper
from mediation.services import (
    book,
    clauses,
    conclude,
    consent,
    halt,
    lawsuit,
    minutes,
    offer,
    parties,
    printing,
    ranges,
    sitting,
)
from mediation.workflow import Origin, Stage, Way
from tests.mediation.paper import TYPED
from tests.mediation.rooms import MediationStory
from tests.photos import photo

NAME = "王美丽"
PHONE = "13700137007"
TEXT = "我住观潮名苑6幢2单元1203室，楼上天天在家跳绳，我妈心脏不好，上去说过三次都没用，电话13700137007。"
OF_ONE = (Paper.IDENTITY, Paper.PROXY)  # papers about one party
CO_NAME, CO_PHONE = "周建工", "13600136006"
TERMS = conclude.Terms("written", "晚上八点以后不跳绳。", "声音影响休息。", "今天起。")


class Told(MediationStory):
    """What the stories share: the case, and who says what."""

    @contextmanager
    def telling(self, name: str) -> Iterator[Mediation]:
        """The story `name`, undone afterwards: the next one finds rooms and people free."""
        with transaction.atomic():
            mediation = STORIES[name](self)
            yield Mediation.objects.get(pk=mediation.pk)
            transaction.set_rollback(True)

    def filed(self) -> Complaint:
        """A complaint that says everything about her."""
        return self.contacted(text=TEXT, phone=PHONE, name=NAME, identity="real")

    def in_group(self) -> Mediation:
        """Two on side A, two on side B."""
        mediation = self.applied(self.filed())
        self.joined(mediation, "A", CO_NAME, CO_PHONE)
        self.joined(mediation, "B", "李包工", "13500135005")
        return mediation

    def to_sign(self, mediation: Mediation | None = None) -> Mediation:
        """A written agreement waits for its signatures."""
        mediation = self.in_session(mediation or self.applied(self.filed()))
        conclude.agree(mediation, staff=self.world.mediator, terms=TERMS, now=self.now)
        return mediation


def _invited(story: Told) -> Mediation:
    return story.applied(story.filed())


def _consented(story: Told) -> Mediation:
    return story.agreed(story.applied(story.filed()))


def _referred(story: Told) -> Mediation:
    return story.applied(story.filed(), origin=Origin.REFERRED, referral_no="（2026）诉前调1号")


def _booked(story: Told) -> Mediation:
    return story.booked(_consented(story)).mediation


def _unbooked(story: Told) -> Mediation:
    mediation = _booked(story)
    book.unbook(mediation, staff=story.world.wang, reason=f"{NAME}病了", now=story.now)
    return mediation


def _session(story: Told) -> Mediation:
    return story.in_session(story.applied(story.filed()))


def _at_the_table(story: Told) -> Mediation:
    """Her own side and the mediator speak of her by name, in talks and evidence that are not for side B."""
    mediation, staff = _session(story), story.world.mediator
    for visibility in ("A", "mediator"):
        line = minutes.Line("M", f"{NAME}说底线是八点，电话{PHONE}。", visibility)
        minutes.write(mediation, staff=staff, line=line, now=story.now)
        minutes.bring(
            mediation, staff=staff, upload=photo(), title=f"{NAME}拍的", visibility=visibility,
            brought_by=story.side(mediation, "A").pk, now=story.now,
        )  # fmt: skip
    minutes.write(mediation, staff=staff, line=minutes.Line("M", "双方都讲了经过。"), now=story.now)
    return mediation


def _clause_by_clause(story: Told) -> Mediation:
    """She tells the mediator in her own words what she would change, and writes what she would take."""
    mediation = _session(story)
    clauses.write(mediation, staff=story.world.mediator, text="楼上补偿楼下一笔钱。", kind="money", now=story.now)
    hers = story.side(mediation, "A")
    clauses.answer(hers, who=party(hers), number=1, version=1, reply="change", words=TEXT, now=story.now)
    ranges.offer(hers, who=party(hers), number=1, low="4321", high="8765", now=story.now)
    return mediation


def _broken_off(story: Told) -> Mediation:
    mediation = _at_the_table(story)
    sitting.break_off(mediation, staff=story.world.mediator, reason=f"{NAME}不舒服", now=story.now)
    return mediation


def _signing(story: Told) -> Mediation:
    return story.to_sign()


def _agreed(story: Told) -> Mediation:
    mediation = story.to_sign()
    for signer in "ABMS":
        conclude.sign(mediation, staff=story.world.mediator, signer=signer, now=story.now)
    return mediation


def _oral(story: Told) -> Mediation:
    mediation = _session(story)
    terms = conclude.Terms("oral", "晚上八点以后不跳绳。")
    conclude.agree(mediation, staff=story.world.mediator, terms=terms, now=story.now)
    return mediation


def _refused_by(side: str) -> Callable[[Told], Mediation]:
    def tell(story: Told) -> Mediation:
        mediation = story.applied(story.filed())
        said = {"who": member(story.world.wang), "way": Way.PHONE, "now": story.now}
        consent.refuse(story.side(mediation, side), **said)
        return mediation

    return tell


def _terminated_by(side: str) -> Callable[[Told], Mediation]:
    def tell(story: Told) -> Mediation:
        mediation = _session(story)
        said = {"who": member(story.world.wang), "way": Way.IN_PERSON, "now": story.now}
        consent.terminate(story.side(mediation, side), **said)
        return mediation

    return tell


def _failed(story: Told) -> Mediation:
    mediation = _booked(story)
    conclude.fail(mediation, staff=story.world.wang, reason=f"{NAME}（{PHONE}）不愿让步", now=story.now)
    return mediation


def _lapsed(story: Told) -> Mediation:
    mediation = _booked(story)
    handling.withdraw(Complaint.objects.get(pk=mediation.complaint_id), now=story.now)
    return mediation


def _resolved(story: Told) -> Mediation:
    mediation, today = _session(story), timezone.localdate(story.now)
    suit = {"staff": story.world.mediator, "number": "（2026）浙0108民初1号", "now": story.now}
    lawsuit.sue(mediation, court="滨江区人民法院", filed_on=today, **suit)
    lawsuit.drop(mediation, withdrawn_on=today, settled=True, **suit)
    return mediation


def _group(story: Told) -> Mediation:
    return story.booked(story.agreed(story.in_group())).mediation


def _one_left(story: Told) -> Mediation:
    mediation = story.in_group()
    co = story.side(mediation, "A", 2)
    parties.drop_party(co, staff=story.world.wang, reason=f"{CO_NAME}另案处理", now=story.now)
    return mediation


def _one_refused(story: Told) -> Mediation:
    mediation = story.in_group()
    for side in "AB":
        said = {"who": member(story.world.wang), "way": Way.PHONE, "now": story.now}
        consent.refuse(story.side(mediation, side, 2), **said)
    return mediation


def _halted(story: Told) -> Mediation:
    mediation = _session(story)
    over = halt.HandOver("violence", "公安机关 110", f"接警员，{NAME}报的警", f"{NAME}被推了一把", story.now)
    halt.halt(mediation, staff=story.world.mediator, over=over, now=story.now)
    return mediation


def _offered(story: Told) -> Mediation:
    mediation = _consented(story)
    offer.propose(mediation, staff=story.world.wang, proposal=offer.Proposal(), now=story.now)
    return mediation


def _on_paper(tell: Callable[[Told], Mediation]) -> Callable[[Told], Mediation]:
    """The same story with every paper issued that can be at its stage, one for each party where it is hers."""

    def told(story: Told) -> Mediation:
        mediation = Mediation.objects.get(pk=tell(story).pk)
        for kind in Paper.values:
            for one in mediation.parties.all() if kind in OF_ONE else [None]:
                order = printing.Order(kind, TYPED.get(kind, {}), one)
                with suppress(Refused):  # there is no reason for this paper at this stage
                    printing.issue(mediation, staff=story.world.mediator, order=order, now=story.now)
        return mediation

    return told


STORIES: dict[str, Callable[[Told], Mediation]] = {
    "invited": _invited,
    "referred": _referred,
    "consented": _consented,
    "booked": _booked,
    "unbooked": _unbooked,
    "session": _session,
    "at the table": _at_the_table,
    "clause by clause": _clause_by_clause,
    "broken off": _broken_off,
    "signing": _signing,
    "agreed": _agreed,
    "oral": _oral,
    "refused by A": _refused_by("A"),
    "refused by B": _refused_by("B"),
    "terminated by A": _terminated_by("A"),
    "terminated by B": _terminated_by("B"),
    "failed": _failed,
    "lapsed": _lapsed,
    "resolved": _resolved,
    "a group": _group,
    "one of a group left": _one_left,
    "one of each side refused": _one_refused,
    "halted": _halted,
    "times offered": _offered,
    "papers of a session": _on_paper(_at_the_table),
    "papers of an agreement": _on_paper(_agreed),
    "papers of words alone": _on_paper(_oral),
    "papers of an end": _on_paper(_terminated_by("A")),
}
TOLD = frozenset(Stage.values)  # every stage has a story, or the test of it fails
