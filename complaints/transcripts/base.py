"""What every engine that writes down recordings has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True)
class Transcript:
    """What an engine heard. `by`: its name, as the desk shows it beside the words."""

    text: str
    by: str


class Transcriber(ABC):
    """An engine that writes down a recording. It runs in the house: a voice tells who somebody is (PIPL 28)."""

    offers = True  # False: there is nothing to ask it
    without = "这条录音还没有文字稿，请点开听。"  # what stands at a recording without words

    @abstractmethod
    def transcribe(self, audio: bytes, media_type: str) -> Transcript | None:
        """What is said in a recording of one of our types; None when nothing could be made out.

        Called by the clock, outside any transaction. Ends in bounded time.
        """
