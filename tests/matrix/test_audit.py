"""Every address that shows staff somebody's data leaves an entry, and one that is refused as well; every other one says why it leaves none."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import get_commands
from django.test import RequestFactory
from django.urls import resolve

from binan.commanded import CHANGING
from binan.watched import API_VERBS, LOOKS, UNWATCHED, look_of
from governance.models import AuditEntry
from tests.matrix.house import ROLES, House
from tests.matrix.test_who_may import ROWS

# Commands that change nothing of ours and take nothing out; `backup`, `restore` and `rotate_keys` write their own entries.
HARMLESS = frozenset(
    "backup check clock compilemessages collectstatic diffsettings evaluate_law evaluate_taxonomy findstatic generateschema inspectdb learn_taxonomy makemessages "
    "makemigrations optimizemigration restore rotate_keys runserver sendtestemail serve showmigrations simulate sms_templates spectacular sqlmigrate sqlsequencereset "
    "squashmigrations startapp startproject test testserver verify_audit verify_minutes verify_sample verify_timeline runworker ogrinspect "
    "rebuild_index".split()
)


@pytest.mark.anywhere
class WhoLooked(House):
    def view(self, path: str) -> str:
        return resolve(path.format(**self.names)).view_name

    def entries(self, role: str, method: str, path: str) -> list[tuple[str, str]]:
        """The looks that this one request left, by kind and result."""
        with self.undone():
            before = AuditEntry.objects.latest("pk").pk
            self.asked_for(role, method, path.format(**self.names))
            rows = AuditEntry.objects.filter(pk__gt=before, actor=self.people_by_role[role])
            return list(rows.values_list("kind", "result"))

    def rows_for_staff(self) -> list[tuple[str, str, dict[str, str]]]:
        """What the table says of addresses that somebody of ours gets and a stranger does not."""
        found = []
        for method, path, *cells in ROWS:
            by_role = dict(zip(ROLES, cells if len(cells) > 1 else cells * len(ROLES), strict=True))
            if by_role["out"] != "200" and any(cell == "200" for cell in by_role.values()):
                found.append((method, path, by_role))
        return found

    def test_each_address_that_answers_staff_stands_in_one_of_the_two_lists(self) -> None:
        views = {self.view(path) for _, path, _ in self.rows_for_staff()}
        unknown = {
            view for view in views if view not in LOOKS and view not in UNWATCHED and not view.startswith(API_VERBS)
        }
        self.assertEqual(unknown, set())
        self.assertEqual(set(LOOKS) & set(UNWATCHED), set())
        self.assertTrue(all(UNWATCHED.values()))

    @pytest.mark.slow
    def test_what_shows_something_leaves_an_entry_and_what_shows_nothing_leaves_none(self) -> None:
        for method, path, by_role in self.rows_for_staff():
            view = self.view(path)
            role = next(role for role in ROLES if by_role[role] == "200")
            left = self.entries(role, method, path)
            if view in LOOKS:
                self.assertIn((LOOKS[view].kind, "ok"), left, (role, method, path))
            elif view != "complaints:desk_search" and not view.startswith(API_VERBS):
                self.assertEqual(left, [], (role, method, path))

    @pytest.mark.slow
    def test_a_refused_look_at_something_that_is_there_is_written_down(self) -> None:
        refused = 0
        for method, path, by_role in self.rows_for_staff():
            view = self.view(path)
            role = next((role for role in ROLES[1:] if by_role[role] in ("403", "404")), "")
            if view in LOOKS and role:
                self.assertIn((LOOKS[view].kind, "refused"), self.entries(role, method, path), (role, method, path))
                refused += 1
        self.assertGreater(refused, 30)

    def test_a_lookalike_of_every_watched_address_is_still_there(self) -> None:
        names = {self.view(path) for _, path, *_ in ROWS}
        gone = {name for name in (*LOOKS, *UNWATCHED) if name not in names}
        self.assertEqual(gone, set())

    def test_what_the_keeper_opens_in_the_admin_is_written_down(self) -> None:
        for path, kind in (
            (f"/admin/governance/staff/{self.world.wang.pk}/change/", "admin_read"),
            (f"/admin/governance/staff/{self.world.wang.pk}/history/", "admin_read"),
            ("/admin/complaints/complaint/?q=13800138001", "admin_search"),
        ):
            self.assertEqual(self.entries("admin", "GET", path), [(kind, "ok")], path)
        self.assertEqual(self.entries("admin", "GET", "/admin/complaints/complaint/"), [("admin_read", "ok")])

    def test_a_request_that_leads_nowhere_is_no_look(self) -> None:
        request = RequestFactory().get("/nowhere/")
        request.user = AnonymousUser()
        self.assertIsNone(look_of(request))

    def test_each_command_either_is_written_down_or_changes_nothing(self) -> None:
        self.assertEqual(set(get_commands()) - CHANGING - HARMLESS, set())
        self.assertEqual(CHANGING & HARMLESS, set())
