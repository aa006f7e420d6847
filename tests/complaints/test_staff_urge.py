"""催办: a superior urges as often as she likes; whoever has the case hears it at once, and the row counts it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from complaints.models import Complaint
from complaints.services import handling
from notices.models import Notice
from tests.complaints.desk_case import DeskCase

WORDS = "请今天内答复居民。"


class StaffUrgeTests(DeskCase):
    def urge(self, case: Complaint, staff: Any = None, **more: Any) -> Any:
        return self.do(staff or self.world.dispatcher, case, "staff_urge", **{"text": WORDS, **more})

    def told(self) -> list[str]:
        return sorted(Notice.objects.filter(template="staff_urged").values_list("staff__username", flat=True))

    def test_the_handler_is_told_at_once(self) -> None:
        case = self.contacted()
        self.urge(case)
        self.assertEqual(self.told(), ["wang"])
        self.assertContains(self.page(self.world.wang, case), WORDS)

    def test_without_a_handler_those_on_duty_are(self) -> None:
        self.urge(self.file())
        self.assertEqual(self.told(), ["li", "shuji", "wang"])

    def test_it_is_free_and_counted_on_the_row(self) -> None:
        case = self.contacted()
        for _ in range(3):
            self.urge(case)
        self.assertEqual(case.staff_urges, 3)
        self.assertContains(self.login(self.world.wang).get("/desk/"), "催办 3 次")
        self.assertContains(self.page(self.world.wang, case), "催办 3 次")

    def test_twice_with_one_key_is_once(self) -> None:
        case, key = self.contacted(), str(uuid4())
        for _ in range(2):
            self.urge(case, client_key=key)
        self.assertEqual((case.staff_urges, self.entries(case).count("staff_urge")), (1, 1))

    def test_the_residents_own_urging_stays_what_it_is(self) -> None:
        case = self.contacted()
        self.urge(case)
        self.assertIsNone(case.urged_at)
        handling.urge(case, now=self.now)
        self.assertEqual(case.staff_urges, 1)

    def test_the_head_of_the_unit_may_a_colleague_may_not_and_nobody_urges_herself(self) -> None:
        case = self.contacted()
        self.urge(case, staff=self.world.head)
        self.assertEqual(case.staff_urges, 1)
        for staff in (self.world.wang, self.world.li):
            self.assertEqual(self.urge(case, staff=staff).status_code, 403)
        handling.take_over(case, staff=self.world.head, now=self.now)
        self.assertContains(self.urge(case, staff=self.world.head), "不用催自己", status_code=422)

    def test_it_needs_words_and_the_resident_reads_none_of_them(self) -> None:
        case = self.contacted()
        self.assertContains(self.urge(case, text=""), "请写明催什么", status_code=422)
        self.urge(case)
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), WORDS)
        self.assertNotContains(self.client.get(f"/c/{case.token}/data/"), WORDS)
