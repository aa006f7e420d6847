"""What other apps ask of this one: tell somebody something; let a phone follow a case."""

from notices.services.telling import Message, compose, drop, mark_read, resend, tell

__all__ = ["Message", "compose", "drop", "mark_read", "resend", "tell"]
