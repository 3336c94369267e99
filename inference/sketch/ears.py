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

from pocketsphinx import Decoder

from inference.audio import RATE
from inference.engine import Pcm
from inference.jobs import Transcript, Word
from inference.sketch.ears_data.words import AS_SPOKEN_HERE
from inference.voiced import VoiceDetector, as_written, check_clip

FRAME = 0.01
"""Seconds of one frame of pocketsphinx."""
THROATS = ("1.0", "1.12")
"""How far the frequencies are stretched before they are compared with the acoustic model's, whose voices are mostly low: a clip is
heard with each, and what fits best is believed (vocal tract length normalisation; Lee and Rose, 1996). Measured on the tuning
sentences: a higher voice has about a quarter fewer errors, a low one as many as before."""

FIRST = RATE
"""Samples from which it is told how a partial is heard."""


class SketchEars:
    """Loads once, in under a second; safe to share between threads, which then take turns."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._voices = VoiceDetector()
        self._decoders = [decoder_for(throat) for throat in THROATS]

    def hear(self, pcm: Pcm, *, partial: bool = False) -> Transcript:
        """Words of 16 kHz mono PCM16, shape (samples,), with their times in seconds; empty text where nobody speaks.

        Raises ``AudioUnreadable`` for another shape or type, and for more than a minute.
        """
        seconds = check_clip(pcm)
        with self._turn:
            span = self._voices.span(pcm)
            words = self._decode(pcm[span], span.start / RATE, partial=partial) if span else []
        text = " ".join(word.text for word in words)[:2000]
        return Transcript(text=text, words=words, seconds=round(seconds, 3))

    def _decode(self, pcm: Pcm, offset: float, *, partial: bool) -> list[Word]:
        decoders = self._decoders
        if partial and len(pcm) > 2 * FIRST:
            # Words that are heard again half a second later are heard once, in the way that fits the beginning better.
            decoders = [max(decoders, key=lambda decoder: score_and_words(decoder, pcm[:FIRST], offset)[0])]
        heard = [score_and_words(decoder, pcm, offset) for decoder in decoders]
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
        # What was heard counts a little more against what is likely to be said than pocketsphinx would have it, and it is looked at
        # more closely: more of each sound's Gaussians. Together a fourteenth fewer errors on the tuning narration, for a third more time.
        lw=5.5,
        topn=8,
    )
    decoder.add_lm_file("narration", str(data / "narration.lm.bin"))
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
                text=as_written(AS_SPOKEN_HERE.get(heard, heard)),
                start=round(offset + segment.start_frame * FRAME, 2),
                end=round(offset + (segment.end_frame + 1) * FRAME, 2),
            )
        )
    return decoder.hyp().best_score, words
