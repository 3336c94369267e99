"""The sound of a film: the world's own, following the scenes, ducked under the narrators' kept voices.

It is rendered in chunks of some chords (``CHUNK_CHORDS``), each from its number alone, so a long film's sound needs no
more memory than a short one's and continues after a worker died.
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
from inference.sound.synthesis import SAMPLE_RATE
from inference.studio.film.formats import FPS
from inference.studio.film.timeline import DISSOLVE, Timeline, VoiceClip

CHUNK_CHORDS = 6
"""Chords in a chunk."""
DUCKED_GAIN = 0.35
"""Gain of the world's sound under a voice."""
DUCK_SECONDS = 0.5
"""Seconds of the ramp before and after a voice."""
VOICE_LEVEL = 0.14
"""Root mean square to which voices are normalised."""
MAX_GAIN = 6.0
"""Maximum gain of a voice: silence stays silence."""
VOICE_FADE = 0.02
"""Seconds of the fades that avoid clicks."""

Samples = NDArray[np.float64]


def count_chunks(timeline: Timeline) -> int:
    """Chunks of the whole film."""
    return ceil(round(timeline.seconds * SAMPLE_RATE) / (CHUNK_CHORDS * _chord_samples()))


def render_chunk(storage: Storage, plan: Plan, timeline: Timeline, number: int) -> bytes:
    """The ``number``-th chunk of the film's sound: 16-bit interleaved stereo at 44.1 kHz."""
    first = number * CHUNK_CHORDS
    blocks = list(render(_passages(plan, timeline), read_rules(), first, first + CHUNK_CHORDS))
    sound = np.concatenate(blocks, axis=1)
    start = first * _chord_samples()
    time = (start + np.arange(sound.shape[1])) / SAMPLE_RATE
    sound *= _ducking_gain(timeline.voice_clips, time)
    for clip in timeline.voice_clips:
        at = round(clip.begin * SAMPLE_RATE) - start
        if at < sound.shape[1] and at + round(clip.seconds * SAMPLE_RATE) > 0:
            _mix_in(sound, _read_voice(storage, clip), at)
    # A voice over a loud place must not clip; below the knee nothing is changed.
    loud = np.abs(sound)
    sound = np.where(loud > 0.8, np.sign(sound) * (0.8 + 0.2 * np.tanh((loud - 0.8) / 0.2)), sound)
    return np.rint(sound.T * 32_767).astype("<i2").tobytes()


def measure_voices(storage: Storage, keys: Sequence[str]) -> dict[str, float]:
    """Seconds of each readable recording by key; missing and broken ones are left out."""
    lengths: dict[str, float] = {}
    for key in keys:
        try:
            samples = read_wav(storage.read(key))
        except EngineError:
            continue
        if len(samples) > VOICE_RATE // 10:
            lengths[key] = round(len(samples) / VOICE_RATE, 3)
    return lengths


def _chord_samples() -> int:
    """Samples in a chord."""
    rules = read_rules()
    return int(rules.chord_steps * rules.step_seconds * SAMPLE_RATE)


def _passages(plan: Plan, timeline: Timeline) -> list[Passage]:
    """Every scene's strip for as long as it is seen; each side has half of a dissolve."""
    strips = {strip.position: strip for strip in plan.strips}
    last = len(timeline.scenes) - 1
    passages: list[Passage] = []
    for index, scene in enumerate(timeline.scenes):
        strip = strips[scene.position]
        seconds = scene.frames / FPS - DISSOLVE / 2 * ((index > 0) + (index < last))
        score = score_strip(strip.direction, strip.palette, strip.position, sound_seed(plan.seed))
        if passages and passages[-1].score == score:
            passages[-1] = Passage(score, passages[-1].seconds + seconds)
        else:
            passages.append(Passage(score, seconds))
    # Exactly as long as the pictures.
    rest = timeline.seconds - sum(passage.seconds for passage in passages)
    passages[-1] = Passage(passages[-1].score, passages[-1].seconds + rest)
    return passages


def _ducking_gain(clips: Sequence[VoiceClip], time: Samples) -> Samples:
    """Gain of the world's sound at each ``time``."""
    back = np.zeros(len(time))
    for clip in clips:
        near = (
            np.minimum(time - (clip.begin - DUCK_SECONDS), clip.begin + clip.seconds + DUCK_SECONDS - time)
            / DUCK_SECONDS
        )
        back = np.maximum(back, np.clip(near, 0, 1))
    return np.asarray(1 - (1 - DUCKED_GAIN) * back * back * (3 - 2 * back), np.float64)


def _read_voice(storage: Storage, clip: VoiceClip) -> Samples:
    """A recording at the film's sample rate and loudness, cut to its clip."""
    try:
        samples = read_wav(storage.read(clip.key)).astype(np.float64) / 32_768
    except EngineError:
        return np.zeros(0)  # deleted since it was measured: its narrator took it back
    samples = samples[: round(clip.seconds * VOICE_RATE)]
    common = gcd(SAMPLE_RATE, VOICE_RATE)
    voice = resample_poly(samples, SAMPLE_RATE // common, VOICE_RATE // common)
    loud = np.abs(voice) > 0.02
    if loud.any():
        voice = voice * min(MAX_GAIN, VOICE_LEVEL / float(np.sqrt(np.mean(voice[loud] ** 2))))
    edge = min(len(voice) // 2, round(VOICE_FADE * SAMPLE_RATE))
    fade = np.linspace(0, 1, edge)
    voice[:edge] *= fade
    voice[len(voice) - edge :] *= fade[::-1]
    return np.asarray(voice, np.float64)


def _mix_in(sound: Samples, voice: Samples, at: int) -> None:
    """Add mono ``voice`` to both channels from the sample ``at`` on, which may lie before the chunk."""
    begin, end = max(0, at), min(sound.shape[1], at + len(voice))
    if begin < end:
        sound[:, begin:end] += voice[begin - at : end - at]
