"""One narrator's open microphone: frames in; phrases, requests for words and words out.
Pure: the caller brings the clock.

Words are asked for about twice a second while a phrase is said, and at once when the voice falls quiet: when that quiet
turns out to be the pause, the words are there already. One request is on its way at a time, and that one beside it at
most. A phrase that ends with words that cannot be an end ("… and then") is kept back for a moment and goes on with what
follows. Nothing is thrown away: whatever was cut comes out, with its words or, where they are not known, to be heard.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from inference.contract.speech.hearing import HearJob
from worlds.speech.cutter import RATE, Cut, Pace, PhraseCutter
from worlds.speech.phrasing import dangles
from worlds.speech.steady_words import SteadyWords

PARTIAL_SECONDS = 0.5
"""How often the words so far are asked for …"""
FIRST_SECONDS = 0.2
"""… and how often while a phrase has no words yet: a beginning is short, and soon heard."""
PARTIAL_LOST_SECONDS = 3.0
"""A request that has not come back by then is given up."""
AHEAD_QUIET = 5
"""Chunks of quiet (0.16 s) after which the words are asked for ahead of the pause."""
WORDS_WAIT = int(1.0 * RATE)
"""Samples that a phrase waits after its pause for words that are on their way: to ask again would take longer."""
DANGLING_WAIT = int(0.8 * RATE)
"""Samples that a phrase whose words dangle waits after its pause for more: a pause of 1.4 s in all."""
GAP_SECONDS = 0.5
"""Later than this a frame is no late one: nothing was recorded for a while."""
LONGEST = Pace().longest * 512 * 2
"""Bytes of a phrase at most."""


@dataclass(frozen=True)
class Said:
    """A phrase that ended.
    ``words`` are none where they have to be heard; ``at`` is when its last word was said, Unix seconds."""

    pcm: bytes
    words: str | None
    at: float


@dataclass(frozen=True)
class Shown:
    """Words being said, as screens may show them: ``stable`` characters of ``text`` will not change any more."""

    text: str
    stable: int
    since: float
    """When the phrase began to be said, Unix seconds."""


@dataclass
class _Phrase:
    """A phrase on its way: the one being said, or one whose pause has come but whose words have not."""

    steady: SteadyWords = field(default_factory=SteadyWords)
    words: str = ""
    words_reach: int = -1
    """Sample up to which there was speech in what ``words`` tell; they are a cut's words only
    where its speech ends there."""
    kept: bytes = b""
    """What was said before a pause that was none, since the words dangled."""
    kept_voiced: int = 0
    kept_until: int = 0
    since: float | None = None
    """When it began to be said, Unix seconds, as it was first told."""
    directed: str = ""
    """The words for which a direction was asked ahead."""


@dataclass(frozen=True)
class _Asked:
    number: int
    phrase: _Phrase
    reach: int
    """Sample up to which there was speech in what was asked about."""
    at: float


class Voice:
    """``prefix`` names the room and the socket; ``channel`` takes the words of what is asked."""

    def __init__(self, prefix: str, channel: str, cutter: PhraseCutter | None = None) -> None:
        self._prefix = prefix
        self._channel = channel
        self._cutter = PhraseCutter() if cutter is None else cutter
        self._now = _Phrase()
        self._ended: tuple[_Phrase, Cut] | None = None
        """A phrase whose pause has come and whose words are on their way."""
        self._asked: _Asked | None = None
        self._asked_at = 0.0
        self._count = 0
        self._zero: float | None = None
        """When sample 0 was said, Unix seconds."""

    def feed(self, pcm: bytes, now: float) -> list[Said]:
        """The phrases that have ended by ``now`` (Unix seconds), when ``pcm`` came in."""
        said: list[Said] = []
        for cut in self._cutter.feed(pcm):
            said += self._end(cut)
        self._set_clock(now)
        return said + self._release()

    def finish(self) -> list[Said]:
        """What is still open, when the talk key is let go, the turn ends or no sound comes any more;
        it may be fed again."""
        said: list[Said] = []
        cut = self._cutter.finish()
        if cut is not None:
            said += self._end(cut)
        if self._ended is not None:
            phrase, last = self._ended
            said.append(self._said(phrase, last))
            self._ended = None
        if self._now.kept:
            said.append(self._said_kept(self._now))
        self._now = _Phrase()
        return said

    def ask(self, now: float) -> HearJob | None:
        """A request for the words so far, if it is time for one."""
        ahead = self._cutter.quiet >= AHEAD_QUIET and self._now.words_reach < self._cutter.voiced
        asked = self._asked
        on_its_way = asked is not None and now - asked.at < PARTIAL_LOST_SECONDS
        # words of the middle are not waited for when those of the whole can be had
        if asked is not None and on_its_way and not (ahead and asked.reach < self._cutter.voiced):
            return None
        every = PARTIAL_SECONDS if self._now.steady.text else FIRST_SECONDS
        if not ahead and (self._cutter.quiet >= AHEAD_QUIET or now - self._asked_at < every):
            return None
        pcm = self._cutter.partial()
        if pcm is None:
            return None
        if self._now.since is None:
            self._now.since = self._when(self._cutter.began)
        self._count += 1
        self._asked_at = now
        self._asked = _Asked(self._count, self._now, self._cutter.voiced, now)
        sound = base64.b64encode(self._now.kept + pcm).decode()
        return HearJob(about=f"{self._prefix}:{self._count}", pcm=sound, channel=self._channel, whole=ahead)

    def answer(self, number: int, text: str) -> tuple[Shown | None, list[Said]]:
        """Words came for request ``number``: what screens may show now, and the phrases that waited for nothing else.

        Words for another request than the last one are too late and mean nothing.
        """
        asked = self._asked
        if asked is None or asked.number != number:
            return None, []
        self._asked = None
        phrase, text = asked.phrase, " ".join(text.split())
        phrase.words, phrase.words_reach = text, asked.reach
        phrase.steady.hear(text)
        waiting = self._ended
        if waiting is not None and waiting[0] is phrase:
            self._ended = None
            return None, self._settle(*waiting, wait=False)
        if phrase is not self._now or not text:
            return None, []
        return Shown(phrase.steady.text, phrase.steady.stable, phrase.since or 0.0), []

    def settled(self) -> str | None:
        """Words of the phrase being said that two hearings in a row agreed on, once for each text."""
        text = self._now.steady.settled
        if not text or text == self._now.directed:
            return None
        self._now.directed = text
        return text

    def _end(self, cut: Cut) -> list[Said]:
        """The pause of the phrase being said has come."""
        said = []
        if self._ended is not None:
            said.append(self._said(*self._ended))
            self._ended = None
        phrase, self._now = self._now, _Phrase()
        if phrase.kept and len(phrase.kept) + len(cut.pcm) > LONGEST:
            said.append(self._said_kept(phrase))
            phrase = _Phrase()
        return said + self._settle(phrase, cut, wait=True)

    def _settle(self, phrase: _Phrase, cut: Cut, *, wait: bool) -> list[Said]:
        """Let a phrase that ended go, unless its words are on their way (and may be waited for) or it is not over."""
        known = phrase.words_reach == cut.voiced
        on_its_way = self._asked is not None and self._asked.phrase is phrase and self._asked.reach == cut.voiced
        if not known and on_its_way and wait:
            self._ended = (phrase, cut)
            return []
        goes_on = known and dangles(phrase.words) and self._reached(cut) <= DANGLING_WAIT
        if goes_on and len(phrase.kept) + len(cut.pcm) < LONGEST - 2 * RATE:
            self._go_on(phrase, cut)
            return []
        return [self._said(phrase, cut)]

    def _go_on(self, phrase: _Phrase, cut: Cut) -> None:
        """What follows belongs to ``phrase``, be it begun already or not."""
        phrase.kept += cut.pcm
        phrase.kept_voiced = cut.voiced
        phrase.kept_until = cut.end + self._silence(cut) + DANGLING_WAIT
        if self._asked is not None and self._asked.phrase is self._now:
            self._asked = None  # asked about the rest alone
        self._now = phrase

    def _release(self) -> list[Said]:
        """What has waited long enough."""
        said: list[Said] = []
        if self._ended is not None and self._reached(self._ended[1]) > WORDS_WAIT:
            said.append(self._said(*self._ended))
            self._ended = None
        waited = not self._cutter.speaking and self._cutter.heard > self._now.kept_until
        if self._now.kept and (waited or len(self._now.kept) + len(self._cutter.partial() or b"") > LONGEST):
            said.append(self._said_kept(self._now))
            self._now = _Phrase()
        return said

    def _silence(self, cut: Cut) -> int:
        """Samples between the end of a cut's audio and the moment its pause was long enough."""
        pace = Pace()
        return (pace.pause - pace.tail) * 512

    def _reached(self, cut: Cut) -> int:
        """Samples since the pause of ``cut`` was long enough."""
        return self._cutter.heard - cut.end - self._silence(cut)

    def _said(self, phrase: _Phrase, cut: Cut) -> Said:
        known = phrase.words if phrase.words_reach == cut.voiced else None
        return Said(phrase.kept + cut.pcm, known or None, self._when(cut.voiced))

    def _said_kept(self, phrase: _Phrase) -> Said:
        known = phrase.words if phrase.words_reach == phrase.kept_voiced else None
        return Said(phrase.kept, known or None, self._when(phrase.kept_voiced))

    def _set_clock(self, now: float) -> None:
        """The last sample was said just now, or a little earlier where its frame came late;
        after a gap a new count begins."""
        zero = now - self._cutter.taken / RATE
        if self._zero is None or zero - self._zero > GAP_SECONDS:
            self._zero = zero
        self._zero = min(self._zero, zero)

    def _when(self, sample: int) -> float:
        return (self._zero or 0.0) + sample / RATE
