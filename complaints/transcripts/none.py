"""The default: no engine."""

from __future__ import annotations

from complaints.transcripts.base import Transcriber, Transcript


class NoTranscriber(Transcriber):
    """Offers no transcript and says so: somebody has to listen."""

    offers = False
    without = "这条录音没有文字稿，请点开听。"

    def transcribe(self, audio: bytes, media_type: str) -> Transcript | None:
        """None, whatever is said."""
        return None
