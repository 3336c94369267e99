"""Lets several ears hear the same clips in one run, and writes down what each made of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE
from inference.engine.protocols import Ears
from inference.quality.ears.clips import Clip
from inference.quality.ears.score import Score, listen, time_partials

LONG_PHRASE = 6.0
"""Seconds of the phrase whose partials are timed."""
PHRASES = 6
"""How many such phrases."""


@dataclass
class Group:
    """The clips of one condition or set, by one speaker or all: ``scores`` by the name of the ears."""

    name: str
    speaker: str
    clips: int = 0
    scores: dict[str, Score] = field(default_factory=dict)


@dataclass
class Partials:
    """CPU seconds of one hearing of a phrase so far, over all of the phrases, and of the last of each."""

    mean: float
    last: float


@dataclass
class Report:
    people: list[Group] = field(default_factory=list)
    synthetic: list[Group] = field(default_factory=list)
    partials: dict[str, Partials] = field(default_factory=dict)
    invented: dict[str, dict[str, str]] = field(default_factory=dict)
    """By ears: what was heard in which clip without speech; empty texts are left out."""
    without_speech: int = 0


def hear_all(ears: Mapping[str, Ears], clips: Iterable[Clip], heard: Callable[[str], object]) -> list[Group]:
    """Each clip by all ears before the next; a group for each condition or set and speaker, in the order of the clips.

    ``heard`` is called with the name of each group when it begins.
    """
    groups: dict[tuple[str, str], Group] = {}
    for clip in clips:
        key = clip.group, clip.speaker
        if key not in groups:
            heard(f"{clip.group}: {clip.speaker}")
            groups[key] = Group(*key, scores={name: Score() for name in ears})
        group = groups[key]
        group.clips += 1
        for name, one in ears.items():
            listen(one, clip.said, clip.pcm, group.scores[name], clip.name)
    return list(groups.values())


def together(groups: Iterable[Group], name: str, speaker: str = "all") -> Group:
    """Several groups as one."""
    whole = Group(name, speaker)
    for group in groups:
        whole.clips += group.clips
        for ears, part in group.scores.items():
            score = whole.scores.setdefault(ears, Score())
            for key in ("words", "substituted", "left_out", "added", "cpu", "audio", "clips"):
                setattr(score, key, getattr(score, key) + getattr(part, key))
    return whole


def by_name(groups: Iterable[Group]) -> list[Group]:
    """One group for each condition or set."""
    ordered = list(groups)
    return [
        together((group for group in ordered if group.name == name), name)
        for name in dict.fromkeys(group.name for group in ordered)
    ]


def long_phrases(clips: Iterable[Clip], count: int = PHRASES) -> list[Pcm]:
    """Phrases of six seconds: the beginnings of clips that are long enough, else clips said one after another."""
    longest = int(LONG_PHRASE * SAMPLE_RATE)
    ordered = [clip.pcm for clip in clips]
    phrases = [pcm[:longest] for pcm in ordered if len(pcm) >= longest][:count]
    short = iter([pcm for pcm in ordered if len(pcm) < longest])
    while len(phrases) < count:
        joined = np.concatenate([np.zeros(0, np.int16), *itertools.islice(short, 4)])
        if len(joined) < longest:
            break
        phrases.append(joined[:longest])
    return phrases


def partials_of(ears: Ears, phrases: Iterable[Pcm]) -> Partials:
    spent = [time_partials(ears, pcm) for pcm in phrases]
    return Partials(float(np.mean(np.concatenate(spent))), float(np.mean([one[-1] for one in spent])))


def invented(ears: Ears, clips: Mapping[str, Pcm]) -> dict[str, str]:
    """What was heard where nobody spoke, by the name of the clip."""
    heard = {name: ears.hear(pcm).text for name, pcm in clips.items()}
    return {name: text for name, text in heard.items() if text}
