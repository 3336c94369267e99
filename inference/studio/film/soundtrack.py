"""The sound of a film: the world's own, following the scenes, and the narrators' kept voices
over it while it steps back.

It is made in pieces of some chords (``PIECE``), each from its number alone, so that a long film's sound takes no more
memory than a short one's and goes on after a worker died.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, gcd

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from inference.contract.errors import EngineError
from inference.contract.files.storage import Storage
from inference.contract.makings.plan import Plan
from inference.contract.sound.score import score_strip, sound_seed
from inference.contract.speech.audio import SAMPLE_RATE as VOICE_RATE
from inference.contract.speech.audio import read_wav
from inference.sound.render import Passage, render
from inference.sound.rules import read_rules
from inference.sound.synthesis import RATE
from inference.studio.film.shapes import FPS
from inference.studio.film.timing import DISSOLVE, Spoken, Timeline

PIECE = 6
"""Chords in a piece."""
DUCKED = 0.35
"""How loud the world's sound is under a voice."""
STEP_BACK = 0.5
"""Seconds in which it steps back and comes forward again."""
VOICE_LEVEL = 0.14
"""Loudness (root mean square) that a voice is brought to."""
LOUDER_MOST = 6.0
"""Nothing is made louder than so many times: what is silence stays silence."""
VOICE_EDGE = 0.02
"""Seconds in which a voice is faded in and out, against clicks."""

Samples = NDArray[np.float64]


def pieces_of(line: Timeline) -> int:
    return ceil(round(line.seconds * RATE) / (PIECE * _chord()))


def sound_piece(storage: Storage, plan: Plan, line: Timeline, number: int) -> bytes:
    """The ``number``-th piece of the film's sound: 16-bit stereo samples at 44.1 kHz, left and right in turn."""
    first = number * PIECE
    blocks = list(render(_passages(plan, line), read_rules(), first, first + PIECE))
    sound = np.concatenate(blocks, axis=1)
    start = first * _chord()
    time = (start + np.arange(sound.shape[1])) / RATE
    sound *= _stepped_back(line.spoken, time)
    for spoken in line.spoken:
        at = round(spoken.begin * RATE) - start
        if at < sound.shape[1] and at + round(spoken.seconds * RATE) > 0:
            _lay(sound, _voice(storage, spoken), at)
    # A voice over a loud place must not clip; below the knee nothing is changed.
    loud = np.abs(sound)
    sound = np.where(loud > 0.8, np.sign(sound) * (0.8 + 0.2 * np.tanh((loud - 0.8) / 0.2)), sound)
    return np.rint(sound.T * 32_767).astype("<i2").tobytes()


def measure_voices(storage: Storage, keys: Sequence[str]) -> dict[str, float]:
    """Seconds of the recordings that can be heard; one that is missing or broken is left out,
    as if it had not been kept."""
    lengths: dict[str, float] = {}
    for key in keys:
        try:
            samples = read_wav(storage.read(key))
        except EngineError:
            continue
        if len(samples) > VOICE_RATE // 10:
            lengths[key] = round(len(samples) / VOICE_RATE, 3)
    return lengths


def _chord() -> int:
    """Samples in a chord."""
    rules = read_rules()
    return int(rules.chord_steps * rules.step_seconds * RATE)


def _passages(plan: Plan, line: Timeline) -> list[Passage]:
    """Every scene's strip for as long as it is seen; a dissolve belongs half to either side."""
    strips = {strip.position: strip for strip in plan.strips}
    last = len(line.scenes) - 1
    passages: list[Passage] = []
    for index, scene in enumerate(line.scenes):
        strip = strips[scene.position]
        seconds = scene.frames / FPS - DISSOLVE / 2 * ((index > 0) + (index < last))
        score = score_strip(strip.direction, strip.palette, strip.position, sound_seed(plan.seed))
        if passages and passages[-1].score == score:
            passages[-1] = Passage(score, passages[-1].seconds + seconds)
        else:
            passages.append(Passage(score, seconds))
    # To the sample as long as the pictures.
    rest = line.seconds - sum(passage.seconds for passage in passages)
    passages[-1] = Passage(passages[-1].score, passages[-1].seconds + rest)
    return passages


def _stepped_back(spoken: Sequence[Spoken], time: Samples) -> Samples:
    """How loud the world's sound is at each ``time``."""
    back = np.zeros(len(time))
    for one in spoken:
        near = np.minimum(time - (one.begin - STEP_BACK), one.begin + one.seconds + STEP_BACK - time) / STEP_BACK
        back = np.maximum(back, np.clip(near, 0, 1))
    return np.asarray(1 - (1 - DUCKED) * back * back * (3 - 2 * back), np.float64)


def _voice(storage: Storage, spoken: Spoken) -> Samples:
    """A recording at the film's rate and loudness, as long as it is heard."""
    try:
        samples = read_wav(storage.read(spoken.key)).astype(np.float64) / 32_768
    except EngineError:
        return np.zeros(0)  # deleted since it was measured: its narrator took it back
    samples = samples[: round(spoken.seconds * VOICE_RATE)]
    common = gcd(RATE, VOICE_RATE)
    voice = resample_poly(samples, RATE // common, VOICE_RATE // common)
    loud = np.abs(voice) > 0.02
    if loud.any():
        voice = voice * min(LOUDER_MOST, VOICE_LEVEL / float(np.sqrt(np.mean(voice[loud] ** 2))))
    edge = min(len(voice) // 2, round(VOICE_EDGE * RATE))
    fade = np.linspace(0, 1, edge)
    voice[:edge] *= fade
    voice[len(voice) - edge :] *= fade[::-1]
    return np.asarray(voice, np.float64)


def _lay(sound: Samples, voice: Samples, at: int) -> None:
    """Add mono ``voice`` to both sides from the sample ``at`` on, which may lie before the piece."""
    begin, end = max(0, at), min(sound.shape[1], at + len(voice))
    if begin < end:
        sound[:, begin:end] += voice[begin - at : end - at]
