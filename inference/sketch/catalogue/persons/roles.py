"""The kinds of persons: by which words people name a role, in which costume and at which age it is painted.

A word for somebody whose looks it does not tell ("partner", "winner") is a man, a woman or anybody. Words that insult
are not listed: they paint nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from inference.contract.direction import Mood
from inference.sketch.catalogue.kind import Kind, Placement, define
from inference.sketch.catalogue.persons.body import ADULT, BABY, CHILD, OLD, Build, hand_of
from inference.sketch.catalogue.persons.costume import COSTUMES
from inference.sketch.catalogue.persons.dressing import draw_person

if TYPE_CHECKING:
    from inference.sketch.drawing.buffers import Rgb
    from inference.sketch.drawing.context import DrawContext

Pronoun = Literal["he", "she", "they"]

_HE = [
    "man",
    "boy",
    "grandfather",
    "farmer",
    "fisherman",
    "sailor",
    "captain",
    "pirate",
    "knight",
    "samurai",
    "viking",
    "soldier",
    "guard",
    "king",
    "prince",
    "wizard",
    "dwarf",
    "monk",
    "priest",
    "devil",
    "vampire",
    "cowboy",
    "businessman",
    "groom",
    "santa",
    "magician",
    "jester",
]
_SHE = ["woman", "girl", "grandmother", "queen", "princess", "witch", "nun", "nurse", "bride", "mermaid", "dancer"]
PRONOUN: dict[str, Pronoun] = {
    **dict.fromkeys(COSTUMES, "they"),
    **dict.fromkeys(_HE, "he"),
    **dict.fromkeys(_SHE, "she"),
}
"""Kind to the pronoun that refers to it; "they" to which he and she may refer too."""

_AGES: dict[str, Build] = {"boy": CHILD, "girl": CHILD, "baby": BABY, "grandmother": OLD, "grandfather": OLD}
_HEIGHTS = {"boy": 92.0, "girl": 92.0, "baby": 54.0, "dwarf": 96.0, "grandmother": 126.0, "grandfather": 130.0}
"""px where it is nearest; a grown person has 136."""

_WORDS: dict[str, str] = {
    "man": (
        "man guy gentleman sir mister father dad daddy papa husband son brother uncle nephew fellow lad chap dude "
        "buddy bachelor widower boyfriend stepfather godfather lord earl duke baron sonny"
    ),
    "woman": (
        "woman lady mother mom mum mommy mama wife daughter sister aunt niece girlfriend madame dame widow "
        "sweetheart maid maiden belle mistress sis auntie stepmother housewife lover darling donna babe"
    ),
    "boy": "boy schoolboy grandson child kid toddler teenager youth pupil youngster apprentice brat",
    "girl": "girl schoolgirl granddaughter",
    "baby": "baby infant newborn",
    "grandmother": "grandmother grandma granny nana nan old-woman old-lady grandmom babushka oma",
    "grandfather": "grandfather grandpa grandad granddad old-man elder veteran opa sage philosopher gramps",
    "farmer": "farmer peasant gardener harvester rancher scarecrow-keeper miller planter",
    "fisherman": "fisherman fisher angler fisherwoman ferryman",
    "sailor": "sailor seaman mariner boatman lookout rower",
    "captain": "captain skipper admiral commander lieutenant officer general colonel marshal sergeant corporal major",
    "pirate": "pirate buccaneer corsair smuggler rover privateer",
    "knight": "knight crusader paladin champion swordsman squire champ warrior hero heroine conqueror defender",
    "samurai": "samurai shogun ronin",
    "ninja": "ninja assassin shinobi",
    "archer": "archer ranger robin-hood bowman tracker",
    "viking": "viking barbarian norseman gladiator",
    "soldier": "soldier army trooper fighter sniper rifleman infantry legion mercenary private",
    "guard": "guard sentry watchman warden protector guardian keeper doorman bodyguard constable porter",
    "king": "king emperor monarch ruler sultan tsar czar khan sheikh sovereign pharaoh maharaja",
    "queen": "queen empress fairy-queen duchess goddess ruler-queen",
    "prince": "prince heir",
    "princess": "princess ballerina-princess cinderella",
    "wizard": "wizard sorcerer mage warlock druid merlin alchemist prophet oracle guru enchanter",
    "witch": "witch sorceress hag enchantress",
    "elf": "elf elves",
    "dwarf": "dwarf gnome leprechaun hobbit",
    "monk": "monk pilgrim hermit friar missionary",
    "nun": "nun abbess",
    "priest": "priest bishop pope pastor reverend preacher archbishop cardinal rabbi minister saint vicar",
    "angel": "angel cherub",
    "devil": "devil demon satan imp villain",
    "vampire": "vampire dracula count",
    "zombie": "zombie undead",
    "mummy": "mummy",
    "astronaut": "astronaut cosmonaut spaceman spacewoman explorer-of-space",
    "pilot": "pilot aviator flyer airman",
    "doctor": "doctor physician surgeon medic vet veterinarian dentist therapist psychiatrist psychologist paramedic",
    "nurse": "nurse midwife caregiver",
    "scientist": "scientist researcher professor inventor chemist physicist genius biologist prof",
    "teacher": "teacher lecturer schoolmaster instructor tutor librarian master headmaster",
    "student": "student scholar undergraduate freshman sophomore graduate",
    "police_officer": "police-officer policeman policewoman police cop sheriff marshal-of-police detective-constable",
    "firefighter": "firefighter fireman firewoman",
    "detective": "detective spy inspector sherlock investigator secret-agent agent",
    "cook": "cook chef baker pastry-cook butcher",
    "waiter": "waiter waitress butler servant server barista bartender steward host",
    "clown": "clown joker comedian harlequin",
    "dancer": "dancer ballerina ballet-dancer gymnast acrobat",
    "singer": "singer songwriter superstar actress diva celebrity idol-singer star-singer soprano",
    "musician": "musician guitarist drummer pianist violinist composer conductor piper band-member fiddler rapper band "
    "trumpeter",
    "painter": "painter artist designer sculptor illustrator",
    "footballer": "footballer football-player player athlete runner goalkeeper striker quarterback scorer "
    "basketball-player teammate cyclist skater skier referee sportsman",
    "boxer": "boxer wrestler heavyweight",
    "cowboy": "cowboy cowgirl gunslinger outlaw",
    "superhero": "superhero superman batman superwoman hulk avenger",
    "judge": "judge lawyer attorney solicitor magistrate counsel barrister prosecutor",
    "businessman": (
        "businessman businesswoman president director manager boss chairman executive banker mayor senator politician "
        "governor ambassador secretary millionaire billionaire entrepreneur investor landlord employer commissioner "
        "deputy congressman councillor diplomat minister-of-state salesman accountant broker official producer editor "
        "clerk consultant trader dictator chancellor"
    ),
    "worker": (
        "worker builder carpenter engineer mechanic plumber blacksmith smith miner technician electrician employee "
        "contractor weaver potter cleaner driver trucker taxi-driver maker architect bus-driver postman courier "
        "messenger mailman lumberjack woodcutter"
    ),
    "shepherd": "shepherd shepherdess goatherd",
    "hunter": "hunter huntsman huntress poacher predator-hunter",
    "thief": "thief rogue burglar robber bandit criminal killer murderer crook highwayman traitor",
    "bride": "bride",
    "groom": "groom bridegroom",
    "mermaid": "mermaid merman siren",
    "caveman": "caveman cavewoman neanderthal",
    "prisoner": "prisoner convict captive inmate hostage",
    "nomad": "nomad bedouin merchant vendor",
    "traveller": (
        "traveller traveler wanderer tourist explorer hiker adventurer refugee immigrant passenger visitor guest "
        "stranger rider-on-foot beggar tramp poet narrator writer author novelist historian"
    ),
    "swimmer": "swimmer surfer diver lifeguard",
    "death": "death reaper grim-reaper",
    "santa": "santa santa-claus father-christmas",
    "magician": "magician conjurer illusionist ringmaster",
    "jester": "jester fool",
}
_IRREGULAR = {
    "man": {"men": "man", "guys": "guy"},
    "woman": {"women": "woman", "wives": "wife", "ladies": "lady"},
    "boy": {"children": "child"},
    "thief": {"thieves": "thief"},
    "elf": {},
}
_PLURALS = {
    "fisherman": "fishermen",
    "policeman": "policemen",
    "fireman": "firemen",
    "businessman": "businessmen",
    "caveman": "cavemen",
    "gentleman": "gentlemen",
}
_CROWDS: dict[str, dict[str, int | None]] = {
    "soldier": {"army": 20, "legion": 20, "infantry": 10},
    "police_officer": {"police": 2},
    "musician": {"band": 4},
}
_MOODS: dict[str, Mood] = {
    "zombie": "eerie",
    "vampire": "eerie",
    "mummy": "eerie",
    "death": "eerie",
    "devil": "fierce",
    "angel": "wondrous",
    "wizard": "wondrous",
    "mermaid": "wondrous",
    "clown": "joyful",
    "santa": "joyful",
}


def _painter_of(name: str) -> Kind:
    words = _WORDS[name].split()
    irregular = dict(_IRREGULAR.get(name, {}))
    irregular |= {many: one for one, many in _PLURALS.items() if one in words}
    build = _AGES.get(name, ADULT)
    costume = COSTUMES[name]

    def draw(draw: DrawContext, colour: Rgb | None) -> None:
        draw_person(draw, costume, build, colour)

    across, up = hand_of(build, None)
    return Kind(
        name,
        "creature",
        words=" ".join(words),
        irregular=irregular,
        crowds=_CROWDS.get(name, {}),
        several=3,
        mood=_MOODS.get(name),
        needs_shore=name not in ("mermaid", "swimmer"),
        adds_up=True,
        hand=(across, up),
        placement=Placement(
            "swim" if name in ("mermaid", "swimmer") else "ground",
            height=_HEIGHTS.get(name, 136.0),
            breadth=0.55,
            most=12,
            spread=170,
        ),
        draw=draw,
    )


define(*(_painter_of(name) for name in COSTUMES))
