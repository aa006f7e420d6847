"""A new field key: everything goes under it while people work, nothing is lost, and the old one can be taken away."""

from __future__ import annotations

import io
import os
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import override_settings

from binan import rotation
from binan.kit import keyfile, resealing
from binan.kit.keyring import Ring
from binan.models import Heartbeat
from complaints import access, ledger
from complaints.models import Attachment, Complaint, Rating
from complaints.models.marks import phone_key
from complaints.services import handling, rights
from complaints.services.searching import look_up
from complaints.views.resident.push import following
from governance.services import sessions
from mediation import feeds
from mediation.models import Interest, Party, Reservation
from mediation.models.mediator import person_key
from mediation.models.reservation import persons
from notices.models import Follow, Notice, Subscription
from notices.services.following import browser
from tests.cases import RaceCase, StoryCase
from tests.matrix.house import House
from tests.mediation.rooms import MediationStory
from tests.notices.fake_push import BROWSER
from tests.world import OTHER_PHONE, PHONE

T1 = "t1:dGVzdHMtb25seS1rZXktb2YtdGhpcnR5LXR3by1ieSE"
OLD = keyfile.parse(T1)
BOTH = {"n2": b"n" * 32, **OLD}
NEW = {"n2": b"n" * 32}


def under(name: str) -> dict[str, int]:
    """Table.column → how many values begin with this key's name: of every column of text there is, whoever declared it."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                quoted = f'CAST("{column.name}" AS text)'
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {quoted} LIKE %s', [f"{name}.%"])
                if number := cursor.fetchone()[0]:
                    found[f"{table}.{column.name}"] = number
    return found


class OwnShelf:
    """Files of this test alone: others leave some that were sealed with other keys."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        ours = override_settings(MEDIA_ROOT=Path(folder.name))
        ours.enable()
        self.addCleanup(ours.disable)
        super().setUp()


def rotated(**more: Any) -> str:
    out = io.StringIO()
    call_command("rotate_keys", stdout=out, stderr=out, **more)
    return out.getvalue()


