"""What the sketch engine knows: one record for each kind of thing, and what follows from all of them together.

A new kind is one record in the module of its like, decorated onto the function that draws it (kind.py says what a
record holds). Importing this package registers every kind; it loads no graphics library.
"""

from __future__ import annotations

from inference.sketch.catalogue import appliances as appliances
from inference.sketch.catalogue import buildings as buildings
from inference.sketch.catalogue import celebrations as celebrations
from inference.sketch.catalogue import dinosaurs as dinosaurs
from inference.sketch.catalogue import fantasy as fantasy
from inference.sketch.catalogue import furniture as furniture
from inference.sketch.catalogue import garden as garden
from inference.sketch.catalogue import hearth_and_kitchen as hearth_and_kitchen
from inference.sketch.catalogue import land as land
from inference.sketch.catalogue import land_animals as land_animals
from inference.sketch.catalogue import landmarks as landmarks
from inference.sketch.catalogue import lights as lights
from inference.sketch.catalogue import people as people
from inference.sketch.catalogue import places as places
from inference.sketch.catalogue import robots as robots
from inference.sketch.catalogue import rooms as rooms
from inference.sketch.catalogue import sky as sky
from inference.sketch.catalogue import street_and_yard as street_and_yard
from inference.sketch.catalogue import things as things
from inference.sketch.catalogue import trees as trees
from inference.sketch.catalogue import undergrowth as undergrowth
from inference.sketch.catalogue import vehicles as vehicles
from inference.sketch.catalogue import wares as wares
from inference.sketch.catalogue import water as water
from inference.sketch.catalogue import water_and_air_animals as water_and_air_animals
from inference.sketch.catalogue import weapons as weapons
from inference.sketch.catalogue import wild_animals as wild_animals
from inference.sketch.catalogue import works as works
from inference.sketch.catalogue import yard_and_field as yard_and_field
from inference.sketch.catalogue.kind import KIND_OF_WORD as KIND_OF_WORD
from inference.sketch.catalogue.kind import KINDS as KINDS
from inference.sketch.catalogue.kind import Group

GROUP_OF: dict[str, Group] = {name: kind.group for name, kind in KINDS.items()}

IRREGULAR: dict[str, str] = {form: word for kind in KINDS.values() for form, word in kind.irregular.items()}
"""Forms that the rules for plurals would miss, to the word that stands in a record."""

COLLECTIVE = frozenset(word for kind in KINDS.values() for word in kind.crowds)
"""Words that mean several even after "a"."""

CROWDS: dict[str, int] = {
    word: many for kind in KINDS.values() for word, many in kind.crowds.items() if many is not None
}
"""How many a collective word means where the kind's own plural would not do."""

SAME_PLURAL = frozenset(word for kind in KINDS.values() for word in kind.same_plural.split())
"""Words that mean several without a plural's ending, unless a number is said."""
