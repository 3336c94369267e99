"""How a mood, a weather and an hour fade when nobody speaks of them any more.

What was said holds for its strip and goes on for two more. With the third that does not say it again a weather is over,
a mood is calm, and an hour moves on by a natural step: night and dusk to dawn, dawn and golden light to day, a storm to
the hour that it took. Then the steps follow strip by strip until it is day. A phrase that plainly goes on in it (a moon
or a lantern at night, a puddle or an umbrella in the rain) counts as saying it. Land and water stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inference.contract.direction import Element, Light
from inference.sketch.catalogue import GROUP_OF
from inference.sketch.director.lemmas import lemmas
from inference.sketch.director.scene_memory import Standing
from inference.sketch.director.vocabulary import KEEPS

GOES_ON = 2
"""Strips for which what was said goes on without being said again."""
_NEXT: dict[Light, Light] = {"night": "dawn", "dusk": "dawn", "dawn": "day", "golden": "day", "glow": "day"}


def keeps(words: Sequence[str], standing: Standing) -> set[str]:
    """Which of "light" and "weather" the phrase plainly goes on in."""
    forms = {form for word in words for form in lemmas(word)}
    kept = {"light"} if standing.light is not None and forms & KEEPS.get(standing.light, frozenset()) else set()
    weathers = [element.kind for element in standing.elements if GROUP_OF[element.kind] == "weather"]
    if any(forms & KEEPS.get(kind, frozenset()) for kind in weathers):
        kept |= {"weather", "light"} if standing.light in ("storm", "overcast") else {"weather"}
    return kept


def faded(standing: Standing, kept: set[str]) -> Standing:
    """What of the last strip is still there with a phrase that says nothing of light, mood and weather."""

    def over(name: str) -> bool:
        return standing.since.get(name, 0) >= GOES_ON and name not in kept

    after = standing
    if over("weather"):
        weathers = {element.kind for element in standing.elements if GROUP_OF[element.kind] == "weather"}
        rest = [one for one in standing.elements if one.kind not in weathers]
        lies = (
            [Element(kind="snowfield")] if "snow" in weathers and "snowfield" not in {one.kind for one in rest} else []
        )
        after = replace(after, elements=[*rest, *lies])
        if weathers and standing.light in ("storm", "overcast"):
            after = replace(after, light=_hour(standing))
    if over("mood"):
        after = replace(after, mood=None)
    if over("light") and after.light == standing.light and standing.light is not None:
        after = replace(after, light=_hour(standing) if standing.light in ("storm", "overcast") else (
            _NEXT.get(standing.light, standing.light)))  # fmt: skip
    return after


def _hour(standing: Standing) -> Light:
    return standing.hour if standing.hour not in (None, "dawn") else "day"