@override_settings(FIELD_KEYS=OLD)
class OneOfEverything(OwnShelf, House):
    """The house of the matrix: one of everything an address can name, all of it under the old key."""

    def setUp(self) -> None:
        super().setUp()
        self.case = Complaint.objects.get(code=self.names["contacted"])
        following.follow(subject=self.case.token_key, browser=browser(BROWSER), now=self.now)
        self.interest = Interest.objects.create(
            mediator=self.rooms.qian, kind="person", name="她舅舅", number="+8613900139009",
            phone_key=person_key("+8613900139009"),
        )  # fmt: skip
        look_up(staff=self.world.wang, typed=PHONE, now=self.now)
        sessions.begin(self.world.wang, key="a session", device="iPad", now=self.now)

    def test_nothing_anywhere_is_left_under_the_old_key(self) -> None:
        before = under("t1")
        self.assertGreater(len(before), 25)
        with override_settings(FIELD_KEYS=BOTH):
            self.assertIn("全部数据和文件都用 n2 加密了", rotated())
            self.assertEqual(under("t1"), {})
            before["governance_auditentry.body"] += 1  # that the keys were changed is written down
            self.assertEqual(under("n2"), before)
            self.assertEqual({default_storage.key_of(name) for name in default_storage.names()}, {"n2"})
            self.assertIn("换了 0，", rotated())  # a second run finds nothing to do

    def test_with_the_old_key_gone_everything_is_found_and_opens(self) -> None:
        with override_settings(FIELD_KEYS=BOTH):
            rotated()
        with override_settings(FIELD_KEYS=NEW):
            case, client = Complaint.objects.get(pk=self.case.pk), self.client
            self.assertEqual((case.token, case.phone), (self.case.token, self.case.phone))
            photo = Attachment.objects.get(pk=self.names["photo"])
            links = [
                f"/c/{case.token}/",
                f"/c/{case.token}/photo/{photo.pk}/",
                f"/c/{case.token}/voice/{self.names['voice']}/",
            ]
            links += [f"/r/{self.names['rating']}/", f"/m/{self.names['party']}/", f"/m/{self.names['talking']}/"]
            for link in links:
                self.assertEqual(client.get(link).status_code, 200, link)
            found = client.post("/track/", {"code": case.code, "phone": PHONE})
            self.assertEqual(client.get(found["Location"]).status_code, 200)
            desk = self.login(self.world.wang)
            self.assertContains(desk.get(f"/desk/{case.code}/"), case.title)
            self.assertIn(case.pk, [row.pk for row in look_up(staff=self.world.wang, typed=PHONE, now=self.now).rows])
            self.assertIsNotNone(feeds.feed_by_token(self.names["feed"]))
            self.assertTrue(following.follows(subject=case.token_key, endpoint=browser(BROWSER).endpoint))
            self.interest.refresh_from_db()
            self.assertEqual(self.interest.phone_key, person_key("+8613900139009"))
            for name in ("verify_timeline", "verify_minutes", "verify_audit"):
                out = io.StringIO()
                call_command(name, stdout=out)
                self.assertIn("全部完好", out.getvalue())

    def test_news_that_waits_for_her_telephone_still_belongs_to_her_page(self) -> None:
        waiting = Notice.objects.exclude(subject="").filter(next_try_at__isnull=False)
        self.assertTrue(waiting.exists())
        with override_settings(FIELD_KEYS=BOTH):
            rotated()
            known = set(Complaint.objects.values_list("token_key", flat=True))
            self.assertLessEqual(set(waiting.values_list("subject", flat=True)), known)
            self.assertLessEqual(set(Follow.objects.values_list("subject", flat=True)), known)

    def test_whoever_has_an_appointment_is_not_booked_twice_after_it(self) -> None:
        taken = Reservation.objects.filter(resource__startswith="person:", ends_at__gt=self.now).exclude(state="void")
        self.assertTrue(taken.exists())
        with override_settings(FIELD_KEYS=BOTH):
            rotated()
        with override_settings(FIELD_KEYS=NEW):
            people = {key for party in Party.objects.all() for key in persons(party.phone)}
            self.assertLessEqual(set(taken.values_list("resource", flat=True)), people)

    def test_a_session_in_use_takes_its_mark_along(self) -> None:
        with override_settings(FIELD_KEYS=BOTH):
            sessions.seen("a session", now=self.now)
        with override_settings(FIELD_KEYS=NEW):
            self.assertEqual(sessions.in_use("a session"), "iPad")

    def test_links_and_numbers_are_found_while_half_of_it_is_done(self) -> None:
        with override_settings(FIELD_KEYS=BOTH):  # the key is new and nothing is done yet
            fresh = self.file(phone=OTHER_PHONE)
            for case in (self.case, fresh):
                self.assertEqual(access.complaint_by_token(case.token), case)
                self.assertEqual(self.client.post("/track/", {"code": case.code, "phone": case.phone}).status_code, 302)
            self.assertIsNotNone(access.rating_by_token(self.names["rating"]))
            self.assertIsNotNone(feeds.feed_by_token(self.names["feed"]))
            self.assertEqual(self.client.get(f"/m/{self.names['party']}/").status_code, 200)
            self.assertEqual(Subscription.objects.count(), 1)
            following.follow(subject=self.case.token_key, browser=browser(BROWSER), now=self.now)
            self.assertEqual(Subscription.objects.count(), 1)

    def test_a_value_that_nobody_can_open_is_named_and_nothing_is_called_finished(self) -> None:
        name = next(iter(default_storage.names()))
        path = Path(default_storage.path(name))
        raw = path.read_bytes()
        path.write_bytes(raw[:-1])
        self.addCleanup(path.write_bytes, raw)
        with override_settings(FIELD_KEYS=BOTH), self.assertRaisesMessage(CommandError, "1 处打不开"):
            rotated()


