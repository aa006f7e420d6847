"""备注: an internal remark that the resident never sees."""

from __future__ import annotations

from complaints.models import HeldUpload
from tests.complaints.desk_case import DeskCase
from tests.photos import photo


class NoteTests(DeskCase):
    def test_colleagues_read_it_the_resident_does_not(self) -> None:
        case = self.claimed()
        self.do(self.world.li, case, "note", text="物业说业主下周回来。")
        self.assertContains(self.page(self.world.head, case), "物业说业主下周回来。")
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "物业说业主下周回来")

    def test_a_closed_case_can_still_be_remarked_on(self) -> None:
        case = self.closed()
        self.do(self.world.wang, case, "note", text="回访过，一切正常。")
        self.assertEntry(case, "note", text="回访过，一切正常。")

    def test_tricks_with_invisible_characters_are_cleaned_and_markup_is_shown_as_text(self) -> None:
        case = self.claimed()
        self.do(self.world.wang, case, "note", text="对方‮说​：<b onclick=x>没有</b>")
        self.assertEntry(case, "note", text="对方说：<b onclick=x>没有</b>")
        self.assertContains(self.page(self.world.wang, case), "&lt;b onclick=x&gt;没有")

    def test_too_long_a_note_comes_back_whole(self) -> None:
        case = self.claimed()
        page = self.do(self.world.wang, case, "note", text="啊" * 3000)
        self.assertContains(page, "太长了", status_code=422)
        self.assertContains(page, "啊" * 3000, status_code=422)

    def test_an_empty_one_is_none(self) -> None:
        case = self.claimed()
        self.assertContains(self.do(self.world.wang, case, "note", text="​ "), "请写下要记的话", status_code=422)
        self.assertNotIn("note", self.entries(case))

    def test_it_may_bring_photos_which_stay_inside(self) -> None:
        case = self.contacted()
        self.do(self.world.wang, case, "note", text="门锁坏了。", files=[photo(), photo()])
        rows = case.attachments.all()
        self.assertEqual({(row.by_resident, row.to_resident) for row in rows}, {(False, False)})
        self.assertContains(self.page(self.world.head, case), f"/desk/{case.code}/photo/{rows[1].pk}/")
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), f"/c/{case.token}/photo/")

    def test_a_photo_of_a_note_to_be_corrected_need_not_be_chosen_again(self) -> None:
        case = self.contacted()
        page = self.do(self.world.wang, case, "note", text="", files=[photo()])
        self.assertContains(page, "第 1 张照片已经收到", status_code=422)
        self.do(self.world.wang, case, "note", text="门锁坏了。", held=[HeldUpload.objects.get().token])
        self.assertEqual(case.attachments.count(), 1)
