"""From a direction to the look it asks for: ``target_look`` makes one flat dictionary of numbers. It draws nothing.

The look eases from what was on the mural before to this one (drawing/look_track.py).
"""

from __future__ import annotations

from inference.contract.direction import Direction, Element
from inference.engine.lexicon import HEX
from inference.sketch.catalogue import GROUP_OF, KINDS
from inference.sketch.catalogue.places import PLACES, SCENERY, SURFACES
from inference.sketch.drawing.buffers import Rgb
from inference.sketch.drawing.look import Look, rgb

_LIGHTS: dict[str, tuple[str, str, str, str, str, str, str, str]] = {
    # top, mid and low sky, key light, shade, haze, lit cloud, dark cloud
    "dawn": ("#6d8dc0", "#d8b3c4", "#ffd9a6", "#ffe2bd", "#66688c", "#e6bdb6", "#ffe0cc", "#a48db0"),
    "day": ("#4683bd", "#93c1e2", "#e6eeea", "#fff4d6", "#6486b4", "#b6d2e8", "#ffffff", "#a3b8d2"),
    "golden": ("#7d9ac2", "#ecc48a", "#ffe3a0", "#ffd48c", "#72597a", "#f0c893", "#ffecbb", "#bf8d78"),
    "dusk": ("#2b2c62", "#95588f", "#ff9f68", "#ff9f70", "#473f70", "#b06c8c", "#ffac84", "#5a4476"),
    "night": ("#060c22", "#12224a", "#31507e", "#8fa9dc", "#1a2750", "#24396a", "#3d5484", "#101b38"),
    "storm": ("#20252e", "#414b58", "#8f9b94", "#b4c0c4", "#353e4b", "#65727c", "#78858e", "#1f242c"),
    "overcast": ("#8794a2", "#b1bbc3", "#dcdfda", "#e2e4e0", "#76828e", "#bcc5c9", "#e2e6e6", "#8a96a1"),
    "glow": ("#120d33", "#47256f", "#d25c7c", "#ffb772", "#30235c", "#743f80", "#c86c98", "#32205c"),
}
_GROWING = ("conifer", "broadleaf", "palm", "autumn", "blossom", "bare", "cactus")
_GAIN = {"night": 0.72, "storm": 0.8, "dusk": 0.95, "glow": 0.85, "overcast": 0.92}


def _element(direction: Direction, *kinds: str) -> Element | None:
    return next((element for element in direction.elements if element.kind in kinds), None)


def _mix(one: Rgb, other: Rgb, part: float) -> Rgb:
    return tuple(a + (b - a) * part for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def _mooded(colour: Rgb, mood: str) -> Rgb:
    grey = 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]
    full, tint, part = {
        "joyful": (1.12, (1.0, 0.95, 0.8), 0.03),
        "wondrous": (1.1, (0.75, 0.6, 1.0), 0.06),
        "eerie": (0.72, (0.45, 0.62, 0.5), 0.16),
        "tense": (0.85, (0.5, 0.35, 0.35), 0.08),
        "sad": (0.68, (0.5, 0.56, 0.68), 0.12),
        "fierce": (1.12, (0.75, 0.25, 0.15), 0.1),
        "lonely": (0.7, (0.6, 0.63, 0.7), 0.1),
    }.get(mood, (1.0, (0.5, 0.5, 0.5), 0.0))
    red, green, blue = (min(1.0, max(0.0, grey + (part_ - grey) * full)) for part_ in colour)
    return _mix((red, green, blue), tint, part)


def target_look(direction: Direction) -> Look:
    """The numbers of a direction's land, sky, water, plants and weather."""
    look: Look = {}
    _sky(direction, look)
    _land(direction, look)
    _cover(direction, look)
    _weather(direction, look)
    _place(direction, look)
    return look


