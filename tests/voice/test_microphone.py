"""The open microphone as a machine: sound in, words asked for and answered late or never, phrases out: whole,
in order and once.

Sound here is made of words: every word is a stretch of samples of one value,
so a made-up ear reads back exactly what was said.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.contract.speech.audio import SAMPLE_RATE
from inference.contract.speech.hearing import HearJob
from worlds.speech.cutter import PhraseCutter
from worlds.speech.microphone import PARTIAL_TIMEOUT, Microphone, PartialWords, SpokenPhrase

FRAME = 1600
WORD_SECONDS = 0.4
SPEAKS = "the old castle stands and then a moon rises over cold water with seven boats"
VOCABULARY = SPEAKS.split()


def sound(*parts: str | float) -> np.ndarray:
    """Words (0.4 s each) and pauses in seconds, as samples that tell which word they are."""
    pieces = []
    for part in parts:
        if isinstance(part, str):
            for word in part.split():
                pieces.append(np.full(int(WORD_SECONDS * SAMPLE_RATE), VOCABULARY.index(word) + 1, "<i2"))
        else:
            pieces.append(np.zeros(int(part * SAMPLE_RATE), "<i2"))
    return np.concatenate(pieces) if pieces else np.zeros(0, "<i2")


def hear(pcm: bytes) -> str:
    """What an ear would make of it: a word of which at least half came in."""
    samples = np.frombuffer(pcm, "<i2")
    runs = np.split(samples, np.flatnonzero(np.diff(samples)) + 1)
    words = [(run[0], len(run)) for run in runs if len(run)]
    return " ".join(
        VOCABULARY[value - 1] for value, length in words if value and length >= WORD_SECONDS * SAMPLE_RATE / 2
    )


def loud(chunk: bytes) -> float:
    return 1.0 if chunk.strip(b"\0") else 0.0


@dataclass
class Talk:
    """A narrator who talks into a ``Microphone``; the ear answers each request after ``delay`` seconds, or never."""

    delay: Callable[[int], float | None] = lambda number: 0.2
    microphone: Microphone = field(default_factory=lambda: Microphone("room:socket", "hub", PhraseCutter(loud)))
    said: list[SpokenPhrase] = field(default_factory=list)
    shown: list[PartialWords] = field(default_factory=list)
    unsure: bool = False
    """Whether the ear guesses."""
    asked: list[tuple[float, HearJob]] = field(default_factory=list)
    now: float = 0.0
    _answers: list[tuple[float, int, str]] = field(default_factory=list)

    def talk(self, *parts: str | float) -> Talk:
        pcm = sound(*parts)
        for start in range(0, len(pcm), FRAME):
            frame = pcm[start : start + FRAME]
            self.now += len(frame) / SAMPLE_RATE
            self._answer()
            self.said += self.microphone.feed(frame.tobytes(), self.now)
            self._ask()
        return self

    def stop(self) -> list[SpokenPhrase]:
        self.said += self.microphone.finish()
        return self.said

    def _answer(self) -> None:
        for due in [one for one in self._answers if one[0] <= self.now]:
            self._answers.remove(due)
            shown, said = self.microphone.receive_words(due[1], due[2], unsure=self.unsure)
            self.said += said
            self.shown += [shown] if shown else []
            self._ask()

    def _ask(self) -> None:
        job = self.microphone.request_words(self.now)
        if job is None:
            return
        self.asked.append((self.now, job))
        assert job.pcm is not None
        number = int(job.about.rsplit(":", 1)[1])
        delay = self.delay(number)
        if delay is not None:
            self._answers.append((self.now + delay, number, hear(base64.b64decode(job.pcm))))


def texts(said: Sequence[SpokenPhrase]) -> list[str]:
    return [hear(one.pcm) for one in said]


def test_words_are_there_at_the_pause() -> None:
    talk = Talk().talk(0.5, "the old castle stands", 0.8)
    (one,) = talk.said
    assert one.words == "the old castle stands"
    assert hear(one.pcm) == "the old castle stands"


def test_words_that_come_after_the_pause_are_waited_for_a_moment() -> None:
    talk = Talk(delay=lambda number: 0.7).talk(0.5, "the old castle stands", 0.7)
    assert talk.said == []
    talk.talk(0.4)
    assert [one.words for one in talk.said] == ["the old castle stands"]


def test_words_that_never_come_keep_nothing_waiting() -> None:
    talk = Talk(delay=lambda number: None).talk(0.5, "the old castle stands", 1.8)
    assert [one.words for one in talk.said] == [None], "it is to be heard from its sound"
    assert texts(talk.said) == ["the old castle stands"]


def test_words_that_were_guessed_are_known_as_a_guess() -> None:
    talk = Talk(unsure=True).talk(0.5, "the old castle stands", 0.8)
    talk.unsure = False
    talk.talk("a moon rises over cold water", 0.8)
    assert [(one.words, one.unsure) for one in talk.said] == [
        ("the old castle stands", True),
        ("a moon rises over cold water", False),
    ]


def test_words_that_are_not_known_are_no_guess() -> None:
    talk = Talk(unsure=True, delay=lambda number: 0.2 if number == 1 else None).talk(0.5, "the old castle stands", 1.8)
    assert [(one.words, one.unsure) for one in talk.said] == [(None, False)]


def test_another_language_holds_from_the_next_phrase_on() -> None:
    talk = Talk()
    talk.microphone.names = ("Rosalind",)
    talk.talk(0.5, "the old castle")
    talk.microphone.language = "de"
    talk.talk("stands and", 0.8, "then a moon", 2.5, "rises over", 0.8)
    assert [(one.words, one.language) for one in talk.said] == [
        ("the old castle stands and then a moon", "en"),
        ("rises over", "de"),
    ]
    assert [job.language for _, job in talk.asked] == sorted((job.language for _, job in talk.asked), reverse=True)
    assert all(job.names == ["Rosalind"] for _, job in talk.asked)


def test_two_sentences_are_two_phrases() -> None:
    talk = Talk().talk(0.5, "the old castle stands", 0.8, "a moon rises over cold water", 0.8)
    assert [one.words for one in talk.said] == ["the old castle stands", "a moon rises over cold water"]


def test_a_pause_after_and_then_does_not_tear_the_phrase_apart() -> None:
    talk = Talk().talk(0.5, "the old castle stands and then", 0.9, "a moon rises", 0.8)
    assert [one.words for one in talk.said] == ["the old castle stands and then a moon rises"]
    assert texts(talk.said) == ["the old castle stands and then a moon rises"]


def test_who_stops_after_and_is_kept_all_the_same() -> None:
    talk = Talk().talk(0.5, "the old castle and", 3.0)
    assert [one.words for one in talk.said] == ["the old castle and"]


def test_a_phrase_that_dangles_goes_when_the_key_is_let_go() -> None:
    talk = Talk().talk(0.5, "the old castle and", 0.8)
    assert talk.said == []
    assert [one.words for one in talk.stop()] == ["the old castle and"]


def test_a_phrase_that_goes_on_is_never_longer_than_twelve_seconds() -> None:
    long = " ".join(["cold", "water"] * 10) + " and"
    talk = Talk().talk(0.5, long, 0.9, long, 3.0)
    talk.stop()
    assert len(talk.said) == 2, "together they would be longer"
    assert " ".join(texts(talk.said)).split() == [*long.split(), *long.split()]
    assert all(len(one.pcm) <= 12 * SAMPLE_RATE * 2 for one in talk.said)


def test_one_request_is_on_its_way_at_a_time_and_one_that_is_lost_is_given_up() -> None:
    talk = Talk(delay=lambda number: None).talk(0.5, " ".join(["cold"] * 24))
    times = [at for at, _ in talk.asked]
    assert len(times) >= 3
    assert all(later - earlier >= PARTIAL_TIMEOUT for earlier, later in itertools.pairwise(times))


def test_words_are_shown_while_they_are_said_and_what_is_stable_stays() -> None:
    talk = Talk().talk(0.5, "the old castle stands over cold water", 0.3)
    assert talk.shown[0].text.startswith("the")
    assert abs(talk.shown[0].since - 0.5) < 0.05, "the moment somebody began to speak"
    stable = ""
    for shown in talk.shown:
        assert shown.text.startswith(stable)
        stable = shown.text[: shown.stable]
    assert stable.startswith("the old castle")


def test_a_phrase_knows_when_its_last_word_was_said() -> None:
    (one,) = Talk().talk(0.5, "the old castle", 1.0).said
    assert abs(one.said_at - 1.7) < 0.05


def test_a_late_frame_does_not_make_speech_late() -> None:
    microphone = Microphone("room:socket", "hub", PhraseCutter(loud))
    pcm = sound(0.5, "the old castle", 1.0)
    said: list[SpokenPhrase] = []
    for number, start in enumerate(range(0, len(pcm), FRAME)):
        late = 0.3 if number % 2 else 0.0
        said += microphone.feed(pcm[start : start + FRAME].tobytes(), 100 + (start + FRAME) / SAMPLE_RATE + late)
    assert abs(said[0].said_at - 101.7) < 0.05


def test_words_for_another_request_mean_nothing() -> None:
    talk = Talk(delay=lambda number: None).talk(0.5, "the old castle", 0.1)
    assert talk.microphone.receive_words(999, "a dragon") == (None, [])
    talk.talk(1.8)
    assert [one.words for one in talk.said] == [None]


def test_words_that_settle_are_told_once_for_each_text() -> None:
    microphone = Microphone("room:socket", "hub", PhraseCutter(loud))
    pcm = sound(0.3, "the old castle stands over cold water")
    settled = []
    for start in range(0, len(pcm), FRAME):
        now = (start + FRAME) / SAMPLE_RATE
        microphone.feed(pcm[start : start + FRAME].tobytes(), now)
        job = microphone.request_words(now)
        if job is not None:
            microphone.receive_words(int(job.about.rsplit(":", 1)[1]), "the old castle")
            settled.append(microphone.settled_words())
    assert [text for text in settled if text] == ["the old castle"]


def test_a_monologue_of_ten_minutes_is_cut_and_nothing_of_it_is_lost() -> None:
    chance = np.random.default_rng(5)
    talk = Talk(delay=lambda number: 0.3 if number % 3 else None)
    words: list[str] = []
    while talk.now < 600:
        sentence = list(chance.choice(VOCABULARY, chance.integers(2, 26)))
        # a repeated word would be one long one to this ear
        sentence = [word for at, word in enumerate(sentence) if at == 0 or word != sentence[at - 1]]
        talk.talk(" ".join(sentence), float(chance.uniform(0.05, 1.4)) + 0.01)
        words += sentence
    talk.stop()
    # a word that a cut goes through is in both phrases to this ear
    assert collapse(" ".join(texts(talk.said)).split()) == collapse(words)
    assert all(len(one.pcm) <= 12 * SAMPLE_RATE * 2 for one in talk.said)
    assert all(one.words is None or collapse(one.words.split()) == collapse(hear(one.pcm).split()) for one in talk.said)


def collapse(words: list[str]) -> list[str]:
    return [word for at, word in enumerate(words) if at == 0 or word != words[at - 1]]


said_and_paused = st.lists(
    st.tuples(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=12), st.integers(1, 18)),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, max_examples=80)
@given(said_and_paused, st.lists(st.one_of(st.none(), st.floats(0, 2)), min_size=1, max_size=4))
def test_whatever_is_said_comes_out_once_and_with_no_other_words(
    story: list[tuple[list[str], int]], delays: list[float | None]
) -> None:
    talk = Talk(delay=lambda number: delays[number % len(delays)])
    talk.talk(0.4)
    for words, pause in story:
        talk.talk(" ".join(words), pause / 10)
    talk.stop()
    everything = [word for words, _ in story for word in words]
    told = " ".join(texts(talk.said)).split()
    assert collapse(told) == collapse(everything)
    for one in talk.said:
        assert one.words is None or collapse(one.words.split()) == collapse(hear(one.pcm).split())