@override_settings(FIELD_KEYS=OLD)
class OneRow(OwnShelf, StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.contacted()

    def test_a_write_between_reading_and_writing_is_never_lost(self) -> None:
        [table] = [each for each in resealing.tables() if each.model is Complaint]
        with override_settings(FIELD_KEYS=BOTH):
            case = Complaint.objects.get(pk=self.case.pk)
            [row] = [each for rows in resealing._batches(table, 500) for each in rows if each[""] == case.pk]
            new = resealing._renewed(table, row, resealing.Count())
            rights.correct(case, phone=OTHER_PHONE, now=self.now)
            self.assertEqual(resealing._written(table, [(row, new)]), 0)
            case.refresh_from_db()
            self.assertEqual((case.phone, case.phone_key), ("+86" + OTHER_PHONE, phone_key("+86" + OTHER_PHONE)))
            rotated()
            self.assertEqual(under("t1"), {})

    def test_a_blind_index_left_behind_by_an_old_object_is_put_right(self) -> None:
        case = self.case
        with override_settings(FIELD_KEYS=BOTH):
            Complaint.objects.filter(pk=case.pk).update(token=case.token)  # sealed anew, its index still the old one
            rotated()
        with override_settings(FIELD_KEYS=NEW):
            self.assertEqual(access.complaint_by_token(case.token), case)


class Crowd(OwnShelf, RaceCase):
    def test_people_write_all_the_while_and_nothing_is_lost(self) -> None:
        with override_settings(FIELD_KEYS=OLD):
            cases = [self.file() for _ in range(12)]
            invited = self.closed()
            self.wait(hours=48)
        over, said, faults = threading.Event(), {case.pk: [] for case in cases}, []

        def write(mine: list[Complaint], number: int) -> None:
            try:
                for turn in range(1000):
                    if over.is_set():
                        return
                    case = mine[turn % len(mine)]
                    phone = f"138001380{10 + turn % 80}"
                    rights.correct(Complaint.objects.get(pk=case.pk), phone=phone, now=self.now)
                    handling.add_info(
                        Complaint.objects.get(pk=case.pk), text=f"{number}又响了{turn}", photos=[], now=self.now
                    )
                    said[case.pk] += [(phone, f"{number}又响了{turn}")]
            except Exception as fault:
                faults.append(fault)
            finally:
                connections.close_all()

        with override_settings(FIELD_KEYS=BOTH):
            crew = [threading.Thread(target=write, args=(cases[n::2], n)) for n in range(2)]
            for thread in crew:
                thread.start()
            for _ in range(5):
                rotation.renew(self.now, lambda line: None, 3)
            over.set()
            for thread in crew:
                thread.join()
            self.assertEqual(faults, [])
            rotated()
            self.assertEqual(under("t1"), {})
        self.assertGreater(sum(map(len, said.values())), 10)
        with override_settings(FIELD_KEYS=NEW):
            for case in Complaint.objects.filter(pk__in=said):
                told = [entry.body.get("text") for entry in case.entries.filter(kind="add_info").order_by("seq")]
                self.assertEqual(told, [text for _, text in said[case.pk]])
                phone = said[case.pk][-1][0] if said[case.pk] else PHONE
                self.assertEqual((case.phone, case.phone_key), ("+86" + phone, phone_key("+86" + phone)))
                self.assertEqual(list(ledger.faults(case)), [])
            self.assertEqual(self.client.get(f"/r/{Rating.objects.get(complaint=invited).token}/").status_code, 200)


class KeyFile(OwnShelf, MediationStory):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.contacted()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name, "field_keys")
        keyfile.write(self.path, OLD)
        ours = override_settings(FIELD_KEYS_FILE=self.path, FIELD_KEYS=OLD)
        ours.enable()
        self.addCleanup(ours.disable)

    def added(self) -> str:
        return rotation.add_key(self.now, wait=lambda seconds: None)

    def test_a_new_key_can_open_everywhere_before_anybody_seals_with_it(self) -> None:
        seen = []
        name = rotation.add_key(self.now, wait=lambda seconds: seen.append((seconds, list(keyfile.read(self.path)))))
        self.assertEqual(seen, [(3.0, ["t1", name]), (3.0, [name, "t1"])])
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o600)

    def test_another_process_reads_what_was_sealed_with_it_at_once(self) -> None:
        elsewhere = Ring()
        self.assertEqual(list(elsewhere.keys()), ["t1"])
        name = self.added()
        self.assertIsNotNone(elsewhere.named(name))
        self.assertEqual(list(elsewhere.keys()), [name, "t1"])

    def test_two_new_keys_at_once_are_two_and_none_is_lost(self) -> None:
        made: list[str] = []
        threads = [
            threading.Thread(
                target=lambda: made.append(rotation.add_key(self.now, wait=lambda seconds: time.sleep(0.05)))
            )
            for _ in range(2)
        ]
        with mock.patch.object(rotation, "noted"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(len(set(made)), 2)
        self.assertEqual(set(keyfile.read(self.path)), {*made, "t1"})

    def test_the_file_keeps_its_owner_its_rights_and_its_place(self) -> None:
        link = self.path.with_name("link")
        link.symlink_to(self.path)
        self.path.chmod(0o640)
        if os.geteuid() == 0:
            os.chown(self.path, 1000, 1000)
        keyfile.write(link, NEW)
        self.assertTrue(link.is_symlink())
        found = self.path.stat()
        self.assertEqual(found.st_mode & 0o777, 0o640)
        self.assertEqual(
            (found.st_uid, found.st_gid), (1000, 1000) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
        )
        self.assertEqual(keyfile.read(self.path), NEW)

    def test_a_file_that_is_half_written_stops_nobody(self) -> None:
        elsewhere = Ring()
        elsewhere.keys()
        self.path.write_text("t1:abc")
        with self.assertLogs("binan.kit.keyring", "ERROR"):
            elsewhere.look()
        self.assertEqual(elsewhere.keys(), OLD)

    def test_the_old_key_goes_when_nothing_needs_it_and_not_before(self) -> None:
        name = self.added()
        with self.assertRaisesMessage(rotation.CannotRotate, "分钟"):
            rotation.retire("t1", now=self.now)
        Heartbeat.objects.filter(name=f"key {name}").update(at=self.now - timedelta(hours=1))
        with self.assertRaisesMessage(rotation.CannotRotate, "没有换好"):
            rotation.retire("t1", now=self.now)
        rotated()
        with self.assertRaisesMessage(rotation.CannotRotate, "还有用"):
            rotation.retire("t1", now=self.now)
        rotation.retire("t1", now=self.now + timedelta(days=91))
        self.assertEqual(list(keyfile.read(self.path)), [name])
        self.assertEqual(self.client.get(f"/c/{self.case.token}/").status_code, 200)

    def test_a_mark_that_only_the_old_key_can_compare_keeps_it(self) -> None:
        Interest.objects.create(mediator=self.rooms.qian, kind="person", name="她舅舅", phone_key="f" * 32)
        name = self.added()
        said = rotated()
        self.assertIn("mediation.Interest.phone_key 有 1 个对照码没有原文", said)
        later = self.now + timedelta(days=91)
        with self.assertRaisesMessage(rotation.CannotRotate, "mediation.Interest.phone_key 1 个"):
            rotation.retire("t1", now=later)
        rotation.retire("t1", now=later, forget=True)
        self.assertEqual(list(keyfile.read(self.path)), [name])

    def test_the_key_in_force_is_never_taken_away(self) -> None:
        with self.assertRaisesMessage(rotation.CannotRotate, "现在使用的密钥"):
            rotation.retire("t1", now=self.now)

    def test_keys_of_the_bare_environment_are_not_ours_to_change(self) -> None:
        with override_settings(FIELD_KEYS_FILE=None), self.assertRaisesMessage(CommandError, "BINAN_FIELD_KEYS_FILE"):
            rotated(new_key=True)
