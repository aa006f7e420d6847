"""Everything people send in lies sealed on the disk; what was changed there opens for nobody and says so."""

from __future__ import annotations

import base64
import importlib
import io
import threading
import tracemalloc
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import SimpleTestCase, override_settings
from PIL import Image

from binan.kit import crypto, vault
from complaints.models import Attachment
from complaints.services import attachments, voice
from tests import sounds
from tests.cases import StoryCase
from tests.photos import photo

OLD, NEW = {"o1": b"o" * 32}, {"n2": b"n" * 32, "o1": b"o" * 32}


def disk(name: str) -> Path:
    return Path(default_storage.path(name))


def legacy() -> object:
    return importlib.import_module("binan.migrations.0002_seal_files")


class Shelf(SimpleTestCase):
    def kept(self, data: bytes = b"a secret", folder: str = "photos") -> str:
        name = default_storage.save(f"{folder}/aa/one.jpg", ContentFile(data))
        self.addCleanup(lambda: default_storage.delete(name))
        return name

    def test_no_byte_of_it_can_be_read_on_the_disk_and_the_whole_comes_back(self) -> None:
        data = bytes(range(256)) * 5000
        name = self.kept(data)
        self.assertNotIn(data[:16], disk(name).read_bytes())
        self.assertEqual(vault.read(name), data)

    def test_one_that_was_changed_cut_off_or_laid_beside_ours_does_not_open(self) -> None:
        name = self.kept()
        whole = disk(name).read_bytes()
        forged = (
            whole[:-1] + bytes([whole[-1] ^ 1]),
            whole[:-5],
            whole[:9],
            whole[:20],
            b"",
            b"\xff\xd8 a picture",
            crypto.MAGIC,
        )
        for data in forged:
            disk(name).write_bytes(data)
            with self.subTest(data), self.assertRaises(crypto.Unreadable):
                vault.read(name)

    def test_one_put_into_the_place_of_another_does_not_open(self) -> None:
        one, other = self.kept(b"one"), self.kept(b"other")
        disk(one).write_bytes(disk(other).read_bytes())
        with self.assertRaises(crypto.Unreadable):
            vault.read(one)

    def test_a_writer_that_is_killed_leaves_no_half_file_under_a_true_name(self) -> None:
        disk("photos/aa").mkdir(parents=True, exist_ok=True)
        with self.assertRaises(ZeroDivisionError), default_storage._part(disk("photos/aa/two.jpg"), b"half") as part:
            self.assertTrue(part.name.startswith("."))  # what a kill -9 would leave is counted as no file of people
            self.assertNotIn(part.name, list(default_storage.names()))
            raise ZeroDivisionError
        self.assertFalse(default_storage.exists("photos/aa/two.jpg"))

    def test_a_new_key_reads_old_files_and_takes_them_over(self) -> None:
        with override_settings(FIELD_KEYS=OLD):
            name = self.kept()
        with override_settings(FIELD_KEYS=NEW):
            self.assertEqual((vault.read(name), default_storage.reseal(name)), (b"a secret", True))
            self.assertEqual((default_storage.key_of(name), default_storage.reseal(name)), ("n2", False))
        with override_settings(FIELD_KEYS={"n2": b"n" * 32}):
            self.assertEqual(vault.read(name), b"a secret")
        with override_settings(FIELD_KEYS=OLD), self.assertRaises(crypto.Unreadable):
            vault.read(name)

    def test_one_that_is_deleted_while_it_gets_its_new_key_stays_deleted(self) -> None:
        for _ in range(30):
            with override_settings(FIELD_KEYS=OLD):
                name = self.kept()
            with override_settings(FIELD_KEYS=NEW):
                crew = [
                    threading.Thread(target=each, args=(name,))
                    for each in (default_storage.reseal, default_storage.delete)
                ]
                for thread in crew:
                    thread.start()
                for thread in crew:
                    thread.join()
            self.assertFalse(default_storage.exists(name))

    def test_the_largest_scan_is_in_memory_twice_and_no_more(self) -> None:
        size = 15 * 2**20
        name = self.kept(bytes(size))
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        vault.read(name)
        self.assertLess(tracemalloc.get_traced_memory()[1], 2.2 * size)

    def test_files_of_older_versions_are_sealed_once_with_the_update(self) -> None:
        plain, text = self.kept(), self.kept(folder="papers")
        disk(plain).write_bytes(b"\xff\xd8 an old photo")
        old = crypto.seal(base64.b64encode(b"%PDF- an old paper").decode(), "mediation.document.file")
        disk(text).write_bytes(old.encode())
        for _ in range(2):  # killed and run again
            legacy().seal(None, None)
            self.assertEqual((vault.read(plain), vault.read(text)), (b"\xff\xd8 an old photo", b"%PDF- an old paper"))


class Answers(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.file(photos=attachments.check([photo()]), voice=voice.check([sounds.upload()]))
        self.files = {one.kind: one for one in Attachment.objects.filter(complaint=self.case)}

    def test_photo_and_recording_of_a_case_lie_sealed_and_she_gets_them_back(self) -> None:
        for kind, begins in (("photo", b"\xff\xd8"), ("voice", b"")):
            one = self.files[kind]
            self.assertTrue(disk(one.file).read_bytes().startswith(crypto.MAGIC))
            answer = self.client.get(f"/c/{self.case.token}/{kind}/{one.pk}/")
            self.assertEqual(len(answer.content), one.size)
            self.assertTrue(answer.content.startswith(begins))
        with Image.open(io.BytesIO(vault.read(self.files["photo"].file))) as image:
            self.assertEqual(image.size, (40, 30))

    def test_a_part_of_a_recording_is_a_part_of_what_was_said(self) -> None:
        one = self.files["voice"]
        answer = self.client.get(f"/c/{self.case.token}/voice/{one.pk}/", headers={"Range": "bytes=4-11"})
        self.assertEqual((answer.status_code, answer.content), (206, vault.read(one.file)[4:12]))

    def test_one_changed_on_the_disk_is_answered_with_a_sentence_and_not_with_rubbish(self) -> None:
        one = self.files["photo"]
        raw = disk(one.file).read_bytes()
        disk(one.file).write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
        pages = (self.client.get(f"/c/{self.case.token}/photo/{one.pk}/"),)
        pages += (self.login(self.world.wang).get(f"/desk/{self.case.code}/photo/{one.pk}/"),)
        for page in pages:
            self.assertContains(page, "这份内容在服务器上读不出来了", status_code=500)
            self.assertTrue(page["Content-Type"].startswith("text/html"))
