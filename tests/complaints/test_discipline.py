"""举报违纪: a report of an official reaches nobody below the district, whatever a hurried hand does with it (domain.md §3.2)."""

from __future__ import annotations

from binan.kit.errors import Refused
from complaints.models import Cluster, Complaint
from complaints.services import classifying, clustering, escalation, following, handling, offering
from complaints.workflow import Stage
from governance.roles import Role
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.world import ANSWER, OTHER_PHONE

BRIBE = "举报社区干部收受施工队的红包，作风有问题，请纪委查一查。"


class DisciplineTests(DeskCase):
    def bribe(self) -> Complaint:
        case = self.claimed(text=BRIBE, staff=self.world.duty_officer)
        self.assertEqual((case.category, case.unit), ("GOV-03", self.world.district))
        return case

    def test_it_is_delegated_to_nobody_and_nobody_there_hears_of_it(self) -> None:
        case = self.bribe()
        for unit in (self.world.puyan, self.world.dongguan):
            with self.assertRaisesMessage(Refused, "请按规定转纪检监察"):
                escalation.delegate(case, staff=self.world.duty_officer, unit=unit, reason="请办", now=self.now)
        self.assertEqual(self.page(self.world.wang, case).status_code, 404)
        self.assertEqual(self.page(self.world.dispatcher, case).status_code, 404)
        self.assertEqual(set(Notice.objects.exclude(staff=None).values_list("staff__username", flat=True)), {"quji"})

    def test_it_stands_beside_no_other_case_from_either_side(self) -> None:
        case, other = self.bribe(), self.file(phone=OTHER_PHONE)
        for one, mate in ((case, other), (other, case)):
            with self.assertRaisesMessage(Refused, "请按规定转纪检监察"):
                clustering.cluster(one, staff=self.world.duty_officer, other=mate.code, now=self.now)
        self.assertEqual((Cluster.objects.count(), Complaint.objects.exclude(cluster=None).count()), (0, 0))

    def test_it_is_handed_to_a_colleague_of_the_district_and_to_no_other_unit(self) -> None:
        case = self.bribe()
        night = self.world._staff("quji2", "郑夜班", Role.DISTRICT_DUTY, self.world.district)
        self.assertEqual({each.staff for each in offering.candidates(case, self.now)}, {night})
        with self.assertRaises(Refused):
            offering.hand_over(case, staff=self.world.duty_officer, to="shuji", reason="请办", now=self.now)
        offering.hand_over(case, staff=self.world.duty_officer, to="quji2", reason="交班", now=self.now)
        self.assertEqual(case.offered_to, night)

    def test_one_that_lies_with_a_unit_all_the_same_goes_to_no_head_beside_it(self) -> None:
        case = self.claimed()
        Complaint.objects.filter(pk=case.pk).update(category="GOV-03")  # as it was before the rule
        case.refresh_from_db()
        self.world._staff("guanshan", "冯书记", Role.COMMUNITY_HEAD, self.world.guanshan)
        with self.assertRaisesMessage(Refused, "不能移交给别的单位"):
            offering.hand_over(case, staff=self.world.wang, to="guanshan", reason="请办", now=self.now)

    def test_it_becomes_another_matter_by_a_colleague_above_who_never_had_it_and_for_a_reason(self) -> None:
        case, duty, why = self.bribe(), self.world.duty_officer, "说的是电梯，不是干部。"
        night = self.world._staff("quji2", "郑夜班", Role.DISTRICT_DUTY, self.world.district)
        for staff, reason, words in ((duty, why, "没有经手过的同事"), (night, "", "要写明理由"), (night, "不", "理由")):
            answer = self.do(staff, case, "reclassify", category="NOI-01", urgency="P2", reason=reason)
            self.assertContains(answer, words, status_code=422)
        handling.release(case, staff=duty, reason="交给同事。", now=self.now)
        with self.assertRaisesMessage(Refused, "没有经手过的同事"):  # nor after she has put it down
            classifying.reclassify(case, staff=duty, category="NOI-01", reason=why, now=self.now)
        handling.claim(case, staff=night, now=self.now)
        handling.release(case, staff=night, reason="交给同事。", now=self.now)
        for staff in (duty, night):  # nor when another had it since
            with self.assertRaisesMessage(Refused, "没有经手过的同事"):
                classifying.reclassify(case, staff=staff, category="NOI-01", reason=why, now=self.now)
        self.assertEqual(Complaint.objects.get().category, "GOV-03")
        night = self.world._staff("quji3", "何早班", Role.DISTRICT_DUTY, self.world.district)
        classifying.reclassify(case, staff=night, category="NOI-01", reason=why, now=self.now)
        self.assertEqual(case.category, "NOI-01")
        self.assertEntry(case, "reclassify", was="GOV-03", reason=why)

    def test_one_that_lies_with_a_unit_all_the_same_is_opened_by_the_unit_above(self) -> None:
        case = self.claimed()
        Complaint.objects.filter(pk=case.pk).update(category="GOV-03")  # as it was before the rule
        for staff in (self.world.wang, self.world.li, self.world.head):
            with self.assertRaisesMessage(Refused, "上一级"):
                classifying.reclassify(case, staff=staff, category="NOI-01", reason="只是噪声。", now=self.now)
        classifying.reclassify(case, staff=self.world.dispatcher, category="NOI-01", reason="只是噪声。", now=self.now)
        self.assertEqual(case.category, "NOI-01")

    def test_the_resident_says_herself_that_hers_is_no_such_report(self) -> None:
        case = self.bribe()
        classifying.correct_category(case, category="GOV-02", now=self.now)
        self.assertEqual(case.category, "GOV-02")

    def test_the_page_offers_what_may_be_done_with_it(self) -> None:
        case = self.bribe()
        offered = self.offered(self.world.duty_officer, case)
        self.assertEqual(offered & {"delegate", "cluster", "assist"}, set())
        following.transfer(case, staff=self.world.duty_officer, to="discipline", result=ANSWER, now=self.now)
        self.assertEqual(case.stage, Stage.TRANSFERRED)
