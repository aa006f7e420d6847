"""The house the matrix walks through: one of everything that an address can name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from binan.models import Heartbeat
from complaints.models import Appeal, Drill, Rating, Revisit, Supervision
from complaints.services import (
    assisting,
    attachments,
    clustering,
    following,
    handling,
    instructing,
    merging,
    offering,
    postponing,
    representing,
    rights,
    supervising,
    voice,
)
from complaints.triage import BY_CATEGORY
from governance.models import Duty, Shift
from governance.services import audit, prints, swaps
from governance.services.handover import hand_over
from governance.services.leave import note_leave
from governance.shifts import Span
from mediation.access import party as of_party
from mediation.figures import TYPED
from mediation.models import Agent, Mediation, Obligation, Party, Question
from mediation.services import arrival, book, clauses, conclude, consent, feeds, filing, hold, minutes, printing, safety
from mediation.services.law import import_law
from notices.models import Notice
from tests import sounds
from tests.cases import MONDAY_EVENING
from tests.mediation.hand import address
from tests.mediation.rooms import SUMMARY, UPSTAIRS, UPSTAIRS_PHONE, MediationStory
from tests.notices.fake_push import BROWSER
from tests.photos import photo, scanned
from tests.world import GAS, NOISE, OTHER_PHONE, PASSWORD, PHONE

ROLES = ("out", "own", "mate", "head", "street", "dist", "far", "medi", "audit", "admin")
ANSWER = "已经上门劝导，双方说好以后晚上九点以后不再有声音。"


class House(MediationStory):
    """`own` works in 东冠 and handles the cases, `mate` works beside her, `head`, `street` and `dist` stand above, `far` works
    in 长河, `medi` mediates where the mediations are, `audit` reads logs, `admin` keeps the admin, `out` has no login."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        import_law(now=MONDAY_EVENING)
        world = cls.world
        people = (world.wang, world.li, world.head, world.dispatcher, world.duty_officer, world.stranger,
                  world.mediator, world.auditor, world.admin)  # fmt: skip
        cls.people_by_role = dict(zip(ROLES[1:], people, strict=True))

    def setUp(self) -> None:
        super().setUp()
        invited = self.closed()
        self.wait(hours=48)
        waiting, claimed, contacted, closed = self.file(), self.claimed(), self.contacted(), self.closed()
        pictures, spoken = attachments.check([photo()]), voice.check([sounds.upload()])
        handling.add_info(contacted, text="又响了。", photos=pictures, spoken=spoken, now=self.now)
        asked, session, signing = self.applied(), self.in_session(), self.signing()
        clauses.write(session, staff=self.world.mediator, text="楼上补偿一点。", kind="money", now=self.now)
        booked, ready = self.booked(self.agreed()).mediation, self.agreed(self.of_others(7))
        begun = self.begun()
        kept = self.kept()
        asking = self.closed()
        offered = self.contacted()
        offering.hand_over(offered, staff=self.world.wang, to="li", reason="要下班了。", now=self.now)
        judged, appealed = self.judged(), self.judged()
        appeal = Appeal.objects.create(
            rating=appealed, unit=appealed.unit, by=self.world.head, at=self.now, reason="诉求超出我们的职责范围。"
        )
        revisit = Revisit.objects.create(
            complaint=closed,
            round=1,
            reason=Revisit.Reason.SECOND,
            unit=self.world.district,
            opened_at=self.now,
            due_at=self.now,
        )
        rights.ask_deletion(asking, now=self.now)
        burning, extending, suspended = self.claimed(text=GAS), self.contacted(), self.contacted()
        postponing.extend(extending, staff=self.world.wang, due_at=self.later, reason="配件要订货。", now=self.now)
        postponing.suspend(
            suspended, staff=self.world.dispatcher, cause="money", owner="jiedao", review_on=self.later.date(),
            explanation="要等维修资金批下来。", now=self.now,
        )  # fmt: skip
        supervised = self.contacted()
        instructing.leader_note(supervised, staff=self.world.dispatcher, text="请上门查清。", now=self.now)
        supervising.supervise(
            supervised, staff=self.world.dispatcher, grade="yellow", reason="没有进展。", now=self.now
        )
        merged = self.file()
        merging.merge(merged, staff=self.world.wang, target=waiting.code, now=self.now)
        grouped, *others = (self.file(phone=f"1390013900{n}") for n in range(5))
        for one in others:
            clustering.cluster(one, staff=self.world.wang, other=grouped.code, now=self.now)
        speaker = others[0]
        representing.represent(speaker, staff=self.world.wang, consent="phone", now=self.now)
        outside = self.claimed()
        following.transfer(outside, staff=self.world.head, to="court", result=ANSWER, now=self.now)
        helped = self.contacted()
        assisting.assist(helped, staff=self.world.wang, helper=self.world.zhongxing, text="请看一看。", now=self.now)
        Heartbeat.objects.create(name="clock", at=self.now)
        safety.alarm(session, staff=self.world.mediator, now=self.now)
        drill = Drill.objects.create(unit=self.world.dongguan, hour=self.now, at=self.now, people=3)
        self.names: dict[str, Any] = {
            "waiting": waiting.code, "claimed": claimed.code, "contacted": contacted.code, "closed": closed.code, "asking": asking.code,
            "offered": offered.code, "burning": burning.code, "extending": extending.code, "assisted": helped.code, "suspended": suspended.code,
            "supervised": supervised.code, "merged": merged.code, "grouped": grouped.code, "speaker": speaker.code,
            "group": others[-1].cluster.code, "outside": outside.code,
            "token": contacted.token, "rating": Rating.objects.get(complaint=invited).token,
            "judged": judged.pk, "appeal": appeal.pk, "revisit": revisit.pk, "drill": drill.pk,
            "task": helped.assists[0]["task"],
            "asked": asked.code, "booked": booked.code, "feed": feeds.open_feed(self.rooms.hall, staff=self.world.mediator, now=self.now).token, "begun": begun.code, "session": session.code, "ring": session.rings.get().pk, "signing": signing.code,
            "kept": kept.code,
            "kept_b": self.side(kept, "B").pk, "keeping": self.side(kept, "B").token,
            "promise": kept.agreement.obligations.get().pk,
            "call": contacted.calls.get().pk,
            "agent": Agent.objects.create(party=self.side(asked, "B"), name="徐律师", powers=["sign"], given_on="2026-11-20").pk,
            "refused": self.refused().token, "asked_b": self.side(asked, "B").pk, "joined": self.joined(asked, "B").pk,
            "talking": self.side(session, "B").token, "talking_b": self.side(session, "B").pk,
            "party": self.side(asked, "B").token, "photo": contacted.attachments.get(kind="photo").pk,
            "voice": contacted.attachments.get(kind="voice").pk,
            **self.rostered(), "paper": self.papered(asked),
            "card": Question.objects.create(text="盒子能养鱼吗", why="none", at=self.now).pk,
            "hall": self.rooms.hall.pk, "door": arrival.door(self.rooms.hall).code, "evidence": self.evidence(asked),
            "session_b": f"p{self.side(session, 'B').pk}",
            "organisation": self.rooms.puyan.key, "ready": ready.code,
            "chooser": self.side(ready, "B").token, "guest": self.side(booked, "A").token,
            "guest_pk": self.side(booked, "A").pk,
            "print": prints.ask(staff=self.world.wang, places=[self.world.door.pk], layout="sticker", form="pdf", title="", now=self.now).pk,
            "entry": audit.record("login", staff=self.world.wang).pk,
            "notice": Notice.objects.filter(staff=self.world.wang).latest("pk").pk,
        }  # fmt: skip
        prints.work(self.now)
        self.sessions = {role: self.session(role) for role in ROLES}

    def papered(self, mediation: Mediation) -> str:
        """A paper of a mediation, issued and with its signed page."""
        order = printing.Order("rights", {})
        paper = printing.issue(mediation, staff=self.world.mediator, order=order, now=self.now)
        filing.file_scan(paper, staff=self.world.mediator, pages=[photo()], now=self.now)
        return paper.code

    def rostered(self) -> dict[str, int]:
        """Two duties of `own` to come, the second offered to `mate`; her leave; a shift of her station."""
        world, day = self.world, timedelta(days=1)
        shift = Shift.objects.create(unit=world.dongguan, name="白班", begins=time(8), ends=time(20))
        Duty.objects.filter(staff__in=[world.wang, world.li]).update(ends_at=self.now + day)
        duty, offered = (
            Duty.objects.create(staff=world.wang, unit=world.dongguan, starts_at=self.now + n * day,
                                ends_at=self.now + n * day + timedelta(hours=12))
            for n in (3, 5)
        )  # fmt: skip
        span = Span(self.now + 20 * day, self.now + 21 * day)
        leave, _ = note_leave(world.wang, by=world.wang, span=span, now=self.now)
        swap = swaps.offer(offered, staff=world.wang, to=world.li, now=self.now)
        running = Duty.objects.get(staff=world.wang, ends_at=self.now + day)
        note = hand_over(running, staff=world.wang, text="电梯还没修好。", codes=[], now=self.now)
        return {
            "handover": note.pk,
            "unit": world.dongguan.pk,
            "shift": shift.pk,
            "duty": duty.pk,
            "swap": swap.pk,
            "leave": leave.pk,
        }

    def judged(self) -> Rating:
        """A mark with which 东冠 was found wanting just now."""
        case = self.closed()
        return Rating.objects.create(
            complaint=case, round=1, token_key=case.code, unit=case.unit, subdistrict_id=case.subdistrict_id,
            community_id=case.community_id, invited_at=self.now, choice=2, rated_at=self.now,
        )  # fmt: skip

    @property
    def later(self) -> datetime:
        """A moment to which an answer may be put off."""
        return timezone.localtime(self.now + timedelta(days=2))

    def refused(self) -> Party:
        """Who said no to a mediation, which ended it."""
        b = self.side(self.applied(self.contacted()), "B")
        consent.refuse(b, who=of_party(b), way="link", now=self.now)
        return b

    def begun(self) -> Mediation:
        """A mediation whose session was to begin a moment ago."""
        mediation = self.agreed(self.of_others(8))
        slot = {
            "starts_at": self.now,
            "room": self.rooms.hall2,
            "mediator": self.rooms.sun,
            "way": book.Holding("phone"),
        }
        return self.booked(mediation, **{**slot, "room": None}).mediation

    def kept(self) -> Mediation:
        """A mediation that ended with an oral agreement."""
        mediation = self.agreed()
        self.booked(mediation, hours=0.25, minutes=15)
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        terms = conclude.Terms("oral", ANSWER)
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        Obligation.objects.create(
            agreement=mediation.agreement, number=1, ower=self.side(mediation, "B"), what="拆掉雨棚。"
        )
        return mediation

    def signing(self) -> Mediation:
        """A mediation whose written agreement waits for its signatures."""
        mediation = self.agreed(self.of_others(9))
        self.booked(mediation, hours=1, room=self.rooms.hall2, mediator=self.rooms.sun)
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        terms = conclude.Terms("written", ANSWER, ANSWER, ANSWER)
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        Mediation.objects.filter(pk=mediation.pk).update(mediator=self.world.mediator.mediator)  # who leads it signs it
        return mediation

    def evidence(self, mediation: Mediation) -> int:
        """A photo for both sides to see."""
        given = {"title": "楼板的照片", "visibility": "all", "brought_by": None}
        return minutes.bring(mediation, staff=self.world.mediator, upload=photo(), now=self.now, **given)[0].pk

    def at_the_table(self, verb: str) -> dict[str, Any]:
        """What is typed during a session."""
        given: dict[str, dict[str, Any]] = {
            "attend": {"person": self.names["session_b"], "state": "present"},
            "note": {"speaker": "M", "visibility": "all", "body": "记一句。"},
            "break_off": {"reason": "要等材料。", "when": "later"},
        }
        return given.get(verb, {})

    def session(self, role: str) -> str:
        """The cookie of somebody who has logged in; "" for who has not."""
        if role == "out":
            return ""
        browser = Client()
        browser.force_login(self.people_by_role[role])
        return browser.cookies["sessionid"].value

    def from_above(self) -> dict[str, dict[str, Any]]:
        """What superiors say about a case, and what the unit says back."""
        return {
            "staff_urge": {"text": "请今天答复。"}, "supervise": {"grade": "normal", "reason": "没有进展。"},
            "answer_supervision": {"text": "今晚上门。"}, "leader_note": {"text": "请过问。"}, "leader_feedback": {"text": "已办。"},
            "lift_supervision": {"supervision": Supervision.objects.get().pk, "reason": "查明不是该单位的责任。"},
        }  # fmt: skip

    @staticmethod
    def answers(path: str) -> dict[str, Any]:
        """The card of the gas, answered: in one value for programs, question by question in a form."""
        given = dict.fromkeys((question.key for question in BY_CATEGORY["SAF-01"].questions), "yes")
        return {"answers": given} if path.startswith("/api/") else given

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever happens within is taken back, so that every cell of the table stands in the same house."""
        cache.clear()
        audit.forget()
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def cell(self, role: str, method: str, path: str) -> str:
        """What this person gets: the status, "login" where she is sent to the door."""
        with self.undone():
            answer = self.asked_for(role, method, path)
        if answer.status_code == 302 and answer["Location"].partition("?")[0] in ("/login/", "/admin/login/"):
            return "login"
        return str(answer.status_code)

    def asked_for(self, role: str, method: str, path: str) -> HttpResponse:
        browser = Client(raise_request_exception=False)
        browser.cookies["sessionid"] = self.sessions[role]
        if method == "GET":
            return browser.get(path)
        json = (path.startswith("/api/") and not path.endswith("/photos/")) or path.endswith(
            ("/sign/code/", "/sign/give/")
        )
        kind = {"content_type": "application/json"} if json else {}
        return browser.post(path, self.typed(path), **kind)

    def typed(self, path: str) -> dict[str, Any]:
        """What somebody would send to this address, complete; a key of its own each time (convention 11)."""
        verb = path.rstrip("/").rpartition("/")[2]
        when = {"room": self.rooms.hall.pk, "mediator": self.rooms.qian.pk, "starts_at": "10:00", "minutes": 60}
        given: dict[str, dict[str, Any]] = {
            "login": {"username": "li", "password": PASSWORD},
            "token": {"username": "li", "password": PASSWORD},
            "file": {"text": NOISE, "phone": PHONE, "identity": "hidden", "nature": "complaint"},
            "complaints": {"text": NOISE, "phone": PHONE, "place": "TESTDOOR01"},
            "odd": {"what": "pasted"},
            "track": {"code": self.names["waiting"], "phone": PHONE},
            "add": {"text": "又响了。"},
            **self.from_above(),
            "call": {"call": self.names["call"], "heard": "no"},
            "handover": {"text": "电梯还没修好。"},
            "display": {"size": "elder", "next": "/"},
            "photo": {"files": [photo()]}, "photos": {"files": [photo()]},
            "new": {"text": NOISE, "unit": self.world.dongguan.pk, "identity": "hidden", "nature": "help",
                    "source": "BINAN"},
            "presence": {"state": "out"},
            "search": {"q": PHONE},
            "phone": {"reason": "verify"},
            "call_back": {"reached": True, "outcome": "connected", "summary": "谈好了。"},
            "transcribe": {"attachment": self.names["voice"], "text": NOISE},
            "note": {"text": "记一笔。"},
            "reply": {"text": "明天上午上门看看。"},
            "category": {"category": "NOI-03"},
            "reclassify": {"category": "NOI-03", "urgency": "P2"},
            "mediators": {"mediator": self.rooms.sun.pk}, "choose": {"mediator": self.rooms.sun.pk},
            "recuse": {"party": self.names["guest_pk"], "way": "phone"},
            "correct": {"phone": OTHER_PHONE},
            "grant_deletion": {"sure": "on"},
            "refuse_deletion": {"reason": "还在诉讼。"},
            "triage": self.answers(path),
            "extend": {"due_at": f"{self.later:%Y-%m-%dT%H:%M}", "reason": "配件要订货。"},
            "refuse_extension": {"reason": "今天能办完。"},
            "suspend": {"cause": "money", "owner": "jiedao", "review_on": f"{self.later:%Y-%m-%d}",
                        "explanation": "要等维修资金批下来。"},
            "release": {"reason": "要下班了。"},
            "hand_over": {"to": "li", "reason": "要下班了。"},
            "decline_offer": {"reason": "在外面。"},
            "assist": {"helper": self.world.guanshan.pk, "text": "请现场看一看。"},
            "assist_answer": {"text": "看过了，已经停工。"},
            "assist_waive": {"task": self.names["task"], "reason": "已经查清楚了。"},
            "escalate": {"reason": "要街道协调。"},
            "delegate": {"unit": self.world.guanshan.pk, "reason": "请现场核实。"},
            "send_back": {"reason": "other_area", "text": "不在这里。"},
            "transfer": {"to": "市场监管所", "result": ANSWER},
            "follow_up": {"outcome": "settled", "result": ANSWER},
            "decline": {"result": ANSWER},
            "merge": {"target": self.names["waiting"]},
            "cluster": {"other": self.names["waiting"]},
            "uncluster": {"reason": "不是同一件事。"},
            "represent": {"consent": "phone", "which": self.names["joined"]},
            "unrepresent": {"reason": "不愿意再当代表。"},
            "answer": {"how": "reply", "text": "物业今天下午上门看看。"},
            "unmerge": {"reason": "说的是两件事。"},
            "close": {"result": ANSWER, "closing_kind": "SUBSTANTIVE", "no_evidence": "电话里说清楚了。"},
            "reopen": {"reason": "居民说又响了。"},
            "appeal": {"reason": "诉求超出我们的职责范围。"},
            "decide": {"upheld": "no", "reason": "诉求合理，应当办好。"},
            str(self.names["revisit"]): {"outcome": "reached", "mark": 4},
            "revisit": {"reason": "performance", "way": "phone", "performance": "full", "satisfaction": "good"},
            "consent": {"party": self.names["asked_b"], "way": "phone", "informed": "on"},
            "refuse": {"party": self.names["asked_b"], "way": "phone"},
            "terminate": {"party": self.names["asked_b"], "way": "phone"},
            "add_party": {"side": "B", "kind": "person", "name": "周工友"},
            "describe": {"party": self.names["asked_b"], "name": "楼上邻居"},
            "add_agent": {"party": self.names["asked_b"], "name": "徐律师", "powers": ["sign"], "given_on": "2026-11-20"},
            "end_agent": {"party": self.names["asked_b"], "agent": self.names["agent"]},
            "drop_party": {"party": self.names["joined"], "reason": "登记错了。"},
            "feeds": {"of": f"mediator:{self.rooms.qian.pk}", "do": "open"},
            "no_show": {"absent": [str(self.side(Mediation.objects.get(code=self.names["begun"]), "B").pk)]},
            "book": {**when, "day": "2026-11-27"},
            "rebook": {**when, "day": "2026-11-28"},
            "unbook": {"reason": "来不了。"},
            "agree": {"form": "oral", "content": ANSWER},
            "halt": {"flag": "violence", "door": "公安机关 110", "told": "接警员", "minutes": "0", "seen": "动手。"},
            "sign": {"signer": "M", "signed_on": f"{timezone.localdate(self.now)}"}, "rework": {"reason": "时间要改。"},
            "fail": {"reason": "谈不拢。"},
            "fulfil": {"obligation": self.names["promise"], "which": self.names["promise"], "proof": "现场看过。"},
            "claim": {"party": self.names["asked_b"], "amount": "100"},
            "wish_confirm": {"party": self.names["kept_b"], "way": "phone"},
            "sue": {"court": "滨江区人民法院", "number": "（2026）浙0108民初1号", "filed_on": "2026-11-20"},
            "prevention": {"organisation": self.rooms.puyan.pk, "month": "2026-11", **dict.fromkeys(TYPED, 1)},
            self.names["rating"]: {"choice": 4},
            self.names["contacted"]: {"organisation": self.rooms.puyan.pk, "name": UPSTAIRS, "summary": SUMMARY,
                                      "phone": UPSTAIRS_PHONE, "origin": "applied"},
            "sync": {},
            "law": {"question": "物业停水"}, "kiosk": {"question": "物业停水"}, "print": {"question": "物业停水"},
            "vain": {"question": "物业停水"}, "to_person": {"question": "物业停水", "begin": "1", "place": "TESTDOOR01"},
            "damage": {"what": "torn"}, "replace": {"note": "被人冒用了。"},
            "link": {"word": "养鱼", "legal": "饲养动物", "sure": "on"},
            "verify": {"code": self.names["paper"]},
            self.names["paper"]: {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7", "application/pdf")},
            "scans": {"pages": [photo()]}, "archive": {"retention": "long"},
            "subscribe": BROWSER,
            "renew": {"old": "https://fcm.googleapis.com/fcm/send/old", **BROWSER},
        }  # fmt: skip
        if path == "/desk/places/print/":
            return {"layout": "sticker", "form": "pdf"}
        if path.startswith("/roster/"):
            return self.planned(path.split("/")[2])
        if "/session/" in path:
            return {"client_key": str(uuid4()), **self.at_the_table(verb)}
        if "/sign/" in path and verb != "sign":
            return {"client_key": str(uuid4()), **self.signed(verb)}
        if "/clauses/" in path:
            return {"client_key": str(uuid4()), **self.tabled(verb)}
        return {"client_key": str(uuid4()), **given.get(verb, {})}

    def signed(self, verb: str) -> dict[str, Any]:
        """What the tablet sends for a signature, a code, and the scan of a signed paper."""
        agreement = Mediation.objects.get(code=self.names["signing"]).agreement
        shown = {"document_sha256": agreement.text_sha256, "read": list(range(len(agreement.text)))}
        given: dict[str, dict[str, Any]] = {
            "code": {"mark": "B"}, "give": {**shown, "mark": "M", "picture": address()},
            "scan": {**shown, "marks": "M", "signed_on": f"{timezone.localdate()}", "file": SimpleUploadedFile("paper.pdf", scanned())},
        }  # fmt: skip
        return given.get(verb, {})

    def tabled(self, verb: str) -> dict[str, Any]:
        """What the forms of the table hold at which clauses are agreed."""
        hers = {"party": self.names["talking_b"], "number": 1, "round": 1}
        given: dict[str, dict[str, Any]] = {
            "write": {"text": "周末下午在楼下跳。", "kind": "act"}, "drop": {"number": 1},
            "answer": {**hers, "answer": "yes"}, "range": {**hers, "low": "0", "high": "1000"},
            "draft": {"facts": "跳绳声影响休息。"}, "owe_not": {"number": 1},
            "owe": {"ower": self.names["talking_b"], "what": "铺好地垫", "due_on": "2026-12-12"}, "issue": {"form": "oral"},
        }  # fmt: skip
        return given.get(verb, {})

    def planned(self, verb: str) -> dict[str, Any]:
        """What the forms of a roster hold."""
        own, mate, unit = self.world.wang.pk, self.world.li.pk, self.world.dongguan.pk
        duty, swap, week = (
            {"duty": self.names["duty"]},
            {"swap": self.names["swap"]},
            {"unit": unit, "first": "2026-12-07"},
        )
        given: dict[str, dict[str, Any]] = {
            "plan": {"unit": unit, "shift": self.names["shift"], "staff": own, "day": "2026-12-12"},
            "give": {**duty, "staff": mate}, "remove": duty, "copy": week, "fill": week, "stand_in": {"unit": unit},
            "offer": {**duty, "reason": "孩子发烧。"}, "take": swap, "withdraw": swap, "veto": swap,
            "leave": {"unit": unit, "staff": own, "kind": "sick", "starts_at": "2026-12-30T08:00", "ends_at": "2026-12-31T08:00"},
            "end_leave": {"leave": self.names["leave"]},
            "import": {"text": "单位,人员,日期,班次,开始,结束\nPY-DG,wang,2026-12-12,白班,,\n", "sure": "1"},
        }  # fmt: skip
        return given.get(verb, {})
