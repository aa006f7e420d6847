"""Opening and revoking the secret address of a calendar feed."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from binan.kit import codes
from governance.models import Staff
from mediation.models import Feed, Mediator, Room
from mediation.models.offer import feed_key


def open_feed(of: Room | Mediator, *, staff: Staff, now: datetime) -> Feed:
    """开通订阅: the feed of a room or a mediator; the one there is when it is open already."""
    which = {"room": of} if isinstance(of, Room) else {"mediator": of}
    token = codes.token()
    try:
        with transaction.atomic():
            return Feed.objects.create(**which, token=token, token_key=feed_key(token), made_by=staff, made_at=now)
    except IntegrityError:
        return Feed.objects.get(**which, revoked_at=None)


def revoke(feed: Feed, *, now: datetime) -> None:
    """停用: nobody reads it any more by this address; a new one can be opened."""
    Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now)
