"""Whatever somebody does to accounts, posts, tables and passwords is in the audit, and of a look each minute's first."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from binan import commanded
from binan.kit import asking
from complaints.services import attachments, revealing
from governance.models import AuditEntry, Post, Staff, Unit
from governance.services import api_token, audit, revoke_api_tokens
from tests.cases import StoryCase
from tests.photos import photo
from tests.world import PASSWORD

IPAD = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15"


class Deeds(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.begin = AuditEntry.objects.latest("pk").pk

    def since(self, *columns: str) -> list[tuple]:
        """What was written in this test."""
        rows = AuditEntry.objects.filter(pk__gt=self.begin).order_by("pk")
        return list(rows.values_list(*(columns or ("kind", "result"))))

    def come_in(self, password: str = PASSWORD, username: str = "wang") -> Client:
        browser = Client(headers={"User-Agent": IPAD})
        browser.post("/login/", {"username": username, "password": password}, REMOTE_ADDR="10.1.2.3")
        return browser


class TheDoor(Deeds):
    def test_coming_in_going_out_and_being_shown_out(self) -> None:
        self.come_in()
        self.come_in().post("/logout/")
        self.assertEqual([kind for kind, _ in self.since()], ["login", "replaced", "login", "logout"])
        row = AuditEntry.objects.filter(pk__gt=self.begin).earliest("pk")
        self.assertEqual((row.actor, row.unit, row.network, row.device, row.way),
                         (self.world.wang, self.world.dongguan, "10.1.2.0/24", "iPad · Safari", "door"))  # fmt: skip

    def test_a_wrong_password_and_the_fifth(self) -> None:
        for _ in range(6):
            self.come_in("wrong")
        found = self.since("kind", "result", "actor_kind", "object_label")
        self.assertEqual(found[0], ("login_failed", "refused", "unknown", "wang"))
        self.assertEqual([row[0] for row in found], ["login_failed"] * 4 + ["login_locked", "login_failed"])

    def test_a_name_that_is_none_is_not_kept_since_people_type_their_password_there(self) -> None:
        self.come_in("x", username="my secret password")
        self.come_in("x", username="my secret password")
        (one, label), (two, _) = self.since("object_id", "object_label")
        self.assertEqual((one, label), (two, ""))
        self.assertNotIn("secret", one)

    def test_a_token_is_made_and_taken_back(self) -> None:
        api_token(self.world.wang)
        revoke_api_tokens([self.world.wang, self.world.li])
        self.assertEqual(self.since("kind", "object_label"), [("token_made", "wang"), ("token_revoked", "wang")])


class TheKeeper(Deeds):
    def setUp(self) -> None:
        super().setUp()
        self.keeper = self.login(self.world.admin)

    def last(self) -> AuditEntry:
        return AuditEntry.objects.latest("pk")

    def test_what_is_added_changed_and_deleted_with_the_names_of_the_fields(self) -> None:
        form = {"name": "新社区", "level": 3, "parent": self.world.puyan.pk, "key": "PY-NEW", "kind": "residential"}
        self.keeper.post("/admin/governance/unit/add/", form)
        unit = Unit.objects.get(key="PY-NEW")
        self.assertEqual((self.last().kind, self.last().object_id), ("admin_add", f"governance_unit:{unit.pk}"))
        self.keeper.post(
            f"/admin/governance/unit/{unit.pk}/change/", {**form, "name": "改名社区", "phone": "+8657187654321"}
        )
        row = self.last()
        self.assertEqual(
            (row.kind, row.actor, set(row.body["fields"])),
            ("admin_change", self.world.admin, {"changed: 名称", "changed: 值班电话"}),
        )
        self.assertNotIn("改名社区", str(row.body))
        self.keeper.post(f"/admin/governance/unit/{unit.pk}/delete/", {"post": "yes"})
        self.assertEqual(self.last().kind, "admin_delete")

    def test_many_deleted_at_once_are_each_written_down_and_the_action_too(self) -> None:
        units = [
            Unit.objects.create(name=f"社区{n}", level=3, parent=self.world.puyan, key=f"PY-X{n}") for n in range(3)
        ]
        chosen = [unit.pk for unit in units]
        self.keeper.post(
            "/admin/governance/unit/", {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
        )
        self.assertEqual([kind for kind, _ in self.since()], ["admin_action"] + ["admin_delete"] * 3)

    def test_a_deed_whose_entry_cannot_be_written_is_not_done(self) -> None:
        form = {"name": "新社区", "level": 3, "parent": self.world.puyan.pk, "key": "PY-NEW", "kind": "residential"}
        with (
            mock.patch("governance.services.audit.rows.insert", side_effect=RuntimeError),
            self.assertRaises(RuntimeError),
        ):
            self.keeper.post("/admin/governance/unit/add/", form)
        self.assertFalse(Unit.objects.filter(key="PY-NEW").exists())

    def test_a_post_is_given_and_taken_wherever_that_is_done(self) -> None:
        post = Post.objects.create(staff=self.world.li, role="COMMUNITY_HEAD", unit=self.world.guanshan)
        self.assertEqual(
            (self.last().kind, self.last().object_label, self.last().body["role"]), ("post_given", "li", "社区书记")
        )
        post.delete()
        self.assertEqual(self.last().kind, "post_taken")

    def test_a_password_is_changed(self) -> None:
        with self.settings():
            secret = "another correct horse battery"
            self.keeper.post(f"/admin/governance/staff/{self.world.li.pk}/password/",
                             {"password1": secret, "password2": secret, "usable_password": "true"})  # fmt: skip
        self.assertTrue(Staff.objects.get(pk=self.world.li.pk).check_password(secret))
        self.assertIn(("password_changed", "li", "admin"), self.since("kind", "object_label", "actor_name"))


class Looks(Deeds):
    def test_the_same_look_within_a_minute_is_one_and_after_it_two(self) -> None:
        case, other = self.file(), self.file()
        desk = self.login(self.world.wang)
        for _ in range(3):
            desk.get(f"/desk/{case.code}/")
        desk.get(f"/desk/{other.code}/")
        self.login(self.world.li).get(f"/desk/{case.code}/")
        self.assertEqual(len(self.since()), 3)
        self.watch.shift(timedelta(seconds=61))
        desk.get(f"/desk/{case.code}/")
        self.assertEqual(len(self.since()), 4)

    def test_from_elsewhere_or_by_another_device_it_is_another_look(self) -> None:
        case, desk = self.file(), self.login(self.world.wang)
        for address, agent in (("10.1.1.1", IPAD), ("203.0.113.9", IPAD), ("10.1.1.1", "curl")):
            desk.get(f"/desk/{case.code}/", REMOTE_ADDR=address, headers={"User-Agent": agent})
        self.assertEqual(len(self.since()), 3)

    def test_no_header_of_a_browser_keeps_a_look_out_of_the_audit(self) -> None:
        case, desk = self.claimed(), self.login(self.world.li)
        page = desk.post(f"/desk/{case.code}/close/", {"preview": "1"}, headers={"HX-Target": "row-x"})
        self.assertContains(page, case.title)
        self.assertEqual(self.since(), [("case_read", "ok")])
        self.watch.shift(timedelta(minutes=2))
        row = self.file()
        desk.post(f"/desk/{row.code}/claim/", headers={"HX-Request": "true", "HX-Target": f"row-{row.code}"})
        self.assertEqual(len(self.since()), 1)  # a row of the board alone is none

    def test_a_list_of_the_admin_is_a_look(self) -> None:
        self.login(self.world.admin).get("/admin/complaints/complaint/")
        self.assertEqual(self.since("kind", "object_label"), [("admin_read", "complaints_complaint")])

    def test_a_refused_look_is_no_look_and_does_not_hide_a_later_one(self) -> None:
        case = self.file()
        for staff in (self.world.stranger, self.world.wang):
            self.login(staff).get(f"/desk/{case.code}/")
        self.assertEqual(self.since("actor_name", "result"), [("stranger", "refused"), ("wang", "ok")])

    def test_a_page_with_its_pictures_and_its_panel_is_one_look_and_a_picture_opened_is_another(self) -> None:
        case = self.file(photos=attachments.check([photo()]))
        desk, number = self.login(self.world.wang), case.attachments.get().pk
        desk.get(f"/desk/{case.code}/")
        desk.get(f"/mediation/panel/{case.code}/", headers={"HX-Request": "true"})
        desk.get(f"/desk/{case.code}/photo/{number}/", headers={"Sec-Fetch-Dest": "image"})
        self.assertEqual(self.since(), [("case_read", "ok")])
        desk.get(f"/desk/{case.code}/photo/{number}/", headers={"Sec-Fetch-Dest": "document"})
        self.assertEqual(
            self.since("kind", "object_id", "object_label")[1:],
            [("photo_opened", case.code, f"{case.code} 照片 {number}")],
        )
        audit.forget()  # whoever asks for the picture alone and says that a page does leaves the look at the case
        desk.get(f"/desk/{case.code}/photo/{number}/", headers={"Sec-Fetch-Dest": "image"})
        self.assertEqual(self.since()[2:], [("case_read", "ok")])

    def test_nothing_is_shown_that_could_not_be_written_down(self) -> None:
        case, desk = self.file(), self.login(self.world.wang)
        with (
            mock.patch("governance.services.audit.rows.insert", side_effect=RuntimeError),
            self.assertRaises(RuntimeError),
        ):
            desk.get(f"/desk/{case.code}/")

    def test_a_program_and_a_resident(self) -> None:
        case = self.file()
        browser = Client(headers={"Authorization": f"Token {api_token(self.world.wang)}"})
        browser.get(f"/api/v1/desk/complaints/{case.code}/")
        browser.get("/api/v1/desk/complaints/")
        self.assertEqual(self.since("kind", "way")[1:], [("api_read", "api")])
        Client().get(f"/c/{case.token}/")  # a resident is nobody's staff
        self.assertEqual(len(self.since()), 2)

    def test_a_number_shown_is_one_entry_and_so_is_one_that_was_not(self) -> None:
        case, desk = self.file(), self.login(self.world.wang)
        desk.post(f"/desk/{case.code}/reveal/phone/", {"reason": "verify"})
        with mock.patch.object(revealing, "DAILY", 1):
            desk.post(f"/desk/{case.code}/reveal/phone/", {"reason": "verify"})
        self.assertEqual(self.since(), [("person_revealed", "ok"), ("person_revealed", "refused")])
        self.assertEqual(AuditEntry.objects.latest("pk").body, {"what": "电话", "reason": "核对是不是同一个人"})

    def test_a_list_taken_along_names_its_number_and_nobody_in_it(self) -> None:
        self.file()
        answer = self.login(self.world.dispatcher).post("/desk/export/")
        row = AuditEntry.objects.get(kind="export_taken")
        self.assertIn(row.object_id, answer["Content-Disposition"])
        self.assertEqual(row.body["rows"], 1)


class WhoAndFrom(Deeds):
    def test_a_network_is_kept_and_no_address(self) -> None:
        for address, kept in (
            ("10.1.2.3", "10.1.2.0/24"),
            ("2001:db8:1:2ff::", "2001:db8:1:200::/56"),
            ("unknown", ""),
        ):
            self.assertEqual(audit.network(address), kept)

    def test_the_system_a_command_and_somebody_unknown(self) -> None:
        request = RequestFactory().get("/login/")
        request.user = AnonymousUser()
        audit.record("login")
        with asking.answering("demo"):
            audit.record("command_run")
        with asking.answering(request):
            audit.record("login_failed")
        self.assertEqual(self.since("actor_kind"), [("system",), ("command",), ("unknown",)])
        self.assertEqual(asking.request(), None)

    def test_a_command_that_changes_data_is_written_down_before_it_begins_and_when_it_fails(self) -> None:
        seen: list[int] = []

        def run(argv: list[str]) -> None:  # the real one closes this test's connection when it is done
            seen.append(len(self.since()))
            if "/nowhere" in argv:
                raise SystemExit(1)

        with mock.patch.object(commanded, "execute_from_command_line", run):
            commanded.execute(["manage.py", "import_law"])
            with self.assertRaises(SystemExit):
                commanded.execute(["manage.py", "import_law", "/nowhere"])
            commanded.execute(["manage.py", "sms_templates"])
        self.assertEqual(seen, [1, 2, 3])
        self.assertEqual(self.since("kind", "object_id", "result"),
                         [("command_run", "import_law", "ok")] * 2 + [("command_run", "import_law", "refused")])  # fmt: skip

    def test_a_partner_that_is_turned_away(self) -> None:
        for _ in range(3):  # who sends nonsense a thousand times fills no table
            self.client.post("/api/v1/private-numbers/records/", {}, content_type="application/json")
        self.assertEqual(self.since("kind", "actor_kind", "result"), [("partner_sent", "partner", "refused")])
