"""The landing costs nothing the second time, and nobody gets a page that was made for somebody else."""

from __future__ import annotations

from django.utils import timezone

from tests.cases import StoryCase

HERE = "/q/TESTDOOR01/"


class RememberedLanding(StoryCase):
    def test_the_second_scan_of_a_code_asks_the_database_nothing_and_shows_the_same(self) -> None:
        first = self.client.get(HERE)
        with self.assertNumQueries(0):
            second = self.client.get(HERE)
        self.assertEqual((second.status_code, second.content), (200, first.content))
        shown = [{name: value for name, value in each.items() if name != "X-Request-ID"} for each in (first, second)]
        self.assertEqual(*shown)  # each request has its own number
        self.assertIn("default-src", second["Content-Security-Policy"])

    def test_a_person_with_the_elder_view_gets_hers_and_leaves_none_behind(self) -> None:
        self.client.get(HERE)
        self.client.cookies["size"] = "elder"
        self.assertContains(self.client.get(HERE), 'data-size="elder"')
        self.client.cookies.clear()
        self.assertNotContains(self.client.get(HERE), 'data-size="elder"')

    def test_a_code_that_is_retired_is_dead_at_once(self) -> None:
        self.client.get(HERE)
        self.world.door.stage, self.world.door.retired_at = "RETIRED", timezone.now()
        self.world.door.save()
        self.assertNotContains(self.client.get(HERE), "我要投诉", status_code=404)

    def test_another_host_an_address_with_a_question_and_a_post_are_not_answered_from_memory(self) -> None:
        self.client.get(HERE)
        with self.assertNumQueries(0):
            self.client.get(HERE)
        for response in (self.client.post(HERE), self.client.head(HERE)):
            self.assertIn(response.status_code, (200, 405))
        self.assertEqual(self.client.get(HERE + "?next=1").status_code, 200)
