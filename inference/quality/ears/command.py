"""``python -m inference.quality ears``: which ears hear what, and what of it is printed, kept and written.

The first run fetches recordings of people into ``--folder``; what cannot be had is told and left out.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from inference.environment import PROJECT
from inference.quality.ears.candidates import OTHERS, load_candidate
from inference.quality.ears.clips import keep, people, synthetic
from inference.quality.ears.conditions import CONDITIONS
from inference.quality.ears.measure import Report, hear_all, invented, long_phrases, partials_of
from inference.quality.ears.not_speech import not_speech, voice_behind_a_wall
from inference.quality.ears.synthetic import SETS, VOICES
from inference.quality.ears.tables import as_json, tables, words_table
from inference.quality.ears.words import plain_words

PAGE = PROJECT / "docs" / "voice.md"
BEGIN, END = "<!-- hearing: written by python -m inference.quality ears --write -->", "<!-- hearing ends -->"
WHAT = ("people", "synthetic", "partials", "nobody")


def add_measure(measures: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = measures.add_parser("ears", help="word error rate and speed of ears, on people and on synthetic voices")
    parser.add_argument(
        "--ears",
        nargs="+",
        default=["sketch"],
        metavar="NAME",
        help=f"one or more, on the same clips: a value of LIGHTLOOM_EARS, or {', '.join(OTHERS)}",
    )
    parser.add_argument("--only", nargs="+", default=list(WHAT), choices=WHAT, help="a part of what is measured")
    parser.add_argument("--part", nargs="+", default=["judged"], choices=("judged", "tuning"), help="people's clips")
    parser.add_argument("--conditions", nargs="+", default=list(CONDITIONS), choices=CONDITIONS)
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS, help="synthetic voices' sentences")
    parser.add_argument("--voices", nargs="+", default=list(VOICES), help="of flite, or of espeak-ng: en-gb, en-us, …")
    parser.add_argument("--folder", type=Path, default=PROJECT / "var" / "ears", help="where recordings are kept")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="write people's clips as WAVs, with what was said")
    parser.add_argument("--words", type=int, default=0, metavar="N", help="N clips of people, word by word")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure and all that was heard here")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/voice.md")
    parser.set_defaults(do=report)


def report(options: argparse.Namespace) -> str:
    """The tables. Raises ``EngineUnavailable`` for ears that cannot hear here, before anything is heard."""
    plain_words("")  # a missing normaliser is told now and not after minutes
    ears = {Path(name).name: load_candidate(name) for name in options.ears}
    found = Report()
    clips = []
    if {"people", "partials"} & set(options.only):
        clips = people(options.folder, tuple(options.part), options.conditions, _tell)
        if options.keep:
            keep(clips, options.keep)
    if "people" in options.only:
        found.people = hear_all(ears, clips, _tell)
    if "synthetic" in options.only:
        found.synthetic = hear_all(ears, synthetic(options.sets, options.voices), _tell)
    if "partials" in options.only and (phrases := long_phrases(clips)):
        found.partials = {name: partials_of(one, phrases) for name, one in ears.items()}
    if "nobody" in options.only:
        silent = {**not_speech(), "a voice behind a wall": voice_behind_a_wall()}
        found.without_speech = len(silent)
        found.invented = {name: invented(one, silent) for name, one in ears.items()}
    if options.json:
        options.json.write_text(as_json(found))
    text = tables(found)
    if options.write:
        before, rest = PAGE.read_text().split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{rest.split(END)[1]}")
    if options.words and found.people:
        text += "\n" + words_table(found.people, options.words)
    return text


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
