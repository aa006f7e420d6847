"""回复居民: the handler writes to the resident, who reads it on her page."""

from __future__ import annotations

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.models import Attachment, HeldUpload
from complaints.services import attachments, handling
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.photos import photo

WORDS = "已联系物业，今天下午三点上门看漏水点。"
NUMBERS = "楼上业主电话13900139000，您直接找他。"


class ReplyTests(DeskCase):
    def test_she_reads_who_wrote_what_and_when_as_a_conversation(self) -> None:
        case = self.contacted()
        handling.add_info(case, text="什么时候来看？", photos=[], now=self.now)
        self.do(self.world.wang, case, "reply", text=WORDS)
        page = self.client.get(f"/c/{case.token}/").content.decode()
        self.assertLess(page.index("什么时候来看？"), page.index(WORDS))
        self.assertIn("王社工 <time", page)
        self.assertIn("王社工回复了您", page)
        self.assertNotIn("王小红", page)
        self.assertContains(self.page(self.world.head, case), WORDS)

    def test_an_sms_says_that_there_is_something_and_not_what(self) -> None:
        case = self.contacted()
        self.do(self.world.wang, case, "reply", text=WORDS)
        sms = Notice.objects.get(template="replied")
        self.assertEqual((sms.channel, sms.phone), ("sms", case.phone))
        self.assertNotIn("物业", sms.text + str(sms.data))

    def test_photos_sent_with_it_are_hers_to_see_and_no_other_photo_of_staff_is(self) -> None:
        case = self.contacted()
        self.do(self.world.wang, case, "reply", text=WORDS, files=[photo()])
        sent = Attachment.objects.get()
        hidden = attachments.attach(
            case, self.assertEntry(case, "claim"), attachments.check([photo()]), now=self.now, by_resident=False
        )[0]
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, f"/c/{case.token}/photo/{sent.pk}/")
        self.assertNotContains(page, f"/photo/{hidden.pk}/")
        self.assertEqual(self.client.get(f"/c/{case.token}/photo/{sent.pk}/").status_code, 200)
        self.assertEqual(self.client.get(f"/c/{case.token}/photo/{hidden.pk}/").status_code, 404)

    def test_a_number_in_the_words_is_asked_about_before_it_goes(self) -> None:
        case = self.contacted()
        page = self.do(self.world.wang, case, "reply", text=NUMBERS, files=[photo()])
        self.assertContains(page, "别人的信息不能发给居民", status_code=422)
        self.assertContains(page, NUMBERS, status_code=422)
        self.assertContains(page, "我核对过", status_code=422)
        self.assertNotIn("reply", self.entries(case))
        held = HeldUpload.objects.get().token
        self.do(self.world.wang, case, "reply", text=NUMBERS, sure="on", held=[held])
        self.assertEntry(case, "reply", text=NUMBERS, sure=True)
        self.assertTrue(case.attachments.get().to_resident)

    def test_words_without_numbers_are_not_asked_about(self) -> None:
        case = self.contacted()
        self.assertNotContains(self.page(self.world.wang, case), "我核对过")
        self.do(self.world.wang, case, "reply", text="明天下午3点到，大约20分钟。")
        self.assertIn("reply", self.entries(case))

    def test_a_double_tap_writes_once_and_sends_one_photo(self) -> None:
        case, key = self.contacted(), str(uuid4())
        for _ in range(2):
            self.do(self.world.wang, case, "reply", text=WORDS, client_key=key, files=[photo()])
        self.assertEqual(self.entries(case).count("reply"), 1)
        self.assertEqual(case.attachments.count(), 1)
        self.assertEqual(Notice.objects.filter(template="replied").count(), 1)

    def test_only_the_handler_writes_and_only_while_it_is_open(self) -> None:
        case = self.contacted()
        self.assertEqual(self.do(self.world.li, case, "reply", text=WORDS).status_code, 403)
        closed = self.closed()
        self.assertNotIn("reply", self.offered(self.world.wang, closed))

    def test_markup_stays_words(self) -> None:
        case = self.contacted()
        self.do(self.world.wang, case, "reply", text="<img src=x onerror=alert(1)>")
        self.assertContains(self.client.get(f"/c/{case.token}/"), "&lt;img src=x onerror=alert(1)&gt;")

    def test_nothing_but_a_file_that_is_no_photo_keeps_the_words(self) -> None:
        case = self.contacted()
        page = self.do(self.world.wang, case, "reply", text=WORDS, files=[SimpleUploadedFile("a.zip", b"PK\x03\x04")])
        self.assertContains(page, "有一个文件不是照片", status_code=422)
        self.assertContains(page, WORDS, status_code=422)
