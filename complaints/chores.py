"""What the clock does for cases besides promises: what may not stay goes, nightly counts, practice, other people's servers."""

from __future__ import annotations

from datetime import datetime

from complaints.services import (
    attachments,
    calendar,
    drawing,
    drills,
    erasing,
    expiring,
    flagging,
    footfall,
    forecasting,
    hearing,
    private_numbers,
    purging,
    rating,
    revisiting,
    rights,
)


def sweep(now: datetime) -> int:
    """Clear what may not stay: photos of forms that were never finished, files and names past their term, numbers that were told of
    their deletion, practice of more than a quarter ago; say which requests about data are overdue; count at night what comes in which hour of the week and by which code; draw whom
    another subdistrict calls."""
    cleared = (
        attachments.purge_held(now)
        + purging.nightly(now)
        + erasing.forget_told()
        + flagging.nightly(now)
        + expiring.nightly(now)
    )
    cleared += rating.overtaken(now) + revisiting.overdue(now)
    return (
        cleared
        + drills.forget(now)
        + rights.remind(now)
        + forecasting.nightly(now)
        + footfall.nightly(now)
        + drawing.weekly(now)
    )


def practise(now: datetime) -> int:
    """The practice cases of the hour, where the house asks for them."""
    return drills.hourly(now)


def listen(now: datetime) -> int:
    """Words for recordings, from an engine of the house where there is one."""
    return hearing.listen(now)


def unbind(now: datetime) -> int:
    """Give back the private numbers whose contact is over."""
    return private_numbers.unbind(now)


def almanac(now: datetime) -> int:
    """Say that a year's holidays are missing while somebody can still enter them."""
    return calendar.remind(now)
