"""A party's page: her rights, her answer, and no word of who complained."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import uuid4

from django.test import Client

from binan.kit import phones
from complaints.models import Complaint
from complaints.services import handling
from mediation.models import Mediation, Party
from mediation.services import conclude
from mediation.workflow import Answer, Regime, Stage
from notices import texts
from notices.models import Notice
from tests.mediation.rooms import SUMMARY, MediationStory

NAME = "王美丽"
PHONE = "13700137007"
TEXT = "我住观潮名苑6幢2单元1203室，楼上天天在家跳绳，我妈心脏不好，上去说过三次都没用，电话13700137007。"


class PartyStory(MediationStory):
    def url(self, party: Party, verb: str = "") -> str:
        return f"/m/{party.token}/" + (f"{verb}/" if verb else "")

    def see(self, party: Party, verb: str = "") -> str:
        response = Client().get(self.url(party, verb))
        self.assertEqual(response.status_code, 200)
        return response.content.decode()

    def tap(self, party: Party, verb: str, **data: str) -> Client:
        response = Client().post(self.url(party, verb), {"client_key": str(uuid4()), **data})
        self.assertRedirects(response, self.url(party))
        return response


class Page(PartyStory):
    def test_it_shows_the_matter_the_place_the_time_and_the_rights(self):
        mediation = self.applied()
        self.booked(mediation, starts_at=self.at(14))
        page = self.see(self.side(mediation, "B"))
        for words in (
            SUMMARY, mediation.code, "11月24日", "14:00", "浦沿街道一楼", "钱调解员", "同意调解", "不同意",
            "随时可以不谈了", "不收取任何费用", "第二十三条", "0571",
        ):  # fmt: skip
            self.assertIn(words, page)

    def test_only_peoples_mediation_is_called_free(self):
        for regime in Regime.values:
            mediation = self.applied(self.contacted())
            type(self.rooms.puyan).objects.filter(pk=self.rooms.puyan.pk).update(regime=regime)
            page = self.see(self.side(mediation, "B"))
            self.assertEqual("不收取任何费用" in page, regime == Regime.PEOPLE, regime)
            self.assertEqual("第四条" in page, regime == Regime.PEOPLE, regime)

    def test_agreeing_refusing_and_ending(self):
        mediation = self.applied()
        a, b = self.side(mediation, "A"), self.side(mediation, "B")
        self.tap(b, "consent")
        self.assertEqual(self.side(mediation, "B").answer, Answer.AGREED)
        page = self.see(b)
        self.assertNotIn(">同意调解<", page)
        self.assertIn("终止调解", page)
        self.tap(b, "terminate")
        self.assertEqual(Mediation.objects.get().stage, Stage.TERMINATED)
        self.assertIn("调解要双方自愿", self.see(a))
        self.assertIn("仲裁、行政、司法", self.see(b))

    def test_a_refusal_is_asked_once_more_and_then_done(self):
        mediation = self.applied()
        b = self.side(mediation, "B")
        self.assertIn("确认不同意", self.see(b, "refuse"))
        self.assertEqual(Mediation.objects.get().stage, Stage.APPLIED)
        self.tap(b, "refuse")
        self.assertEqual(Mediation.objects.get().stage, Stage.REFUSED)

    def test_a_get_changes_nothing(self):
        mediation = self.applied()
        b = self.side(mediation, "B")
        before = (Mediation.objects.values().get(), Party.objects.values().get(pk=b.pk), Notice.objects.count())
        for verb in ("", "refuse", "terminate"):
            self.see(b, verb)
        self.assertRedirects(Client().get(self.url(b, "consent")), self.url(b))
        after = (Mediation.objects.values().get(), Party.objects.values().get(pk=b.pk), Notice.objects.count())
        self.assertEqual(before, after)

    def test_what_is_over_is_said_on_the_page(self):
        mediation = self.applied()
        b = self.side(mediation, "B")
        conclude.fail(mediation, staff=self.world.wang, reason="没人应门", now=self.now)
        response = Client().post(self.url(b, "consent"), {"client_key": str(uuid4())})
        self.assertContains(response, "刚才的操作没有生效", status_code=409)

    def test_a_foreign_link_leads_nowhere(self):
        for path in ("/m/abc/", "/m/abc/consent/", "/m/abc/refuse/", f"/m/{'x' * 32}/"):
            self.assertEqual(Client().get(path).status_code, 404, path)
            self.assertEqual(Client().post(path).status_code in (404, 405), True, path)
        b = self.side(self.applied(), "B")
        self.assertEqual(Client().post(self.url(b, "explode")).status_code, 404)

    def test_it_is_kept_nowhere_and_named_to_nobody(self):
        b = self.side(self.applied(), "B")
        for verb in ("", "refuse"):
            response = Client().get(self.url(b, verb))
            self.assertIn("no-store", response["Cache-Control"])
            self.assertEqual(response["Referrer-Policy"], "no-referrer")

    def test_it_is_guarded_against_forged_posts(self):
        b = self.side(self.applied(), "B")
        response = Client(enforce_csrf_checks=True).post(self.url(b, "consent"), {"client_key": str(uuid4())})
        self.assertEqual(response.status_code, 403)
        self.assertEqual(self.side(b.mediation, "B").answer, Answer.ASKED)

    def test_a_broken_key_is_no_obstacle(self):
        b = self.side(self.applied(), "B")
        self.tap(b, "consent", client_key="nonsense")
        self.assertEqual(self.side(b.mediation, "B").answer, Answer.AGREED)


class Secrecy(PartyStory):
    """Every page, message and header that side B ever gets, grepped for side A (domain.md §0.5, threat 1)."""

    def filed(self) -> Complaint:
        return self.contacted(text=TEXT, phone=PHONE, name=NAME, identity="real")

    def secrets(self, case: Complaint, a: Party) -> set[str]:
        e164 = "+86" + PHONE
        return {
            NAME, PHONE, e164, PHONE[-4:], phones.mask(e164), "1203", "观潮名苑", "6幢", case.title, case.text, case.code,
            case.token, case.place.name, case.place.code, a.token, case.community.name, "心脏", "东冠", "王**",
        }  # fmt: skip

    def assertSilent(self, mediation: Mediation, where: str) -> None:
        """Nothing of side A on any of B's pages, in its headers, nor in the messages sent to B's number."""
        case, a, b = Complaint.objects.get(), self.side(mediation, "A"), self.side(mediation, "B")
        heard = [
            texts.render(n.template, n.data) + str(n.data) + n.key for n in Notice.objects.all() if n.phone == b.phone
        ]
        self.assertTrue(heard)
        for verb in ("", "refuse", "terminate"):
            response = Client().get(self.url(b, verb))
            heard.append(response.content.decode() + str(response.headers) + str(response.cookies))
        refused = Client().post(self.url(b, "consent"), {"client_key": str(uuid4())})
        heard.append(refused.content.decode() + str(refused.headers))
        for secret in self.secrets(case, a):
            for text in heard:
                self.assertNotIn(secret, text, f"{secret!r} after {where}")

    def test_from_the_invitation_to_the_agreement(self):
        mediation = self.applied(self.filed())
        self.assertSilent(mediation, "the invitation")
        self.says_yes(self.side(mediation, "A"))
        self.assertSilent(mediation, "both consents")  # the post of assertSilent was B's yes
        self.assertEqual(self.side(mediation, "B").answer, Answer.AGREED)
        self.booked(mediation, hours=1)
        self.assertSilent(mediation, "the booking")
        from mediation.services import hold

        hold.start(mediation, staff=self.world.mediator, now=self.now)
        self.assertSilent(mediation, "the start")
        terms = conclude.Terms("written", "晚上八点以后不跳绳。", "声音影响休息。", "今天起。")
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        self.assertSilent(mediation, "the written agreement")
        for signer in "ABMS":
            conclude.sign(mediation, staff=self.world.mediator, signer=signer, now=self.now)
        self.assertSilent(mediation, "the last signature")

    def test_when_it_ends_without_one(self):
        mediation = self.applied(self.filed())
        self.booked(mediation)
        handling.withdraw(Complaint.objects.get(), now=self.now)
        self.assertSilent(mediation, "the withdrawal")

    def test_when_it_fails(self):
        mediation = self.applied(self.filed())
        conclude.fail(mediation, staff=self.world.wang, reason=f"{NAME}（{PHONE}）不愿让步", now=self.now)
        self.assertSilent(mediation, "the failure")

    def test_the_complainant_may_let_herself_be_named_and_only_then(self):
        mediation = self.applied(self.filed())
        a, b = self.side(mediation, "A"), self.side(mediation, "B")
        self.assertIn("可以让对方知道是我反映的", self.see(a))
        self.assertNotIn("可以让对方知道是我反映的", self.see(b))
        self.tap(a, "consent", may_name="1")
        page = self.see(b)
        self.assertIn(NAME, page)
        for secret in self.secrets(Complaint.objects.get(), a) - {NAME}:
            self.assertNotIn(secret, page)

    def test_side_b_cannot_name_the_complainant(self):
        mediation = self.applied(self.filed())
        self.tap(self.side(mediation, "B"), "consent", may_name="1")
        self.assertNotIn(NAME, self.see(self.side(mediation, "B")))

    def test_nor_does_side_a_learn_the_number_of_the_other(self):
        from tests.mediation.rooms import UPSTAIRS, UPSTAIRS_PHONE

        mediation = self.applied(self.filed())
        page = self.see(self.side(mediation, "A"))
        for secret in (UPSTAIRS, UPSTAIRS_PHONE, UPSTAIRS_PHONE[-4:], self.side(mediation, "B").token):
            self.assertNotIn(secret, page)

    def test_the_number_of_a_mediation_opens_nothing(self):
        mediation = self.applied(self.filed())
        for path in (f"/m/{mediation.code}/", f"/c/{mediation.code}/", f"/mediation/{mediation.code}/"):
            response = Client().get(path)
            self.assertIn(response.status_code, (302, 404), path)
            self.assertTrue(response.status_code == 404 or urlsplit(response["Location"]).path == "/login/")
