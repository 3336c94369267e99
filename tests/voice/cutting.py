"""How well phrases are cut: recordings with pauses of known length, in quiet and in noise,
through the real cutter and detector.

``python -m tests.voice.cutting --write`` measures and puts the table into docs/voice.md. A pause of 0.75 s or more
should be a cut, a breath of 0.45 s or less should not; lengths between are not asked about. A cut is where a phrase's
last speech ended: it is the right one if that lies between the end of one sentence and the beginning of the next.
Beginnings and ends are lost where the first or last tenth of a second of a sentence is in no phrase.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tests.voice.recordings import ESPEAK, FLITE, RATE, Recording, tell
from worlds.speech.cutter import Cut, CutterOptions, PhraseCutter

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "voice.md"
BEGIN, END = "<!-- cutting: written by python -m tests.voice.cutting --write -->", "<!-- cutting ends -->"
SENTENCES = (
    "An old castle stands on a hill above the dark sea",
    "A red moon rises over the mountains",
    "Three small boats lie in the quiet harbour",
    "Snow begins to fall on the forest",
    "The lamp of the lighthouse burns all night",
    "At dawn the birds fly over the river",
)
PAUSE_LEAST, BREATH_MOST = 0.75, 0.45
PAUSES = ((0.8, 0.3, 1.2, 0.4, 0.9), (1.5, 0.45, 0.75, 0.25, 2.0))
BREATHS = (0.4, 0.3, 0.45, 0.35, 0.4)
EDGE = int(0.1 * RATE)
LATE = int(0.15 * RATE)
"""The detector may hear the quiet between two words of a sentence's end as its end, or the end a little late."""


@dataclass(frozen=True)
class Condition:
    """``pauses`` between the sentences, and the noise below them."""

    name: str
    pauses: Sequence[float]
    noise: str = "none"
    snr: float = 0.0


CONDITIONS = (
    Condition("quiet room", PAUSES[0]),
    Condition("quiet room, other pauses", PAUSES[1]),
    Condition("pink noise, 20 dB below the voice", PAUSES[0], "pink", 20),
    Condition("pink noise, 10 dB", PAUSES[1], "pink", 10),
    Condition("brown noise (a street), 10 dB", PAUSES[0], "brown", 10),
    Condition("white noise (a fan), 15 dB", PAUSES[1], "white", 15),
    Condition("pink noise as loud as the voice", PAUSES[0], "pink", 0),
    Condition("no pause at all, only breaths", BREATHS),
)


@dataclass(frozen=True)
class Score:
    """What came of one recording or of several."""

    recordings: int = 0
    pauses: int = 0
    missed: int = 0
    breaths: int = 0
    too_many: int = 0
    sentences: int = 0
    beginnings_lost: int = 0
    ends_lost: int = 0
    longest: float = 0.0
    """Seconds of the longest phrase."""

    def __add__(self, other: Score) -> Score:
        sums = {name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__}
        return replace(Score(**sums), longest=max(self.longest, other.longest))


def recordings(
    conditions: Iterable[Condition] = CONDITIONS, voices: Sequence[str] = (*FLITE, *ESPEAK)
) -> Iterator[tuple[Condition, Recording]]:
    for condition, (number, voice) in itertools.product(conditions, enumerate(voices)):
        yield condition, tell(SENTENCES, condition.pauses, voice, noise=condition.noise, snr=condition.snr, seed=number)


def cut(recording: Recording, options: CutterOptions | None = None) -> list[Cut]:
    """The phrases, as they come of frames of a tenth of a second."""
    cutter, cuts = PhraseCutter(options=options), []
    pcm = recording.pcm.astype("<i2").tobytes()
    for start in range(0, len(pcm), 3200):
        cuts += cutter.feed(pcm[start : start + 3200])
    last = cutter.finish()
    return [*cuts, last] if last else cuts


def score(recording: Recording, pauses: Sequence[float], cuts: Sequence[Cut]) -> Score:
    """Compare the cuts of ``recording`` with the ``pauses`` it was made with."""
    kept = np.zeros(len(recording.pcm) + RATE, bool)
    for one in cuts:
        kept[one.start : one.end] = True
    gaps = [(end, begin) for (_, end), (begin, _) in itertools.pairwise(recording.spans)]
    wanted = [gap for gap, pause in zip(gaps, pauses, strict=True) if pause >= PAUSE_LEAST]
    breaths = [gap for gap, pause in zip(gaps, pauses, strict=True) if pause <= BREATH_MOST]
    places = [one.speech_end for one in cuts[:-1]]
    right = [gap for gap in wanted if any(gap[0] - LATE <= place <= gap[1] for place in places)]
    long = not wanted
    # without a pause the cutter takes the best breath before twelve seconds, which is no cut too many
    allowed = breaths if long else wanted
    wrong = [place for place in places if not any(gap[0] - LATE <= place <= gap[1] for gap in allowed)]
    return Score(
        recordings=1,
        pauses=len(wanted),
        missed=len(wanted) - len(right),
        breaths=len(breaths),
        too_many=len(wrong),
        sentences=len(recording.spans),
        beginnings_lost=sum(not kept[begin : begin + EDGE].all() for begin, _ in recording.spans),
        ends_lost=sum(not kept[end - EDGE : end].all() for _, end in recording.spans),
        longest=max((one.seconds for one in cuts), default=0.0),
    )


def table(scores: dict[str, Score]) -> str:
    """The scores as Markdown, with their sum."""
    lines = [
        "| recordings | of them | pauses | cuts missed | breaths | cuts too many | sentences "
        "| beginnings lost | ends lost | longest phrase |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    everything = sum(scores.values(), Score())
    for name, one in [*scores.items(), ("**all**", everything)]:
        lines.append(
            f"| {name} | {one.recordings} | {one.pauses} | {one.missed} | {one.breaths} | {one.too_many} "
            f"| {one.sentences} | {one.beginnings_lost} | {one.ends_lost} | {one.longest:.1f} s |"
        )
    return "\n".join(lines)


def measure(
    conditions: Iterable[Condition] = CONDITIONS, voices: Sequence[str] = (*FLITE, *ESPEAK)
) -> dict[str, Score]:
    scores: dict[str, Score] = {}
    for condition, recording in recordings(conditions, voices):
        one = score(recording, condition.pauses, cut(recording))
        scores[condition.name] = scores.get(condition.name, Score()) + one
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.voice.cutting", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/voice.md")
    wish = parser.parse_args()
    measured = table(measure())
    sys.stdout.write(f"{measured}\n")
    if wish.write:
        page = PAGE.read_text()
        before, rest = page.split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{measured}\n\n{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    main()
