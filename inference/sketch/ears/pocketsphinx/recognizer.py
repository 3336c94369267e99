"""The ears of the sketch engine: pocketsphinx with a language model of narration, on a CPU, with nothing to download.

The acoustic model comes with pocketsphinx; the language model and its dictionary are ours (language_model/) and know
castles and rising moons as well as ordinary talk. A voice detector goes first, since a recogniser makes a sentence of
any noise. Low and high voices have a filter bank each. Every clip is heard by itself, but for the partials of one
phrase, which go on from the one before (prefix_cache.py). Words come in lower case, except "I".
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pocketsphinx import Decoder

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.hearing import Language, Transcript, Word
from inference.contract.speech.voice_activity import VoiceDetector, check_clip, truecase
from inference.sketch.ears.pocketsphinx.language_model.narration import DICTIONARY, unpacked_model
from inference.sketch.ears.pocketsphinx.language_model.words import AS_SPOKEN_HERE
from inference.sketch.ears.pocketsphinx.prefix_cache import PrefixCache
from inference.sketch.ears.pocketsphinx.vocal_tract import HIGH, LOW, warp_of

FRAME = 0.01
"""Seconds of one frame of pocketsphinx."""
# What was heard counts a little more against what is likely to be said than pocketsphinx would have it, and it is
# looked at more closely: more of each sound's Gaussians. Together a fourteenth fewer errors on the tuning narration,
# for a third more time.
CLOSELY = {"lw": 5.5, "topn": 8}
# Of what may have been said only so much is followed at any moment. It changes no words of a clean clip, and keeps a
# noisy one, in which much may have been said, from taking twice its time.
BOUNDED = {"maxhmmpf": 3000, "maxwpf": 20}
# A partial does without the second pass over the words of the first: a quarter less time, and it is heard again soon.
QUICK = {"fwdflat": False}


class PocketsphinxEars:
    """Loads once, in under a second; safe to share between threads, which then take turns."""

    languages: tuple[Language, ...] = ("en",)

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._voices = VoiceDetector()
        with unpacked_model() as model:
            self._closely = {warp: decoder_for(warp, model) for warp in (LOW, HIGH)}
            self._quickly = {warp: decoder_for(warp, model, **QUICK) for warp in (LOW, HIGH)}
        self._partials = PrefixCache()

    def hear(
        self, pcm: Pcm, *, partial: bool = False, language: Language = "en", names: Sequence[str] = ()
    ) -> Transcript:
        """Words of 16 kHz mono PCM16, shape (samples,), with their times in seconds; empty text where nobody speaks.

        Raises ``AudioUnreadable`` for another shape or type, and for more than a minute.
        """
        seconds = check_clip(pcm)
        with self._turn:
            words = self._partial(pcm) if partial else self._decode(self._closely, pcm, 0)
        text = " ".join(word.text for word in words)[:2000]
        return Transcript(text=text, words=words, seconds=round(seconds, 3))

    def _partial(self, pcm: Pcm) -> list[Word]:
        remainder = self._partials.remainder_of(pcm)
        words = remainder.complete(self._decode(self._quickly, pcm, remainder.begin))
        self._partials.remember(pcm, words)
        return words

    def _decode(self, decoders: Mapping[str, Decoder], pcm: Pcm, begin: int) -> list[Word]:
        """The words from sample ``begin`` on, in the clip's own time."""
        span = self._voices.speech_span(pcm[begin:])
        if span is None:
            return []
        spoken = pcm[begin:][span]
        return words_of(decoders[warp_of(spoken)], spoken, (begin + span.start) / SAMPLE_RATE)


def decoder_for(warp: str, model: Path, **how: Any) -> Decoder:
    """pocketsphinx with our words and the language model in the file ``model``, its filter bank stretched by ``warp``;
    ``how`` are settings of its own."""
    settings = {**CLOSELY, **BOUNDED, **how}
    decoder = Decoder(
        lm=None,
        dict=str(DICTIONARY),
        samprate=float(SAMPLE_RATE),
        loglevel="FATAL",
        # Whole clips are normalised by their own level, so what was heard before leaves no trace.
        cmn="batch",
        warp_type="inverse_linear",
        warp_params=warp,
        **settings,
    )
    decoder.add_lm_file("narration", str(model))
    decoder.activate_search("narration")
    return decoder


def words_of(decoder: Decoder, pcm: Pcm, offset: float) -> list[Word]:
    """The clip's words, their times counted from ``offset`` seconds."""
    # A fresh front end forgets the noise that was tracked in the clip before.
    decoder.reinit_feat()
    decoder.start_utt()
    decoder.process_raw(pcm.tobytes(), full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None:
        return []
    words = []
    for segment in decoder.seg():
        if segment.word[0] in "<[":
            continue
        heard = re.sub(r"\(\d+\)$", "", segment.word)
        words.append(
            Word(
                text=truecase(AS_SPOKEN_HERE.get(heard, heard)),
                start=round(offset + segment.start_frame * FRAME, 2),
                end=round(offset + (segment.end_frame + 1) * FRAME, 2),
            )
        )
    return words
