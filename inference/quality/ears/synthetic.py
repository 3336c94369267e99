"""Synthetic voices for the many sentences: flite's and espeak-ng's, in silence.

The *tuning* sentences were looked at while the language model of pocketsphinx' ears was built, the *fresh* ones were
written after it was fixed and never tuned on, the *older* ones were fresh for a language model before it. They say
nothing of accents, rooms or microphones: where they and people disagree, people count.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import read_wav

SENTENCES = Path(__file__).parent.parent / "sentences"
KINDS = ("tuning", "older", "fresh")
SETS = tuple(f"{kind}-{when}" for kind in ("narration", "everyday") for when in KINDS)
VOICES = ("slt", "rms")


class SpeechSynthesisError(Exception):
    """A sentence could not be spoken; the message says why in one sentence."""


def read_sentences(name: str) -> list[str]:
    """The sentences of a set, without its remarks. Raises FileNotFoundError for a set that is not there."""
    lines = (SENTENCES / f"{name}.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def speak(sentence: str, voice: str) -> Pcm:
    """The sentence in a voice of flite, or of espeak-ng if it is called ``en-…``; 16 kHz mono PCM16, shape (n,).

    Raises ``SpeechSynthesisError`` without the program or the voice.
    """
    program = "espeak-ng" if voice.startswith("en-") else "flite"
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "said.wav"
        command = {
            "espeak-ng": ["espeak-ng", "-v", voice, "-s", "150", "-w", str(clip), sentence],
            "flite": ["flite", "-voice", voice, "-t", sentence, "-o", str(clip)],
        }[program]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            raise SpeechSynthesisError(
                f"The ears are measured with {program}, which is not installed or lacks the voice {voice}."
            ) from error
        return read_wav(clip.read_bytes())