def _sky(direction: Direction, look: Look) -> None:
    names = ("top", "mid", "low", "key", "shade", "haze", "cloud_lit", "cloud_dark")
    tint = rgb(direction.palette[0])
    sky = _element(direction, "sky", "clouds")
    for name, value in zip(names, _LIGHTS[direction.light], strict=True):
        colour = _mooded(rgb(value), direction.mood)
        if name in ("top", "mid", "low", "haze"):
            colour = _mix(colour, tint, 0.06)
            if sky is not None and sky.colour is not None:
                colour = _mix(colour, rgb(HEX[sky.colour]), 0.5)
        look[name] = list(colour)
    dark = direction.light in ("night", "glow")
    look["gain"] = _GAIN.get(direction.light, 1.0)
    look["night"] = {"night": 1.0, "glow": 0.8, "dusk": 0.45, "storm": 0.4}.get(direction.light, 0.0)
    stars = _element(direction, "stars", "comet") is not None
    look["stars"] = 1.0 if stars else (0.55 if dark else 0.0)
    look["clouds"] = {"storm": 0.85, "overcast": 0.62, "day": 0.46, "dawn": 0.46, "golden": 0.42}.get(
        direction.light, 0.3 if direction.light == "dusk" else 0.12
    )
    if _element(direction, "clouds", "rain", "wind") is not None:
        look["clouds"] = max(0.6, float(look["clouds"]))  # type: ignore[arg-type]
    aurora = _element(direction, "aurora")
    look["aurora"] = 1.0 if aurora is not None else 0.0
    look["aurora_tint"] = list(rgb(HEX[aurora.colour]) if aurora and aurora.colour else (0.25, 0.95, 0.6))


def _land(direction: Direction, look: Look) -> None:
    kinds = {element.kind for element in direction.elements}
    under = direction.shot == "underwater" or "undersea" in kinds
    look["under"] = 1.0 if under else 0.0
    look["horizon"] = {"wide": 440.0, "medium": 450.0, "close": 510.0, "aerial": 270.0, "low": 565.0}.get(
        direction.shot, 430.0
    )
    look["mount"] = 1.0 if kinds & {"mountains", "volcano"} else (0.75 if "ice" in kinds else 0.32)
    look["hill"] = 1.0 if "hills" in kinds else 0.45
    look["cliff"] = 1.0 if kinds & {"cliffs", "cave", "canyon"} else 0.0
    look["dune"] = 1.0 if "desert" in kinds or "pyramid" in kinds else 0.0
    sea = bool(kinds & {"sea", "waves", "beach", "island"}) and not under
    look["sea"] = 1.0 if sea else 0.0
    ashore = any(KINDS[kind].brings_shore for kind in kinds)
    look["coast"] = 1.0 if sea and ashore else 0.0
    look["water"] = (
        1.0 if sea or kinds & {"lake", "swamp"} else (0.62 if "river" in kinds or "waterfall" in kinds else 0.0)
    )
    if any(KINDS[kind].brings_water for kind in kinds) and not sea and not under:
        look["water"] = max(0.9, float(look["water"]))  # type: ignore[arg-type]
    if sea and not kinds & {"mountains", "cliffs", "ice", "volcano"}:
        look["mount"], look["hill"] = 0.1, 0.2
    if kinds & {"plain", "meadow", "wheat", "desert"} and "mountains" not in kinds:
        look["mount"] = 0.2
    ground, rock, water = (0.46, 0.53, 0.27), (0.47, 0.46, 0.5), (0.16, 0.4, 0.52)
    if look["dune"]:
        ground, rock = (0.9, 0.7, 0.42), (0.8, 0.55, 0.36)
    if look["cliff"]:
        rock = (0.6, 0.48, 0.4)
    if "beach" in kinds:
        ground = (0.93, 0.82, 0.58)
    if "canyon" in kinds:
        ground, rock = (0.8, 0.52, 0.32), (0.78, 0.42, 0.27)
    if "swamp" in kinds:
        ground, water = (0.36, 0.4, 0.24), (0.26, 0.32, 0.18)
    if "frozen" in kinds and not sea:
        water = (0.9, 0.98, 1.05)
    if "wheat" in kinds:
        ground = (0.85, 0.68, 0.3)
    if "autumn" in kinds:
        ground = (0.62, 0.45, 0.2)
    if "volcano" in kinds:
        ground, rock = (0.3, 0.25, 0.23), (0.3, 0.24, 0.25)
    if kinds & {"city", "road"} and not kinds & {"meadow"}:
        ground = (0.42, 0.45, 0.34)
    if under:
        ground, rock = (0.55, 0.55, 0.4), (0.2, 0.36, 0.42)
    for element in direction.elements:
        if element.colour is not None:
            if element.kind in ("mountains", "cliffs", "volcano"):
                rock = _mix(rock, rgb(HEX[element.colour]), 0.75)
            elif element.kind in ("plain", "hills", "desert", "meadow", "wheat"):
                ground = _mix(ground, rgb(HEX[element.colour]), 0.75)
            elif GROUP_OF.get(element.kind) == "water":
                water = _mix(water, rgb(HEX[element.colour]), 0.8)
    snow = bool(kinds & {"snowfield", "ice", "snow", "frozen"})
    look["frost"] = 0.65 if "frozen" in kinds and not sea else 0.0
    look["snow"] = 1.0 if snow else 0.0
    look["snowline"] = 1.0 if snow else (0.5 if "mountains" in kinds else 0.0)
    look["ground"], look["rock"], look["water_tint"] = list(ground), list(rock), list(water)


