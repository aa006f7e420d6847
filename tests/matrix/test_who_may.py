"""Every address and every person: who gets what. An address that is not in the table fails."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import URLResolver, get_resolver, resolve

from complaints.services.sync import VERBS
from complaints.views.desk.verbs import FORMS
from complaints.workflow import ACTIONS
from governance.views.roster_verbs import FORMS as ROSTER_FORMS
from mediation.forms import FORMS as MEDIATION_FORMS
from tests.matrix.house import ROLES, House
from tests.matrix.table import TABLE

ROWS = [tuple(line.split()) for line in TABLE.splitlines() if line and not line.startswith("#")]
POSTS = [path for method, path, *_ in ROWS if method == "POST"]
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
}
VERB = re.compile(r"/(desk|mediation)/\{(\w+)\}/(\w+)/")


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every route of the site, the admin's among them."""
    for found in (resolver or get_resolver()).url_patterns:
        route = before + str(found.pattern).removeprefix("^")  # as `resolve` writes it
        if isinstance(found, URLResolver):
            yield from routes(found, route)
        else:
            yield route


@pytest.mark.anywhere
class WhoMay(House):
    @pytest.mark.slow
    def test_everybody_gets_what_the_table_says(self) -> None:
        found = []
        for method, path, *cells in ROWS:
            got = [self.cell(role, method, path.format(**self.names)) for role in ROLES]
            found.append((method, path, *(got if len(cells) > 1 else sorted(set(got)))))
        self.assertEqual([" ".join(row) for row in found], [" ".join(row) for row in ROWS])

    def test_every_answer_forbids_frames_foreign_scripts_and_guessing(self) -> None:
        for path in sorted({path for _, path, *_ in ROWS}):
            for role in ("out", "own", "far", "admin"):
                with self.undone():
                    answer = self.asked_for(role, "GET", path.format(**self.names))
                for header, value in HEADERS.items():
                    self.assertEqual(answer.headers.get(header), value, (path, role, answer.status_code))
                self.assertIn(answer["Referrer-Policy"], ("same-origin", "no-referrer"), path)
                policy = answer["Content-Security-Policy"]
                for rule in ("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"):
                    self.assertIn(rule, policy, path)
                self.assertNotRegex(policy, r"unsafe|http|\*|script-src|style-src|nonce", path)

    def test_every_address_has_its_row(self) -> None:
        known = {resolve(path.format(**self.names)).route for _, path, *_ in ROWS}
        ours = {route for route in routes() if not route.startswith("admin/") or route in known}
        self.assertEqual(ours - known, set())

    def test_every_verb_has_its_row(self) -> None:
        rows = {path.rstrip("/").rpartition("/")[2]: path for path in POSTS if VERB.fullmatch(path)}
        api = {path.rstrip("/").rpartition("/")[2] for path in POSTS if path.startswith("/api/v1/desk/complaints/{")}
        self.assertEqual(set(rows), set(FORMS) | set(MEDIATION_FORMS))
        self.assertEqual(api, set(VERBS))
        by_staff = {name for name, action in ACTIONS.items() if action.right and action.button}
        self.assertLessEqual(by_staff, set(FORMS))

    def test_every_verb_of_the_roster_has_its_row(self) -> None:
        rows = {path.split("/")[2] for path in POSTS if path.startswith("/roster/")}
        self.assertEqual(rows, {*ROSTER_FORMS, "import"})
        for verb in ROSTER_FORMS:
            self.assertEqual(self.cell("own", "GET", f"/roster/{verb}/"), "302")

    def test_a_verb_opened_by_hand_does_nothing_and_leads_to_its_page(self) -> None:
        for path in filter(VERB.fullmatch, POSTS):
            cells = [self.cell(role, "GET", path.format(**self.names)) for role in ("out", "own", "far")]
            far = "302" if "{assisted}" in path else "404"  # her unit was asked to help with that one
            own = "200" if path.endswith("/sign/") else "302"  # signing has a page of that name
            self.assertEqual(cells, ["login", own, far], path)

    def test_what_is_only_looked_at_takes_no_post(self) -> None:
        for method, path, *_ in ROWS:
            if method == "GET" and path not in POSTS:
                self.assertIn(self.cell("own", "POST", path.format(**self.names)), ("404", "405"), path)

    def test_an_api_command_is_never_a_get(self) -> None:
        for path in POSTS:
            if path.startswith("/api/v1/desk/complaints/{"):
                self.assertEqual(self.cell("own", "GET", path.format(**self.names)), "405", path)

    @pytest.mark.slow
    def test_the_admin_is_open_to_its_keeper_alone(self) -> None:
        for path in self.admin_pages():
            for role, method in (("out", "GET"), ("own", "GET"), ("own", "POST"), ("audit", "GET")):
                self.assertEqual(self.cell(role, method, path), "login", (role, method, path))
            self.assertIn(self.cell("admin", "GET", path), {"200", "301", "302", "403", "404", "405"}, path)

    def admin_pages(self) -> list[str]:
        """Every address of the admin, with 1 for whatever it names; those of the door have their own rows."""
        found = set()
        for route in routes():
            if route.startswith("admin/") and route not in ("admin/login/", "admin/logout/"):
                path = re.sub(r"<[^>]+>", "1", route.replace("(?P<app_label>", "(").replace("(?P<url>.*)$", "nowhere/"))
                found.add("/" + re.sub(r"\(([a-z]+)[^)]*\)/\$", r"\1/", path))
        return sorted(found)

    def test_every_master_table_has_its_admin(self) -> None:
        labels = {model._meta.label for model in admin.site._registry}
        self.assertLessEqual(
            {f"governance.{name}" for name in ("Unit", "Place", "Staff", "Post", "Duty", "Shift", "Absence")}, labels
        )
        self.assertLessEqual({f"mediation.{name}" for name in ("Organisation", "Room", "Mediator")}, labels)
        self.assertEqual(settings.LOGIN_URL, "/login/")
