"""The clips that ears are measured on: what was said, by whom, in which condition, and the samples.

People first, each of their clips in every condition; then synthetic voices as they are. A source that cannot be had is
told in one sentence and left out.
"""

from __future__ import annotations

import json
import re
import wave
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE
from inference.quality.ears.conditions import CONDITIONS
from inference.quality.ears.fetching import SourceMissing, fetch, read_clips
from inference.quality.ears.recordings import Part, recordings_of
from inference.quality.ears.synthetic import read_sentences, speak


@dataclass(frozen=True)
class Clip:
    name: str
    """Its own among all clips of its condition."""
    group: str
    """What it is counted with: a condition of people's voices, or a set of sentences."""
    speaker: str
    said: str
    pcm: Pcm


def people(
    folder: Path, parts: tuple[Part, ...], conditions: Sequence[str], tell: Callable[[str], object]
) -> list[Clip]:
    """Recordings of people in each condition. What is missing is told once."""
    plain: list[Clip] = []
    missing: set[str] = set()
    for source, recording in recordings_of(parts):
        try:
            if source.name in missing:
                continue
            clips = read_clips(recording, fetch(source, folder))
        except SourceMissing as sentence:
            missing.add(source.name)
            tell(str(sentence))
            continue
        stem = Path(recording.path).stem
        for index, (said, pcm) in enumerate(clips):
            plain.append(Clip(f"{source.name} {stem} {index}", "clean", recording.speaker, said, pcm))
    return [
        Clip(clip.name, name, clip.speaker, clip.said, CONDITIONS[name].put(clip.pcm, index))
        for name in conditions
        for index, clip in enumerate(plain)
    ]


def synthetic(sets: Sequence[str], voices: Sequence[str]) -> Iterator[Clip]:
    """Every sentence of the sets in every voice, spoken as it is asked for. Raises ``SpeechSynthesisError``."""
    for name in sets:
        for voice in voices:
            for index, sentence in enumerate(read_sentences(name)):
                yield Clip(f"{name} {voice} {index}", name, voice, sentence, speak(sentence, voice))


def keep(clips: Iterable[Clip], folder: Path) -> None:
    """The clips as WAVs, and ``clips.json`` with what was said in each, to be listened to or heard elsewhere."""
    listed = []
    for clip in clips:
        file = Path(clip.group) / (re.sub(r"\W+", "-", clip.name) + ".wav")
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(folder / file), "wb") as opened:
            opened.setnchannels(1)
            opened.setsampwidth(2)
            opened.setframerate(SAMPLE_RATE)
            opened.writeframes(clip.pcm.astype("<i2").tobytes())
        listed.append({"file": str(file), "group": clip.group, "speaker": clip.speaker, "said": clip.said})
    (folder / "clips.json").write_text(json.dumps(listed, indent=1, ensure_ascii=False) + "\n")
