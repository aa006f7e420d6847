"""What other apps ask of this one: tell somebody something; let a phone follow a case."""

from notices.services.telling import Message, announce, compose, drop, mark_read, resend, tell

__all__ = ["Message", "announce", "compose", "drop", "mark_read", "resend", "tell"]
