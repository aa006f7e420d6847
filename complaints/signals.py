"""The one bridge upwards: sent inside the transaction for every entry; receivers live in `<app>/reactions.py` only."""

from django.dispatch import Signal

# kwargs: complaint, entry, now
entry_written = Signal()
