"""The ears that can be measured, by name, each loaded as the service loads it.

``sketch`` are those that the sketch engine has on this machine, ``models`` the models engine's on its GPU; the names of
LIGHTLOOM_EARS and a folder with a Whisper are those ears; ``pocketsphinx-as-it-comes`` has its own language model and
settings and tells what ours are worth.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from pocketsphinx import Decoder

from inference.contract.arrays import Pcm
from inference.contract.errors import EngineUnavailable
from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.hearing import Language, Transcript
from inference.engine.protocols import Ears
from inference.sketch.ears.options import EarsOptions

OTHERS = ("sketch", "models", "pocketsphinx-as-it-comes")
"""Names that are no value of LIGHTLOOM_EARS."""


def load_candidate(name: str) -> Ears:
    """Raises ``EngineUnavailable`` for ears that cannot hear here, ``ConfigError`` for a name of none: one sentence."""
    if name == "models":
        return _ears_of_the_models()
    if name == "pocketsphinx-as-it-comes":
        return PocketsphinxAsItComes()
    from inference.sketch.ears.choice import load_ears

    options = EarsOptions.read(os.environ if name == "sketch" else {**os.environ, "LIGHTLOOM_EARS": _named(name)})
    return load_ears(options.ears, options)


class PocketsphinxAsItComes:
    """pocketsphinx with its own language model and settings, and without a voice detector."""

    languages: tuple[Language, ...] = ("en",)

    def __init__(self) -> None:
        # A stretch of 1.0 is none. Without naming it pocketsphinx would leave ours unstretched too:
        # it keeps that for the whole process.
        self._decoder = Decoder(
            samprate=float(SAMPLE_RATE), loglevel="FATAL", warp_type="inverse_linear", warp_params="1.0"
        )

    def hear(
        self, pcm: Pcm, *, partial: bool = False, language: Language = "en", names: Sequence[str] = ()
    ) -> Transcript:
        self._decoder.reinit_feat()
        self._decoder.start_utt()
        self._decoder.process_raw(pcm.tobytes(), full_utt=True)
        self._decoder.end_utt()
        return Transcript(text=self._decoder.hyp().hypstr if self._decoder.hyp() else "")


def _named(name: str) -> str:
    """A value of LIGHTLOOM_EARS: a folder needs its whole path."""
    return str(Path(name).resolve()) if Path(name).is_dir() else name


def _ears_of_the_models() -> Ears:
    """The models engine's ears, when it is warm. All its models are loaded, as in the service."""
    from inference.models.runtime.options import ModelOptions
    from inference.models.service import models_engine

    engine = models_engine(ModelOptions.read(os.environ))
    while not engine.warmup.ready:
        if engine.warmup.problem:
            raise EngineUnavailable(engine.warmup.problem)
        time.sleep(0.5)
    return engine.ears
