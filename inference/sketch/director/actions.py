"""What verbs and prepositions say of things: what one does, and how it stands to another.

It is data. Verbs are in their base form; an expression of several words is written with hyphens. relations.py reads it.
"""

from __future__ import annotations

from inference.contract.direction import Doing, Relation
from inference.sketch.director.vocabulary import all_of


def _of(table: dict[str, str]) -> dict[str, str]:
    return {word: value for value, words in table.items() for word in words.split()}


DOING_OF: dict[str, Doing] = _of(  # type: ignore[assignment]
    {
        "standing": "stand wait pose stay lean appear guard halt rest stop",
        "walking": "walk wander stroll march stride tiptoe limp trot hike roam step sneak creep crawl climb go come "
        "arrive enter approach follow cross parade stumble travel move push pull drag",
        "running": "run race rush sprint dash gallop flee chase hurry charge escape hunt pursue skate ski scamper "
        "hunt play",
        "jumping": "jump leap hop skip bounce dive",
        "sitting": "sit perch read knit fish write paint crouch squat drink sew type",
        "kneeling": "kneel pray bow beg propose",
        "riding": "ride drive steer cycle pilot",
        "fighting": "fight battle attack duel wrestle box fence strike hit punch kick stab slay defeat shoot hunt bite "
        "kill murder",
        "lying": "lie sleep snooze nap dream doze die faint sunbathe collapse snore rest hibernate",
        "dancing": "dance twirl waltz celebrate sway whirl",
        "flying": "fly soar float hover glide flutter drift swoop circle swarm",
        "swimming": "swim dive paddle drown bathe wade splash snorkel",
        "waving": "wave cheer greet salute beckon wink clap welcome",
    }
)
"""Verb to what its subject does; where two doings list it the later one holds."""
DOING_OF_STATE: dict[str, Doing] = {"asleep": "lying", "dead": "lying", "unconscious": "lying", "seated": "sitting"}
"""Adjective to what the thing is doing of which it is said."""
LYING_DOWN = all_of("""
    kill murder slay defeat shoot stab
""")
"""What these are done to lies there; nothing worse is shown."""

RELATION_OF_VERB: dict[str, Relation] = _of(  # type: ignore[assignment]
    {
        "held_by": "hold carry bring have wear lift raise clutch grab hug juggle throw kick play swing take drag hoist "
        "balance fly-kite own clasp embrace read cradle pick find give catch wave shake sell open collect drop "
        "steal snatch seize grasp rescue show",
        "rides": "ride drive steer pilot row paddle sail mount cycle board",
        "chases": "chase follow hunt pursue attack flee",
        "eats": "eat drink lick bite swallow devour munch nibble gobble taste chew sip feast nibble gulp",
        "looks_at": "watch see stare face greet meet kiss feed admire observe fight meet visit paint photograph "
        "study battle greet ask tell teach help love inspect examine",
        "on": "climb cross",
        "beside": "surround circle guard approach reach",
    }
)
"""Verb to how its subject stands to its object; with "held_by" the object is in the subject's hand."""

RELATION_OF_PREPOSITION: dict[str, Relation] = _of(  # type: ignore[assignment]
    {
        "on": "on upon onto atop on-top-of over across along covering on-board",
        "under": "under below beneath underneath",
        "in": "in inside into within out-of inside-of in-the-middle-of",
        "beside": "beside next-to near by close-to around alongside at-the-foot-of with next at-the-side-of among "
        "together-with past off against",
        "behind": "behind beyond in-the-back-of",
        "before": "before in-front-of outside ahead-of",
        "between": "between",
        "looks_at": "at to toward towards",
        "chases": "after",
    }
)
EXPRESSIONS = tuple(
    sorted(
        (
            tuple(word.split("-"))
            for word in [*RELATION_OF_PREPOSITION, "full-of", "filled-with", "covered-in", "covered-with"]
            if "-" in word
        ),
        key=len,
        reverse=True,
    )
)
"""Prepositions of several words, the longest first."""
LOOKING = all_of("""
    look stare gaze glance point bark shout roar talk whisper speak sing laugh smile wave bow growl listen shoot
    aim meow howl hiss call yell pray wink grin nod cry scream sniff peek peer
""")
"""Verbs with which "at" and "to" say where one looks."""

CONTAINERS = all_of("""
    basket bowl box bag bucket cup mug glass plate jar pot tray sack chest crate cart bottle vase nest cage pan
    wheelbarrow barrel backpack tub bathtub pool tank aquarium suitcase shelf bookshelf
""")
"""Things that others are in: "a basket of apples"."""
SURFACES = all_of("""
    table desk shelf bench counter plate tray bed sofa chair stool roof stage altar
""")
"""Things that others are on: "a table with a cake"."""
CLOTHES = all_of("""
    dress hat coat raincoat overcoat sunglasses glasses goggles boot shoe shirt t-shirt skirt scarf suit crown
    helmet mask cape cloak armour armor uniform jacket trousers jeans pyjama apron glove mitten cap bonnet costume
    gown robe kimono sweater jumper slipper sandal tie bikini swimsuit top-hat tiara nightgown tuxedo vest sock
    belt backpack
""")
"""What one is in by wearing it: "a pig in a red dress"."""
PARTS = all_of("""
    back top side front edge beak foot shoulder head hand arm leg paw wing tail neck nose mouth ear eye face lap
    branch trunk root leaf roof wall door window deck bottom middle centre center corner end tip rim shade hair
    fur feather body chest belly finger claw horn beard moustache whisker tooth fang scale spike stripe spot peak base
    surface entrance gate chimney sail mast wheel
    saddle
""")
"""What belongs to a thing: "on the tortoise's back" is on the tortoise, "its branches" speaks of the tree."""
