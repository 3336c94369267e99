"""One narrator's open microphone: frames in; phrases, requests for words and words out. Pure: the caller has the clock.

While a phrase is said its words are requested about twice a second, and at once when the voice falls silent: if that
silence becomes the pause, the words are there already. Only the last request counts. A phrase whose words are
incomplete ("… and then") is held for a moment and joined with what follows. Nothing is lost: whatever was cut comes
out, with its words or, where they are not known, to be transcribed.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.hearing import HearJob, Language
from worlds.speech.cutter import CHUNK_BYTES, CHUNK_SAMPLES, Cut, CutterOptions, PhraseCutter
from worlds.speech.local_agreement import LocalAgreement
from worlds.speech.phrasing import is_incomplete

PARTIAL_INTERVAL = 0.5
"""Seconds between two requests for the words so far …"""
FIRST_PARTIAL_INTERVAL = 0.2
"""… and while a phrase has no words yet: a beginning is short and soon transcribed."""
PARTIAL_TIMEOUT = 3.0
"""Seconds after which a request that was not answered is given up."""
EARLY_REQUEST_CHUNKS = 5
"""Chunks of silence (0.16 s) after which the words are requested, ahead of the pause."""
WORDS_WAIT_SAMPLES = int(1.0 * SAMPLE_RATE)
"""Samples that a phrase waits after its pause for requested words: another request would take longer."""
INCOMPLETE_WAIT_SAMPLES = int(0.8 * SAMPLE_RATE)
"""Samples that an incomplete phrase waits after its pause for more: a pause of 1.4 s in all."""
CLOCK_GAP_SECONDS = 0.5
"""A frame that is later than this was not delayed: nothing was recorded for a while."""
MAX_PHRASE_BYTES = CutterOptions().max_length * CHUNK_BYTES
"""Bytes of a phrase at most."""


@dataclass(frozen=True)
class SpokenPhrase:
    """A phrase that ended; ``words`` is None where it still has to be transcribed."""

    pcm: bytes
    words: str | None
    said_at: float
    """When its last word was said, Unix seconds."""
    unsure: bool = False
    """The ears guessed its ``words``."""
    language: Language = "en"
    """What it was heard as."""


@dataclass(frozen=True)
class PartialWords:
    """The words of a phrase that is being said: ``stable`` characters of ``text`` will not change any more."""

    text: str
    stable: int
    since: float
    """When the phrase began to be said, Unix seconds."""
    language: Language = "en"


@dataclass
class _PendingPhrase:
    """A phrase that is being said, or one whose pause has come but whose words have not."""

    language: Language
    words: str = ""
    unsure: bool = False
    """The ears guessed ``words``."""
    words_end: int = -1
    """The sample after the last speech that ``words`` cover; they are all of a cut's words only if its speech ends
    there."""
    held: bytes = b""
    """Sound from before a pause at which the words were incomplete."""
    held_speech_end: int = 0
    held_until: int = 0
    since: float | None = None
    """When it began to be said, Unix seconds, as it was first reported."""
    directed: str = ""
    """The words for which a direction was requested early."""
    agreement: LocalAgreement = field(init=False)

    def __post_init__(self) -> None:
        self.agreement = LocalAgreement(self.language)


@dataclass(frozen=True)
class _WordsRequest:
    number: int
    phrase: _PendingPhrase
    speech_end: int
    """The sample after the last speech in the sound that was sent."""
    at: float


class Microphone:
    """``prefix`` names the room and the socket; the words that are requested come back over ``channel``."""

    def __init__(self, prefix: str, channel: str, cutter: PhraseCutter | None = None) -> None:
        self._prefix = prefix
        self._channel = channel
        self._cutter = PhraseCutter() if cutter is None else cutter
        self.language: Language = "en"
        """What is spoken; another one holds from the next phrase on."""
        self.names: tuple[str, ...] = ()
        """Names of the story, newest first, that the ears may prefer."""
        self._current = _PendingPhrase(self.language)
        self._ended: tuple[_PendingPhrase, Cut] | None = None
        """A phrase whose pause has come and whose words have not."""
        self._request: _WordsRequest | None = None
        self._requested_at = 0.0
        self._request_count = 0
        self._clock_zero: float | None = None
        """When sample 0 was said, Unix seconds."""

    @property
    def is_speaking(self) -> bool:
        """Whether a phrase is being said just now."""
        return self._cutter.is_open

    def feed(self, pcm: bytes, now: float) -> list[SpokenPhrase]:
        """The phrases that have ended by ``now`` (Unix seconds), when ``pcm`` came in."""
        spoken: list[SpokenPhrase] = []
        if not self._cutter.is_open and not self._current.held and self._current.language != self.language:
            self._current = self._new_phrase()
        for cut in self._cutter.feed(pcm):
            spoken += self._end(cut)
        self._set_clock(now)
        return spoken + self._release()

    def finish(self) -> list[SpokenPhrase]:
        """The phrases that are still open when the talk key is released, the turn ends or the sound stops.

        It may be fed again.
        """
        spoken: list[SpokenPhrase] = []
        cut = self._cutter.finish()
        if cut is not None:
            spoken += self._end(cut)
        if self._ended is not None:
            phrase, last = self._ended
            spoken.append(self._spoken(phrase, last))
            self._ended = None
        if self._current.held:
            spoken.append(self._spoken_held(self._current))
        self._current = self._new_phrase()
        return spoken

    def request_words(self, now: float) -> HearJob | None:
        """A request for the words so far, or None while it is too early for one."""
        early = (
            self._cutter.trailing_silence >= EARLY_REQUEST_CHUNKS and self._current.words_end < self._cutter.speech_end
        )
        request = self._request
        pending = request is not None and now - request.at < PARTIAL_TIMEOUT
        # the words of all that was said are worth more than those of a part that are on their way
        if request is not None and pending and not (early and request.speech_end < self._cutter.speech_end):
            return None
        every = PARTIAL_INTERVAL if self._current.agreement.text else FIRST_PARTIAL_INTERVAL
        if not early and (self._cutter.trailing_silence >= EARLY_REQUEST_CHUNKS or now - self._requested_at < every):
            return None
        pcm = self._cutter.partial()
        if pcm is None:
            return None
        if self._current.since is None:
            self._current.since = self._when(self._cutter.speech_start)
        self._request_count += 1
        self._requested_at = now
        self._request = _WordsRequest(self._request_count, self._current, self._cutter.speech_end, now)
        sound = base64.b64encode(self._current.held + pcm).decode()
        return HearJob(
            about=f"{self._prefix}:{self._request_count}",
            pcm=sound,
            channel=self._channel,
            whole=early,
            language=self._current.language,
            names=list(self.names),
        )

    def receive_words(
        self, number: int, text: str, *, unsure: bool = False
    ) -> tuple[PartialWords | None, list[SpokenPhrase]]:
        """Words came for request ``number``: what screens may show now, and the phrases that waited for them alone.

        ``unsure``: the ears guessed. Words for any but the last request are too late and are ignored.
        """
        request = self._request
        if request is None or request.number != number:
            return None, []
        self._request = None
        phrase, text = request.phrase, " ".join(text.split())
        phrase.words, phrase.words_end, phrase.unsure = text, request.speech_end, unsure
        phrase.agreement.add_hypothesis(text)
        ended = self._ended
        if ended is not None and ended[0] is phrase:
            self._ended = None
            return None, self._settle(*ended, wait=False)
        if phrase is not self._current or not text:
            return None, []
        agreement = phrase.agreement
        return PartialWords(agreement.text, agreement.stable, phrase.since or 0.0, phrase.language), []

    def settled_words(self) -> str | None:
        """All words of the phrase being said, if two requests in a row gave the same; each text once."""
        text = self._current.agreement.settled
        if not text or text == self._current.directed:
            return None
        self._current.directed = text
        return text

    def _end(self, cut: Cut) -> list[SpokenPhrase]:
        """The pause of the phrase being said has come."""
        spoken = []
        if self._ended is not None:
            spoken.append(self._spoken(*self._ended))
            self._ended = None
        phrase, self._current = self._current, self._new_phrase()
        if phrase.held and len(phrase.held) + len(cut.pcm) > MAX_PHRASE_BYTES:
            spoken.append(self._spoken_held(phrase))
            phrase = self._new_phrase()
        return spoken + self._settle(phrase, cut, wait=True)

    def _settle(self, phrase: _PendingPhrase, cut: Cut, *, wait: bool) -> list[SpokenPhrase]:
        """Give out a phrase that ended, unless its words were requested (and it may ``wait``) or are incomplete."""
        known = phrase.words_end == cut.speech_end
        requested = (
            self._request is not None and self._request.phrase is phrase and self._request.speech_end == cut.speech_end
        )
        if not known and requested and wait:
            self._ended = (phrase, cut)
            return []
        continues = known and is_incomplete(phrase.words, phrase.language)
        continues = continues and self._samples_since_pause(cut) <= INCOMPLETE_WAIT_SAMPLES
        if continues and len(phrase.held) + len(cut.pcm) < MAX_PHRASE_BYTES - 2 * SAMPLE_RATE:
            self._hold(phrase, cut)
            return []
        return [self._spoken(phrase, cut)]

    def _hold(self, phrase: _PendingPhrase, cut: Cut) -> None:
        """Keep ``phrase`` open: what follows belongs to it, even where that has begun already."""
        phrase.held += cut.pcm
        phrase.held_speech_end = cut.speech_end
        phrase.held_until = cut.end + self._pause_samples(cut) + INCOMPLETE_WAIT_SAMPLES
        if self._request is not None and self._request.phrase is self._current:
            self._request = None  # it was for what follows alone
        self._current = phrase

    def _release(self) -> list[SpokenPhrase]:
        """The phrases that have waited long enough."""
        spoken: list[SpokenPhrase] = []
        if self._ended is not None and self._samples_since_pause(self._ended[1]) > WORDS_WAIT_SAMPLES:
            spoken.append(self._spoken(*self._ended))
            self._ended = None
        waited = not self._cutter.is_open and self._cutter.samples_analysed > self._current.held_until
        if self._current.held and (
            waited or len(self._current.held) + len(self._cutter.partial() or b"") > MAX_PHRASE_BYTES
        ):
            spoken.append(self._spoken_held(self._current))
            self._current = self._new_phrase()
        return spoken

    def _pause_samples(self, cut: Cut) -> int:
        """Samples between the end of a cut's audio and the moment its pause was long enough."""
        options = CutterOptions()
        return (options.pause - options.post_roll) * CHUNK_SAMPLES

    def _samples_since_pause(self, cut: Cut) -> int:
        """Samples since the pause of ``cut`` was long enough."""
        return self._cutter.samples_analysed - cut.end - self._pause_samples(cut)

    def _spoken(self, phrase: _PendingPhrase, cut: Cut) -> SpokenPhrase:
        return self._with_words(phrase, phrase.held + cut.pcm, cut.speech_end)

    def _spoken_held(self, phrase: _PendingPhrase) -> SpokenPhrase:
        return self._with_words(phrase, phrase.held, phrase.held_speech_end)

    def _with_words(self, phrase: _PendingPhrase, pcm: bytes, speech_end: int) -> SpokenPhrase:
        """``phrase`` with its words where they cover all that was said, up to ``speech_end``."""
        known = phrase.words if phrase.words_end == speech_end else ""
        return SpokenPhrase(
            pcm,
            known or None,
            self._when(speech_end),
            unsure=bool(known) and phrase.unsure,
            language=phrase.language,
        )

    def _new_phrase(self) -> _PendingPhrase:
        return _PendingPhrase(self.language)

    def _set_clock(self, now: float) -> None:
        """Set when sample 0 was said: the last one was said just now, or a little earlier where its frame was late.

        After a gap in the sound the clock starts anew.
        """
        zero = now - self._cutter.samples_received / SAMPLE_RATE
        if self._clock_zero is None or zero - self._clock_zero > CLOCK_GAP_SECONDS:
            self._clock_zero = zero
        self._clock_zero = min(self._clock_zero, zero)

    def _when(self, sample: int) -> float:
        return (self._clock_zero or 0.0) + sample / SAMPLE_RATE
