"""The five brands of the article in the demo district."""

from __future__ import annotations

import pytest

from complaints.models import Complaint
from governance.models import Post, Staff, Unit
from governance.roles import Role
from mediation import demo, dispatch, registry
from mediation.models import Interest, Mediator, Member, Organisation, Room, Training
from tests.cases import StoryCase

PEOPLE = ("tiaojie1", "tiaojie2", "hebin1", "hebin2", "hr1", "xixing1", "changhe1")


class Demo(StoryCase):
    def people(self) -> None:
        Unit.objects.create(name="西兴街道", level=2, parent=self.world.district, key="XX")
        for username in PEOPLE:
            staff = Staff.objects.create_user(username, display_name=username)
            Post.objects.create(staff=staff, role=Role.MEDIATOR)

    def test_loading_twice_is_loading_once(self):
        self.people()
        for _ in range(2):
            demo.load(self.now)
            self.assertEqual((Organisation.objects.count(), Room.objects.count(), Mediator.objects.count()), (5, 7, 7))
            self.assertEqual((Member.objects.count(), Training.objects.count(), Interest.objects.count()), (13, 7, 3))
        self.assertEqual(Mediator.objects.get(staff__username="tiaojie1").organisation.name, "浦沿潮调解室")

    def test_what_an_operator_changed_stays(self):
        self.people()
        demo.load(self.now)
        Organisation.objects.filter(name="和滨江").update(intro="改过的介绍")
        demo.load(self.now)
        self.assertEqual(Organisation.objects.get(name="和滨江").intro, "改过的介绍")

    def test_every_committee_is_as_the_law_wants_it(self):
        self.people()
        demo.load(self.now)
        for one in Organisation.objects.filter(regime="people"):
            self.assertEqual(registry.faults(one), [], one)
            self.assertGreater(one.term_notice_on, self.now.date())

    def test_without_its_people_it_says_so(self):
        Unit.objects.create(name="西兴街道", level=2, parent=self.world.district, key="XX")
        with pytest.raises(LookupError, match="hebin1"):
            demo.load(self.now)

    def test_each_kind_of_case_has_its_organisation(self):
        self.people()
        demo.load(self.now)
        case = self.file()
        for category, first in (
            ("PRO-01", "和滨江"),
            ("NEI-02", "和滨江"),
            ("NEI-03", "和滨江"),
            ("NOI-01", "浦沿潮调解室"),
        ):
            Complaint.objects.update(category=category)
            case.refresh_from_db()
            self.assertEqual(dispatch.suggestions(case)[0].organisation.name, first, category)
        for category in ("LAB-01", "ENT-01"):
            Complaint.objects.update(category=category)
            case.refresh_from_db()
            self.assertEqual(dispatch.suggestions(case)[0].organisation.name, "企业HR调解联盟", category)
        self.assertNotIn("西兴韵调解室", [one.organisation.name for one in dispatch.suggestions(case)])
