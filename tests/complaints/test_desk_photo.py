"""Photos of a case: for those who may see the case, and for nobody by the folder they lie in."""

from __future__ import annotations

from django.core.files.storage import default_storage

from complaints.services import attachments
from tests.cases import StoryCase
from tests.photos import photo


class DeskPhotoTests(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.file(photos=attachments.check([photo()]))
        self.photo = self.case.attachments.get()
        self.url = f"/desk/{self.case.code}/photo/{self.photo.pk}/"

    def test_those_in_scope_see_it_and_it_is_never_stored(self) -> None:
        for person in (self.world.wang, self.world.dispatcher):
            answer = self.login(person).get(self.url)
            self.assertEqual((answer.status_code, answer["Content-Type"]), (200, "image/jpeg"))
            self.assertTrue(answer.content.startswith(b"\xff\xd8"))
            self.assertIn("no-store", answer["Cache-Control"])
            self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
            self.assertTrue(answer["Content-Disposition"].startswith("inline"))
        self.assertContains(self.login(self.world.wang).get(f"/desk/{self.case.code}/"), self.url)

    def test_a_stranger_gets_nothing_by_any_way(self) -> None:
        own = self.file(place=self.world.park)
        stranger = self.login(self.world.stranger)
        for url in (self.url, f"/desk/{own.code}/photo/{self.photo.pk}/", f"/media/{self.photo.file}"):
            self.assertEqual(stranger.get(url).status_code, 404, url)
        self.assertEqual(self.client.get(self.url).status_code, 302)

    def test_a_file_that_is_gone_is_not_found(self) -> None:
        default_storage.delete(self.photo.file)
        self.assertEqual(self.login(self.world.wang).get(self.url).status_code, 404)
