"""The sketch art director: names and describes a finished world from its directions, and lists the shots of its film.

It gives a title that is not taken yet, two sentences, a caption and a shot for every strip in order; the same
seed gives the same words. A title hint is used as it stands where it is free. It does not look at the pictures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from inference.contract.direction import Element, Palette
from inference.contract.finishing import Answer, AskJob, FilmShot, FinishJob
from inference.contract.pieces import StripNote
from inference.engine.protocols import Description, MuralView, StepCallback, ignore_steps
from inference.engine.titles import (
    MAX_TITLE,
    normalised_title,
    numbered_titles,
    title_from_hint,
)
from inference.sketch.art_director import answers
from inference.sketch.art_director.indoors import in_view, placed
from inference.sketch.art_director.said import said_counts
from inference.sketch.art_director.staging import staged
from inference.sketch.art_director.wording import Name, noun_phrase, number, title_name, titles_of
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.drawing.noise import unit_of

_PLACES = ("land", "water", "trees", "ground", "building")
_ACTORS = ("creature", "vehicle")
_WEIGHT = {
    "land": 1.0,
    "water": 1.0,
    "trees": 0.8,
    "ground": 0.6,
    "weather": 0.9,
    "sky": 1.2,
    "building": 2.6,
    "vehicle": 3.0,
    "creature": 3.2,
    "object": 3.0,
    "plant": 2.4,
}

_AT_PLACE: dict[str, tuple[str, ...]] = {
    "dawn": ("First Light over the {0}", "Dawn over the {0}", "Morning Comes to the {0}"),
    "day": ("A Clear Day over the {0}", "The Way to the {0}", "Noon over the {0}"),
    "golden": ("Gold on the {0}", "Late Sun over the {0}", "The Long Light on the {0}"),
    "dusk": ("Dusk over the {0}", "Evening Comes to the {0}", "Last Light on the {0}"),
    "night": ("Night over the {0}", "Starlight over the {0}", "A Long Night over the {0}"),
    "storm": ("Storm over the {0}", "Thunder over the {0}", "Dark Weather over the {0}"),
    "overcast": ("Grey Skies over the {0}", "Still Weather over the {0}", "Clouds over the {0}"),
    "glow": ("Lights over the {0}", "A Glow beyond the {0}", "Embers over the {0}"),
}
_TWO_PLACES = ("From the {0} to the {1}", "Between the {0} and the {1}", "The {0} beyond the {1}")
_ACTOR_AND_PLACE = (
    "The {0} of the {1}",
    "The {0} and the {1}",
    "How the {0} Came to the {1}",
    "The {0} beyond the {1}",
)
_ACTOR = ("What the {0} Saw", "A Song for the {0}", "The Way of the {0}", "Waiting for the {0}")
_ANY_TWO = ("The {0} and the {1}", "After the {0}, the {1}", "Beyond the {1}, the {0}")
_PLACE = ("The Road to the {0}", "Remember the {0}", "A Map of the {0}", "Home to the {0}")
_AT = {
    "dawn": "at first light",
    "day": "by day",
    "golden": "in late golden light",
    "dusk": "at dusk",
    "night": "at night",
    "storm": "under a storm",
    "overcast": "under a grey sky",
    "glow": "by lamplight",
}


class SketchArtDirector:
    """Names worlds by templates; holds no state."""

    def describe(
        self, job: FinishJob, palette: Palette, mural: MuralView, on_step: StepCallback = ignore_steps
    ) -> Description:
        """All in one quick step: title (at most 120 characters, none of ``job.taken_titles``), two sentences, captions
        by position, a shot per strip."""
        taken = {normalised_title(title) for title in job.taken_titles}
        title = next(name for name in _titles(job) if normalised_title(name) not in taken)
        said = _said(job.strips)
        captions = {strip.position: _caption(strip, said) for strip in job.strips}
        return Description(title, _description(job, palette), captions, tuple(_shots(job, captions)))

    def answer(self, job: AskJob, mural: MuralView) -> Answer:
        """An answer out of the narration and the directions, with the strip that tells it; any question gets one."""
        return answers.answer(job)


def _subjects(strips: Sequence[StripNote]) -> list[Element]:
    """What the world is about, the most telling first: things before land,
    what a strip adds before what only stands on."""
    score: Counter[str] = Counter()
    shown: dict[str, Element] = {}
    before: set[str] = set()
    for strip in strips:
        kinds = {element.kind for element in strip.direction.elements}
        for element in strip.direction.elements:
            if element.kind in before or not titles_of(element.kind):
                continue
            score[element.kind] += int(100 * _WEIGHT.get(GROUP_OF[element.kind], 1))
            best = shown.get(element.kind)
            if best is None or (element.colour is not None, element.count) > (best.colour is not None, best.count):
                shown[element.kind] = element
        before = kinds
    return [shown[kind] for kind, _ in sorted(score.items(), key=lambda pair: (-pair[1], pair[0]))]


def _titles(job: FinishJob) -> Iterator[str]:
    """Titles, the best first; never ends."""
    hint = " ".join(job.title_hint.split())[:MAX_TITLE]
    made = list(dict.fromkeys(_made(job)))
    if hint:
        yield title_from_hint(hint)
        yield from (f"{hint}: {title}"[:MAX_TITLE] for title in made)
    yield from made
    yield from numbered_titles(hint or made[0])


def _made(job: FinishJob) -> Iterator[str]:
    subjects = _subjects(job.strips)[:6]
    names = [title_name(element, unit_of(job.seed, 3, index)) for index, element in enumerate(subjects)]
    lights = Counter(strip.direction.light for strip in job.strips)
    light = sorted(lights.items(), key=lambda pair: (-pair[1], pair[0]))[0][0]
    if not names:
        yield from _shuffled([form.format("Quiet Country") for form in (*_AT_PLACE[light], *_PLACE)], job.seed)
        return
    yield from _shuffled(list(_formed(names[:3], light)), job.seed)
    yield from _shuffled(list(_formed(names, light)), job.seed + 1)


def _formed(names: Sequence[Name], light: str) -> Iterator[str]:
    """Every title that the templates make of some names, each where its sense allows it."""
    for name in names:
        group = GROUP_OF[name.kind]
        if group in _PLACES:
            yield from (form.format(name.words) for form in (*_AT_PLACE[light], *_PLACE))
        if group in _ACTORS:
            yield from (form.format(name.words) for form in _ACTOR)
        for other in names:
            if other is name:
                continue
            if group in _ACTORS and GROUP_OF[other.kind] in _PLACES:
                yield from (form.format(name.words, other.words) for form in _ACTOR_AND_PLACE)
            elif group in _PLACES and GROUP_OF[other.kind] in _PLACES:
                yield from (form.format(name.words, other.words) for form in _TWO_PLACES)
            elif group not in _PLACES:
                yield from (form.format(name.words, other.words) for form in _ANY_TWO)


def _shuffled(titles: list[str], seed: int) -> list[str]:
    order = sorted(range(len(titles)), key=lambda index: unit_of(seed % 65521 + 1, 60 + index, seed))
    return [titles[index] for index in order]


def _description(job: FinishJob, palette: Palette) -> str:
    """Where the story begins and ends, then what lies between, who told it and in which colours."""
    strips = sorted(job.strips, key=lambda strip: strip.position)
    first, last = strips[0], strips[-1]
    said = _said(strips)
    opening, ending = _scene(first, said), _scene(last, said)
    if len(strips) == 1:
        begin = f"One strip shows {opening}."
    elif opening == ending:
        begin = f"In {number(len(strips))} strips it keeps to {opening}."
    else:
        begin = f"It begins with {opening} and, {number(len(strips))} strips on, ends with {ending}."
    ends = {element.kind for strip in (first, last) for element in strip.direction.elements}
    between = [_told(element, said) for element in _subjects(strips) if element.kind not in ends][:3]
    people = [name for name in dict.fromkeys(name.strip() for name in job.narrators) if name]
    by = f"told by {_and(people[:6])}" if people else "told aloud"
    warm = "warm" if palette.warmth > 0.12 else ("cool" if palette.warmth < -0.12 else "muted")
    deep = "dark" if palette.brightness < 0.3 else ("bright" if palette.brightness > 0.62 else "soft")
    moods = Counter(strip.direction.mood for strip in strips)
    mood = sorted(moods.items(), key=lambda pair: (-pair[1], pair[0]))[0][0]
    article = "an" if mood[0] in "aeiou" else "a"
    rest = f"{article} {mood} story in {deep}, {warm} colours, {by}."
    passing = [words for words in between if words]
    second = f"On the way it passes {_and(passing)}: {rest}" if passing else f"It is {rest}"
    return f"{begin} {second}"[:1000]


_SaidCounts = frozenset[tuple[str, int]]
"""Kinds with the numbers that somebody said of them, anywhere in the world."""


def _said(strips: Sequence[StripNote]) -> _SaidCounts:
    return frozenset(count for strip in strips for count in said_counts(strip.text))


def _told(element: Element, said: _SaidCounts) -> str:
    """An element in words, with its number only where somebody said that number of them."""
    return noun_phrase(element, counted=element.count == 1 or (element.kind, element.count) in said)


def _scene(strip: StripNote, said: _SaidCounts) -> str:
    """A strip in a few words: what it shows first, where, and in which light."""
    elements = sorted(strip.direction.elements, key=lambda element: -_WEIGHT.get(GROUP_OF.get(element.kind, ""), 0))
    told = partial(_told, said=said)
    seen = [words for words in map(in_view(elements, told), elements[:2]) if words]
    return f"{placed(_and(seen), elements, told)} {_AT[strip.direction.light]}"


def _caption(strip: StripNote, said: _SaidCounts) -> str:
    """What a strip shows, for those who do not see it, and the phrase itself."""
    elements = strip.direction.elements
    told = partial(_told, said=said)
    seen = staged(elements, in_view(elements, told))[:6]
    scene = f"{placed(_and(seen), elements, told)}, {_AT[strip.direction.light]}"
    return f"{scene[:1].upper()}{scene[1:]}. “{strip.text}”"


def _shots(job: FinishJob, captions: dict[int, str]) -> Iterator[FilmShot]:
    """The film: a still opening, then along the mural strip by strip, nearer where something is told from near,
    the whole last."""
    strips = sorted(job.strips, key=lambda strip: strip.position)
    for index, strip in enumerate(strips):
        near = strip.direction.shot in ("close", "medium") and any(
            GROUP_OF.get(element.kind) in ("building", *_ACTORS, "object") for element in strip.direction.elements
        )
        move = "hold" if index == 0 else ("push" if near else "pan")
        seconds = round(min(9.0, 3.0 + 0.32 * len(strip.text.split())), 1)
        yield FilmShot(
            position=strip.position,
            x=strip.x,
            width=strip.width,
            move=move,
            seconds=seconds,
            caption=captions[strip.position],
        )
    yield FilmShot(
        position=strips[-1].position,
        x=strips[0].x,
        width=strips[-1].x + strips[-1].width - strips[0].x,
        move="pull",
        seconds=round(min(14.0, 5.0 + 0.4 * len(strips)), 1),
        caption="",
    )


def _and(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]