def _cover(direction: Direction, look: Look) -> None:
    present = {element.kind: element for element in direction.elements}
    leaf: Rgb = (0.27, 0.4, 0.17)
    for kind in _GROWING:
        element = present.get(kind)
        amount = 0.0 if element is None else (0.3 if element.count <= 3 and kind != "autumn" else 1.0)
        look[kind] = max(amount, 0.85) if kind == "autumn" and element is not None else amount
        if element is not None and element.colour is not None:
            leaf = _mix(leaf, rgb(HEX[element.colour]), 0.8)
    if "swamp" in present:
        look["bare"] = max(0.9, float(look["bare"]))  # type: ignore[arg-type]
    bare_land = present.keys() & {"desert", "ice", "city", "volcano", "cliffs", "cave", "pyramid", "canyon", "swamp"}
    if direction.shot == "underwater" or "undersea" in present:
        look.update(dict.fromkeys(_GROWING, 0.0))
    elif not any(look[kind] for kind in _GROWING):
        if present.keys() & {"desert", "pyramid"}:
            look["cactus"] = 0.12
        elif present.keys() & {"sea", "beach", "island"} and not present.keys() & {"snowfield", "snow", "frozen"}:
            look["palm"] = 0.4 if "beach" in present else 0.12
        elif present.keys() & {"snowfield", "snow", "frozen"} or ("mountains" in present and not bare_land):
            look["conifer"] = 0.3
        elif not bare_land:
            peopled = any(GROUP_OF[kind] == "creature" for kind in present)
            look["broadleaf"] = 0.12 if peopled else 0.2
    if direction.shot == "close":  # what is near hides the wood
        look.update({kind: 0.4 * float(look[kind]) for kind in _GROWING})  # type: ignore[arg-type]
    flowers = present.get("flowers")
    look["leaf"] = list(leaf)
    look["flowers"] = 1.0 if flowers is not None else (0.25 if "meadow" in present and not look["snow"] else 0.0)
    look["flower_tint"] = list(rgb(HEX[flowers.colour]) if flowers and flowers.colour else (0.93, 0.45, 0.42))
    for kind in ("mushrooms", "reeds", "rocks", "wheat"):
        look[kind] = 1.0 if kind in present else 0.0
    if "swamp" in present:
        look["reeds"] = 1.0
    look["reeds"] = max(float(look["reeds"]), 0.22 * float("lake" in present))  # type: ignore[arg-type]
    look["grass"] = 0.3 if bare_land or look["snow"] else 1.0


def _weather(direction: Direction, look: Look) -> None:
    kinds = {element.kind for element in direction.elements}
    dry = direction.shot == "underwater" or "undersea" in kinds
    rain = 1.0 if "rain" in kinds else (0.7 if "storm" in kinds else 0.0)
    look["rain"] = 0.0 if dry or "snow" in kinds else rain
    look["snowfall"] = 1.0 if "snow" in kinds and not dry else 0.0
    look["fog"] = 1.0 if "fog" in kinds else 0.0
    look["wind"] = 1.0 if kinds & {"wind", "storm"} else 0.2
    look["haze_much"] = 0.95 if kinds & {"fog", "rain", "snow"} else 0.62


def _place(direction: Direction, look: Look) -> None:
    """What a place changes, and the numbers that only places have."""
    look.update(dict.fromkeys(SURFACES, 0.0))
    look.update({f"stands_{kind}": 0.0 for kind in SCENERY})
    element = _element(direction, *PLACES)
    if element is None or look["under"]:
        return
    place = PLACES[element.kind]
    named = {one.kind for one in direction.elements}
    look.update({name: value for name, value in place.look.items() if not (name in _GROWING and name in named)})
    look.update({f"stands_{kind}": density for kind, density in place.stands.items() if kind not in named})
    look["ground"], look["rock"] = list(rgb(place.ground)), list(rgb(place.rock))
    if element.colour is not None:
        look["ground"] = list(_mix(rgb(place.ground), rgb(HEX[element.colour]), 0.75))
    if place.molten is not None:
        look["water_tint"] = [1.8 * part for part in rgb(place.molten)]
    if look["black_sky"]:
        look.update(top=[0.01, 0.01, 0.03], mid=[0.015, 0.02, 0.05], low=[0.03, 0.035, 0.08], haze=[0.04, 0.045, 0.09])
