"""Thousands of finished worlds in galleries, written straight into the database, to measure lists and the search.

Words follow Zipf's law over a vocabulary made of syllables, after a few words that most stories have. Nine worlds in
ten hang in a public gallery; one large gallery holds a tenth of all. Pictures are named, not painted. The same numbers
give the same worlds.
"""

from __future__ import annotations

import itertools
import random
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from worlds.actions.world.addresses import new_slug
from worlds.models import Gallery, Hanging, Narrator, Phrase, Room, Visibility, World
from worlds.search.index import index_gallery, search_vector, store_words
from worlds.search.words import tokenize

PHRASES = 10
PER_GALLERY = 20
LARGE = 10
"""The large gallery holds one world in so many."""
COMMON = [
    "castle",
    "sea",
    "moon",
    "river",
    "forest",
    "snow",
    "light",
    "tower",
    "boat",
    "night",
    "red",
    "stone",
    "bird",
    "wind",
    "hill",
]
SYLLABLES = [
    "ba",
    "de",
    "fi",
    "go",
    "lu",
    "ma",
    "ne",
    "pi",
    "ro",
    "su",
    "ta",
    "ve",
    "wi",
    "zo",
    "ka",
    "lin",
    "mor",
    "sel",
    "dan",
    "ter",
]


@dataclass(frozen=True)
class ManyWorlds:
    """What was hung, and who to look at it as."""

    worlds: int
    galleries: int
    large: Gallery
    owner: uuid.UUID
    """The browser that wove a fiftieth of the worlds, the private ones included,
    and made a fiftieth of the galleries."""


def hang_many(count: int, seed: int = 7) -> ManyWorlds:
    """Finish ``count`` worlds and hang them. Takes about 2 ms a world."""
    chance = random.Random(seed)
    made = ["".join(parts) for parts in itertools.product(SYLLABLES, repeat=3)]
    chance.shuffle(made)
    vocabulary = COMMON + made
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    people = [uuid.UUID(int=chance.getrandbits(128)) for _ in range(50)]
    now = timezone.now()

    rooms = [Room(name=f"Room {number}", code=f"W{seed:02d}{number:06d}") for number in range(-(-count // 5))]
    Room.objects.bulk_create(rooms, batch_size=1000)
    seats = [
        Narrator(room=room, guest=people[number % 50], name="Ada", role="host", colour=number % 12)
        for number, room in enumerate(rooms)
    ]
    Narrator.objects.bulk_create(seats, batch_size=1000)

    worlds: list[World] = []
    phrases: list[Phrase] = []
    indexed: set[str] = set()
    for number in range(count):
        seat = seats[number // 5]
        lines = [
            " ".join(chance.choices(vocabulary, cum_weights=weights, k=chance.randint(6, 12))) for _ in range(PHRASES)
        ]
        title = " ".join(chance.choices(vocabulary, cum_weights=weights, k=3)).capitalize()
        texts = {
            "A": tokenize(title),
            "B": tokenize(f"{lines[0]} Ada"),
            "C": tokenize(" ".join(lines)),
            "D": ["gouache"],
        }
        indexed.update(word for text in texts.values() for word in text)
        world = World(
            room=rooms[number // 5],
            number=1 + number % 5,
            state=World.State.FINISHED,
            strip_count=PHRASES,
            phrase_count=PHRASES,
            slug=new_slug(title, "world"),
            title=title,
            description=lines[0],
            credits=[{"id": seat.id.hex, "name": "Ada", "colour": seat.colour, "phrases": PHRASES}],
            art_styles=["gouache"],
            cover=f"worlds/{number}/cover.jpg",
            finished_at=now - timedelta(minutes=number),
            search=search_vector(texts),
        )
        worlds.append(world)
        phrases += [
            Phrase(world=world, narrator=seat, ordinal=at, source="typed", text=line, state=Phrase.State.PAINTED)
            for at, line in enumerate(lines, 1)
        ]
    World.objects.bulk_create(worlds, batch_size=500)
    Phrase.objects.bulk_create(phrases, batch_size=2000)
    store_words(indexed)
    galleries = _hang(worlds, people)
    return ManyWorlds(count, len(galleries), galleries[0], people[1])


def _hang(worlds: list[World], people: list[uuid.UUID]) -> list[Gallery]:
    """The first gallery is the large one; of the others every tenth is private."""
    large = Gallery(name="Everything", slug=new_slug("Everything", "gallery"), visibility="public", guest=people[0])
    galleries = [large]
    for number in range(-(-len(worlds) // PER_GALLERY)):
        name = f"Wall {number}"
        private = number % 10 == 9
        galleries.append(
            Gallery(
                name=name,
                slug=new_slug(name, "gallery"),
                visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
                guest=people[number % 50],
            )
        )
    Gallery.objects.bulk_create(galleries, batch_size=1000)
    for gallery in galleries:
        index_gallery(gallery)
    hangings = [
        Hanging(gallery=galleries[1 + number // PER_GALLERY], world=world, rank=1 + number % PER_GALLERY)
        for number, world in enumerate(worlds)
    ]
    hangings += [
        Hanging(gallery=large, world=world, rank=rank)
        for rank, world in enumerate(worlds[::LARGE], 1)
        if rank % 10  # leaves some of them private
    ]
    Hanging.objects.bulk_create(hangings, batch_size=2000)
    return galleries
