"""A backup is whole or is none; who may not put it back, or cannot, hears one sentence of what to do."""

from __future__ import annotations

import io
import json
import tarfile
import tempfile
import threading
from pathlib import Path
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, override_settings

from binan.backup import BackupRefused, facts, making, restoring, sealing, stores
from binan.kit import env, vault
from complaints.models import Attachment
from complaints.services import attachments
from tests.cases import RaceCase
from tests.photos import photo

TO, IDENTITY = sealing.pair()


class Stream(SimpleTestCase):
    """The file itself, without a database."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, "one.age")
        self.data = bytes(range(256)) * 4000

    def write(self, *names: str) -> None:
        def fill(tar: tarfile.TarFile) -> None:
            for name in names:
                info = tarfile.TarInfo(name)
                info.size = len(self.data)
                tar.addfile(info, io.BytesIO(self.data))

        with self.path.open("wb") as file:
            sealing.write(file, [TO], fill)

    def read(self) -> list[str]:
        with sealing.opened(self.path, sealing.identity(IDENTITY)) as members:
            return [member.name for member, file in members if file.read() == self.data]

    def test_what_goes_in_comes_out_for_the_holder_of_the_identity_alone(self) -> None:
        self.write("a", "b")
        self.assertNotIn(self.data[:64], self.path.read_bytes())
        self.assertEqual(self.read(), ["a", "b"])
        with (
            self.assertRaisesMessage(BackupRefused, "这把私钥打不开"),
            sealing.opened(self.path, sealing.identity(sealing.pair()[1])) as members,
        ):
            list(members)

    def test_one_that_was_cut_off_or_changed_anywhere_is_refused(self) -> None:
        self.write("a", "b")
        whole = self.path.read_bytes()
        pieces = [whole[:-1], whole[:-70_000], whole[: len(whole) // 2], whole[:300], b"", b"no age at all"]
        pieces += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in (5, 250, 5000, len(whole) - 3)]
        pieces.append(whole[: whole.index(b"---") + 64 + 16 + 65552])  # cut exactly between two pieces of age
        for piece in pieces:
            self.path.write_bytes(piece)
            with self.subTest(len(piece)), self.assertRaises(BackupRefused):
                self.read()

    def test_what_fails_inside_is_the_fault_that_is_told(self) -> None:
        def fill(tar: tarfile.TarFile) -> None:
            raise ZeroDivisionError

        with self.path.open("wb") as file, self.assertRaises(ZeroDivisionError):
            sealing.write(file, [TO], fill)

    def test_a_full_disk_ends_it_and_hangs_nobody(self) -> None:
        class Full(io.BytesIO):
            def write(self, data: object) -> int:
                raise OSError(28, "No space left on device")

        def fill(tar: tarfile.TarFile) -> None:
            for n in range(50):
                info = tarfile.TarInfo(str(n))
                info.size = len(self.data)
                tar.addfile(info, io.BytesIO(self.data))

        with self.assertRaisesMessage(BackupRefused, "磁盘"):
            sealing.write(Full(), [TO], fill)
        self.assertEqual([each.name for each in threading.enumerate() if each.name == "backup"], [])

    def test_no_name_leads_out_of_the_folder(self) -> None:
        for name in ("media/../../etc/cron.d/x", "/etc/passwd", "keys/field_keys", ".."):
            self.write(name)
            with self.subTest(name), self.assertRaisesMessage(BackupRefused, sealing.SPOILT):
                restoring.check(self.path, IDENTITY)

    def test_an_identity_file_may_hold_remarks_and_must_hold_a_key(self) -> None:
        self.assertIsNotNone(sealing.identity(f"# made on Monday\n{IDENTITY}\n"))
        for text in ("", TO, "AGE-SECRET-KEY-1AAAA"):
            with self.assertRaisesMessage(BackupRefused, "AGE-SECRET-KEY"):
                sealing.identity(text)


@override_settings(BACKUP_TO=[TO])
class Making(RaceCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.shelf = Path(folder.name, "backups")
        self.shelf.mkdir()
        ours = override_settings(MEDIA_ROOT=Path(folder.name, "media"), DATA=Path(folder.name))
        ours.enable()
        self.addCleanup(ours.disable)
        super().setUp()
        self.case = self.file(photos=attachments.check([photo()]))

    def made(self) -> Path:
        return making.make(self.shelf, now=self.now)

    def test_its_manifest_says_what_is_in_it_and_holds_no_key(self) -> None:
        with self.assertLogs("binan.operations", "WARNING") as noted:
            manifest = restoring.check(self.made(), IDENTITY)
        self.assertEqual(
            (manifest["format"], manifest["files"], manifest["gone"], manifest["keys"]), (1, 1, [], ["t1"])
        )
        self.assertEqual(manifest["rows"]["complaints_complaint"], 1)
        self.assertIn("complaints_timelineentry", manifest["chains"])
        self.assertIn("mediation_note", manifest["chains"])
        self.assertNotIn("dGVzdHMtb25seS1rZXk", json.dumps(manifest))
        self.assertEqual(len(noted.output), 1)  # the audit log hears of it once

    def test_it_is_read_through_on_a_computer_without_the_field_keys(self) -> None:
        made = self.made()
        with override_settings(FIELD_KEYS={"other": b"x" * 32}):
            self.assertEqual(restoring.check(made, IDENTITY)["keys"], ["t1"])

    def test_nobody_to_seal_it_for_means_no_backup(self) -> None:
        with override_settings(BACKUP_TO=[]), self.assertRaisesMessage(CommandError, "BINAN_BACKUP_TO"):
            call_command("backup", str(self.shelf))
        self.assertEqual(list(self.shelf.iterdir()), [])

    def test_a_file_deleted_meanwhile_is_named_and_no_fault(self) -> None:
        default_storage.save("photos/aa/late.jpg", ContentFile(b"x"))
        names = default_storage.names

        def listed() -> list[str]:
            found = list(names())
            default_storage.delete("photos/aa/late.jpg")
            return found

        with mock.patch.object(vault.Vault, "names", lambda self: listed()):
            manifest = restoring.check(self.made(), IDENTITY)
        self.assertEqual((manifest["files"], manifest["gone"]), (1, ["photos/aa/late.jpg"]))

    def test_one_at_a_time_and_never_over_another(self) -> None:
        first = self.made()
        with self.assertRaisesMessage(BackupRefused, "已经有了"):
            making.make(first, now=self.now)
        with making._alone(), self.assertRaisesMessage(BackupRefused, "正在进行"):
            making.make(self.shelf / "other.age", now=self.now)

    def test_the_newest_stay(self) -> None:
        for name in ("binan-20200101-000000.age", "binan-20200102-000000.age", "else.age"):
            (self.shelf / name).write_bytes(b"")
        made = making.make(self.shelf, now=self.now, keep=2)
        self.assertEqual(
            {each.name for each in self.shelf.iterdir()}, {made.name, "binan-20200102-000000.age", "else.age"}
        )

    def test_a_newer_format_a_newer_program_and_missing_keys_are_refused(self) -> None:
        good = {"format": 1, "migrations": [], "keys": ["t1"]}
        for change, sentence in (
            ({"format": 2}, "请先升级程序"),
            ({"migrations": ["complaints.9999_future"]}, "complaints.9999_future"),
            ({"keys": ["t1", "k7"]}, "缺少密钥 k7"),
        ):
            with self.assertRaisesMessage(BackupRefused, sentence):
                facts.refuse_foreign(good | change)
        facts.refuse_foreign(good)

    def test_it_is_put_back_on_an_empty_machine_only(self) -> None:
        made = self.made()
        self.assertIn("complaints_complaint", stores.filled())
        with self.assertRaisesMessage(BackupRefused, "不是空的"):
            restoring.restore(made, IDENTITY)
        self.assertEqual(Attachment.objects.count(), 1)

    def test_what_differs_from_what_was_counted_is_told(self) -> None:
        manifest = restoring.check(self.made(), IDENTITY)
        manifest["rows"]["governance_auditentry"] += 1  # that a backup was made is written down after it
        del manifest["chains"]["governance_auditentry"]
        restoring._compare(manifest)
        self.file()
        with self.assertRaisesMessage(BackupRefused, "complaints_complaint：1 → 2"):
            restoring._compare({"rows": {"complaints_complaint": 1}, "chains": {}})
        with self.assertRaisesMessage(BackupRefused, "complaints_timelineentry"):
            restoring._compare({"rows": {}, "chains": manifest["chains"]})

    @pytest.mark.postgres
    def test_a_machine_without_the_program_says_which_one(self) -> None:
        with (
            mock.patch.dict("os.environ", {"PATH": "/nonexistent"}),
            self.assertRaisesMessage(BackupRefused, "pg_dump"),
        ):
            self.made()


def test_a_recipient_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINAN_BACKUP_TO", TO)
    assert env.read().backup_to == [TO]
    monkeypatch.setenv("BINAN_BACKUP_TO", "age1abc")
    with pytest.raises(env.UnsafeSetting, match="BINAN_BACKUP_TO"):
        env.read()


def test_keys_come_from_the_environment_or_from_a_file_and_not_from_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "keys"
    file.write_text("k1:" + "A" * 43 + "\n")
    monkeypatch.setenv("BINAN_FIELD_KEYS_FILE", str(file))
    with pytest.raises(env.UnsafeSetting, match="只能设置一个"):
        env.read()
    monkeypatch.delenv("BINAN_FIELD_KEYS")
    assert env.read().field_keys == ({"k1": bytes(32)}, file)
    for text in ("", "k1", "k1:AAAA", "k1:" + "A" * 43 + ",k1:" + "B" * 43):
        file.write_text(text)
        with pytest.raises(env.UnsafeSetting, match="密钥文件"):
            env.read()
    file.unlink()
    with pytest.raises(env.UnsafeSetting, match="读不到密钥文件"):
        env.read()
