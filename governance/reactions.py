"""What follows when a post is given or taken, wherever that is done: it is in the audit, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from governance.deeds import Deed
from governance.models import Post
from governance.services import audit


@receiver(post_save, sender=Post)
def write_down_the_post(sender: type[Post], instance: Post, created: bool, raw: bool = False, **more: Any) -> None:
    """A post that is changed is another one: its rights are others."""
    if not raw:
        _write(Deed.POST_GIVEN, instance, {"new": created})


@receiver(post_delete, sender=Post)
def write_down_the_loss(sender: type[Post], instance: Post, **more: Any) -> None:
    """A post that is taken."""
    _write(Deed.POST_TAKEN, instance, {})


def _write(deed: str, post: Post, told: dict[str, Any]) -> None:
    told |= {"role": post.get_role_display(), "unit": post.unit.name if post.unit else ""}
    audit.record(deed, of=audit.account(post.staff), body=told)
