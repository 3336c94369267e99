"""The word error rate of the sketch ears: sentences spoken by flite's voices, compared with what was heard.

pocketsphinx with its own language model hears the same clips beside ours. The sentences are in ``sentences``: the
*tuning* ones were looked at while the language model was built, the *fresh* ones were written after it was fixed and
never tuned on, the *older* ones were fresh for a language model before it. Synthetic voices in silence only: it says
nothing of accents, rooms or microphones.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pocketsphinx import Decoder

from inference.contract.arrays import Pcm
from inference.contract.speech.audio import SAMPLE_RATE, read_wav
from inference.sketch.ears.pocketsphinx.language_model.words import AS_SPOKEN_HERE
from inference.sketch.ears.pocketsphinx.recognizer import PocketsphinxEars

SENTENCES = Path(__file__).parent / "sentences"
KINDS = ("tuning", "older", "fresh")
SETS = tuple(f"{kind}-{when}" for kind in ("narration", "everyday") for when in KINDS)
VOICES = ("slt", "rms")
Hear = Callable[[Pcm], str]


class SpeechSynthesisError(Exception):
    """A sentence could not be spoken; the message says why in one sentence."""


@dataclass
class Score:
    """What one recogniser made of one set in one voice. ``cpu`` and ``audio`` are seconds; a rate is a share of 1."""

    words: int = 0
    substituted: int = 0
    left_out: int = 0
    added: int = 0
    cpu: float = 0.0
    audio: float = 0.0
    mistakes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return self.substituted + self.left_out + self.added

    @property
    def error_rate(self) -> float:
        return self.errors / max(1, self.words)

    @property
    def real_time_factor(self) -> float:
        return self.cpu / max(1e-9, self.audio)


@dataclass
class Row:
    sentences: str
    voice: str
    count: int
    ours: Score
    default: Score


def read_sentences(name: str) -> list[str]:
    """The sentences of a set, without its remarks. Raises FileNotFoundError for a set that is not there."""
    lines = (SENTENCES / f"{name}.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def speak(sentence: str, voice: str) -> Pcm:
    """The sentence in a voice of flite, 16 kHz mono PCM16, shape (n,). ``SpeechSynthesisError`` without flite."""
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "said.wav"
        try:
            subprocess.run(["flite", "-voice", voice, "-t", sentence, "-o", str(clip)], check=True, capture_output=True)
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            raise SpeechSynthesisError(
                "The ears are measured with flite, which is not installed or lacks the voice."
            ) from error
        return read_wav(clip.read_bytes())


def plain_words(text: str) -> list[str]:
    """Lower-case words in one spelling, so that neither recogniser pays for an American or a British one."""
    return [AS_SPOKEN_HERE.get(word, word) for word in re.findall(r"[a-z0-9']+", text.lower())]


def compare(said: Sequence[str], heard: Sequence[str]) -> tuple[int, int, int]:
    """Words (substituted, left out, added) in a cheapest alignment: Levenshtein's over words."""
    # Each cell is (errors, substituted, left out, added) of the best way to that place.
    row = [(at, 0, 0, at) for at in range(len(heard) + 1)]
    for index, word in enumerate(said, start=1):
        above, row = row, [(index, 0, index, 0)]
        for at, other in enumerate(heard, start=1):
            errors, substituted, left_out, added = above[at - 1]
            change = int(word != other)
            ways = [(errors + change, substituted + change, left_out, added)]
            errors, substituted, left_out, added = above[at]
            ways.append((errors + 1, substituted, left_out + 1, added))
            errors, substituted, left_out, added = row[-1]
            ways.append((errors + 1, substituted, left_out, added + 1))
            row.append(min(ways))
    return row[-1][1:]


def default_ears() -> Hear:
    """pocketsphinx as it comes: its own language model and settings."""
    # A stretch of 1.0 is none. Without naming it pocketsphinx would leave ours unstretched too:
    # it keeps that for the whole process.
    decoder = Decoder(samprate=float(SAMPLE_RATE), loglevel="FATAL", warp_type="inverse_linear", warp_params="1.0")

    def hear(pcm: Pcm) -> str:
        decoder.reinit_feat()
        decoder.start_utt()
        decoder.process_raw(pcm.tobytes(), full_utt=True)
        decoder.end_utt()
        return decoder.hyp().hypstr if decoder.hyp() else ""

    return hear


def our_ears() -> Hear:
    ears = PocketsphinxEars()
    return lambda pcm: ears.hear(pcm).text


def listen(hear: Hear, sentence: str, pcm: Pcm, score: Score) -> None:
    """Hear one clip and add what came of it to ``score``. CPU time is that of all threads of this process."""
    begin = time.process_time()
    text = hear(pcm)
    score.cpu += time.process_time() - begin
    score.audio += len(pcm) / SAMPLE_RATE
    said, heard = plain_words(sentence), plain_words(text)
    substituted, left_out, added = compare(said, heard)
    score.words += len(said)
    score.substituted += substituted
    score.left_out += left_out
    score.added += added
    if said != heard:
        score.mistakes.append((sentence, text))


def measure(sets: Sequence[str] = SETS, voices: Sequence[str] = VOICES) -> list[Row]:
    """One row for each set and voice, both recognisers on the same clips."""
    ours, default = our_ears(), default_ears()
    rows = []
    for name in sets:
        sentences = read_sentences(name)
        for voice in voices:
            row = Row(name, voice, len(sentences), Score(), Score())
            for sentence in sentences:
                pcm = speak(sentence, voice)
                listen(ours, sentence, pcm, row.ours)
                listen(default, sentence, pcm, row.default)
            rows.append(row)
    return rows


def total(rows: Sequence[Row], name: str) -> Row:
    """The rows of one set as one."""
    own = [row for row in rows if row.sentences == name]
    whole = Row(name, "all", sum(row.count for row in own), Score(), Score())
    for row in own:
        for score, part in ((whole.ours, row.ours), (whole.default, row.default)):
            for key in ("words", "substituted", "left_out", "added", "cpu", "audio", "mistakes"):
                setattr(score, key, getattr(score, key) + getattr(part, key))
    return whole


def table(rows: Sequence[Row]) -> str:
    lines = [
        "| sentences | voice | clips | words | wrong | word error | default model | CPU per second of speech |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name in dict.fromkeys(row.sentences for row in rows):
        for row in [*(row for row in rows if row.sentences == name), total(rows, name)]:
            lines.append(
                f"| {name} | {row.voice} | {row.count} | {row.ours.words} | {row.ours.errors} "
                f"| {row.ours.error_rate:.1%} | {row.default.error_rate:.1%} | {row.ours.real_time_factor:.2f} s |"
            )
    return "\n".join(lines) + "\n"


def as_json(rows: Sequence[Row]) -> str:
    return json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False) + "\n"


def add_measure(measures: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = measures.add_parser("ears", help="word error rate and speed of the sketch ears on flite's voices")
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    parser.add_argument("--voices", nargs="+", default=list(VOICES), help="voices of flite (flite -lv names them)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures and every misheard sentence here")
    parser.set_defaults(do=report)


def report(options: argparse.Namespace) -> str:
    rows = measure(options.sets, options.voices)
    if options.json:
        options.json.write_text(as_json(rows))
    return table(rows)
