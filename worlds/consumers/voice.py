"""One narrator's open microphone: frames in, phrases and requests for partial words out.

At most one partial is on its way at a time; a reply for a phrase that has ended meanwhile is thrown away.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from inference.jobs import HearJob
from worlds.cutter import Cut, PhraseCutter

PARTIAL_SECONDS = 0.5
PARTIAL_LOST_SECONDS = 3.0
"""A partial that has not come back by then is given up."""


@dataclass
class Voice:
    """``prefix`` names the room and the socket; ``channel`` takes the partial words."""

    prefix: str
    channel: str
    cutter: PhraseCutter = field(default_factory=PhraseCutter)
    phrase: int = 0
    """Counts the phrases, so that words that come late are told from those of the phrase being said."""
    asked_at: float = 0.0
    in_flight: bool = False

    def feed(self, pcm: bytes) -> list[Cut]:
        cuts = self.cutter.feed(pcm)
        self.phrase += len(cuts)
        if cuts:
            self.in_flight = False
        return cuts

    def finish(self) -> Cut | None:
        cut = self.cutter.finish()
        self.phrase += 1
        return cut

    @property
    def about(self) -> str:
        return f"{self.prefix}:{self.phrase}"

    def ask(self, now: float) -> HearJob | None:
        """A request for the words so far, if it is time for one."""
        waited = now - self.asked_at
        if waited < PARTIAL_SECONDS or (self.in_flight and waited < PARTIAL_LOST_SECONDS):
            return None
        pcm = self.cutter.partial()
        if pcm is None:
            return None
        self.asked_at, self.in_flight = now, True
        return HearJob(about=self.about, pcm=base64.b64encode(pcm).decode(), channel=self.channel)

    def answered(self, about: str) -> bool:
        """Words came back. Whether they still belong to the phrase being said."""
        if about != self.about:
            return False
        self.in_flight = False
        return True
