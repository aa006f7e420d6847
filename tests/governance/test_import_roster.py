"""A roster from a table: every wrong line with its reason, all or nothing, in the encodings people have."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from governance.models import Duty, Staff
from tests.governance.roster_case import RosterStory

HEAD = "单位,人员,日期,班次,开始,结束\r\n"
GOOD = HEAD + ",wang,2026-11-25,白班,,\r\nPY-DG,李建国,2026/11/25,夜班,,\r\n\r\n,周书华,2026年11月26日,,09:00,17:00\r\n"


class ImportRoster(RosterStory):
    def send(self, raw: str | bytes, staff: Staff | None = None):
        raw = raw.encode() if isinstance(raw, str) else raw
        file = SimpleUploadedFile("roster.csv", raw, "text/csv")
        return self.login(staff or self.world.head).post(f"/roster/import/?unit={self.unit.pk}", {"file": file})

    def test_a_trial_writes_nothing_and_yes_writes_all(self) -> None:
        answer = self.send(GOOD)
        self.assertContains(answer, "3 行都没有问题，还没有导入")
        self.assertEqual(Duty.objects.count(), 0)
        given = {"text": answer.context["text"], "sure": "1"}
        answer = self.login(self.world.head).post(f"/roster/import/?unit={self.unit.pk}", given)
        self.assertRedirects(answer, f"/roster/?unit={self.unit.pk}", fetch_redirect_response=False)
        rows = Duty.objects.order_by("starts_at").values_list("staff__username", "shift__name")
        self.assertEqual(list(rows), [("wang", "白班"), ("li", "夜班"), ("shuji", None)])
        self.assertContains(self.send(GOOD), "已经排过", count=3)

    def test_a_shift_that_runs_is_written_from_now_on_and_the_second_time_is_there_already(self) -> None:
        table = HEAD + ",wang,2026-11-23,白班,,\r\n"
        text = self.send(table).context["text"]
        self.login(self.world.head).post(f"/roster/import/?unit={self.unit.pk}", {"text": text, "sure": "1"})
        self.assertEqual(Duty.objects.get().starts_at, self.now)
        self.assertContains(self.send(table), "已经排过")

    def test_every_wrong_line_is_named_with_its_reason_and_none_is_written(self) -> None:
        bad = GOOD + (
            ",nobody,2026-11-25,白班,,\r\n,wang,25.11.,白班,,\r\n,wang,2026-11-27,早班,,\r\n"
            "长河街道,wang,2026-11-27,白班,,\r\n,wang,2026-11-25,,10:00,11:00\r\n,wang,2026-11-01,白班,,\r\n,wang,2026-11-28,,8点,\r\n"
            ",wang,2026-11-28,,08:00,17:00+08:00\r\n,wang,9999-12-31,白班,,\r\n,wang,0001-01-01,,20:00,08:00\r\n"
        )
        answer = self.send(bad)
        self.assertContains(answer, "13 行里有 10 行要改，一行都没有导入", status_code=422)
        found = {line.number: line.problem for line in answer.context["wrong"]}
        reasons = {
            13: "结束“17:00+08:00”看不懂", 14: "日期“9999-12-31”看不懂", 15: "日期“0001-01-01”看不懂",
            6: "没有能值班的“nobody”", 7: "日期“25.11.”看不懂", 8: "没有叫“早班”的班次，有的是：白班、夜班", 9: "没有您能排班的单位“长河街道”",
            10: "王小红这段时间已经在东冠社区值班", 11: "已经过去了", 12: "开始“8点”看不懂",
        }  # fmt: skip
        self.assertEqual(set(found), set(reasons))
        for number, reason in reasons.items():
            self.assertIn(reason, found[number])
        self.assertEqual(Duty.objects.count(), 0)

    def test_yes_to_a_table_that_has_become_wrong_writes_nothing(self) -> None:
        text = self.send(GOOD).context["text"]
        self.put(self.world.li, self.day, self.now.date().replace(day=25))
        Staff.objects.filter(username="wang").update(is_active=False)
        answer = self.login(self.world.head).post(f"/roster/import/?unit={self.unit.pk}", {"text": text, "sure": "1"})
        self.assertEqual((answer.status_code, Duty.objects.count()), (422, 1))

    def test_utf_8_with_and_without_a_mark_and_gb18030(self) -> None:
        for raw in (GOOD.encode(), b"\xef\xbb\xbf" + GOOD.encode(), GOOD.encode("gb18030")):
            self.assertContains(self.send(raw), "3 行都没有问题")

    def test_what_is_no_table_is_refused_in_words(self) -> None:
        for raw, words in (
            (b"PK\x03\x04\0\0\xff\xfe", "这个文件打不开"),
            ("姓名,时间\n王,今天\n", "第一行要有这些列名"),
            (HEAD + ",wang,2026-11-25,白班,,\n" * 2001, "最多 2000 行"),
            (b"x" * 300_000, "文件太大了"),
            (HEAD + "x" * 140_000, "有一格太长"),
        ):
            self.assertContains(self.send(raw), words, status_code=422)

    def test_the_template_can_be_sent_back(self) -> None:
        answer = self.login(self.world.head).get(f"/roster/template.csv?unit={self.unit.pk}")
        self.assertTrue(answer.content.startswith(b"\xef\xbb\xbf"))
        self.assertIn("白班", answer.content.decode())
        sent = self.send(answer.content)
        self.assertEqual({line.number for line in sent.context["lines"]}, {2, 3, 4})

    def test_of_two_people_with_one_name_the_user_name_decides(self) -> None:
        Staff.objects.filter(username="li").update(display_name="王小红")
        self.assertContains(self.send(HEAD + ",王小红,2026-11-25,白班,,\n"), "请写用户名", status_code=422)
        self.assertContains(self.send(HEAD + ",li,2026-11-25,白班,,\n"), "1 行都没有问题")

    def test_only_who_plans(self) -> None:
        self.assertEqual(self.send(GOOD, self.world.wang).status_code, 403)
