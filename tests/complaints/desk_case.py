"""A story told on a tablet: verbs as forms of the case's page."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse

from complaints.models import Complaint
from governance.models import Staff
from tests.cases import StoryCase


class DeskCase(StoryCase):
    """`do` posts a verb as a member of staff would, without script; `page` opens the case."""

    def do(self, staff: Staff, case: Complaint, verb: str, *, htmx: bool = False, **typed: Any) -> HttpResponse:
        """Post the verb's form; follows to the next page. `htmx`: as the page's script does."""
        typed.setdefault("client_key", str(uuid4()))
        headers = {"HX-Request": "true", "HX-Target": "case"} if htmx else {}
        answer = self.login(staff).post(f"/desk/{case.code}/{verb}/", typed, headers=headers, follow=True)
        case.refresh_from_db()
        return answer

    def page(self, staff: Staff, case: Complaint) -> HttpResponse:
        """The case's page."""
        return self.login(staff).get(f"/desk/{case.code}/")

    def offered(self, staff: Staff, case: Complaint) -> set[str]:
        """The verbs whose form the page shows her."""
        return set(self.page(staff, case).context["forms"])
