"""The job that has a phrase painted: a strip at the mural's right edge, or a layer of the second voice over its end.

And what a director is told beside the phrase. Reads only: what is sent, and when, is ``painting.py``'s.
"""

from __future__ import annotations

from typing import Any

from inference.contract.geometry import canvas_x, strip_x
from inference.contract.jobs import Reply
from inference.contract.pieces import LaidLayer, LayerJob, StripJob
from worlds.actions.lookup import about_phrase
from worlds.actions.weaving.pieces import layers_at
from worlds.models import Phrase, Room, Strip, World

BEFORE = 6
"""How many earlier phrases the director is told."""
TRY_SEED = 1_000_003
"""Another try is another seed, so that what the painter stumbled over is not met again."""
LAYER_SEED = 7_907
"""Each layer has a seed of its own, else two over one place would put their things in the same spots."""


def piece_job(room: Room, world: World, phrase: Phrase) -> StripJob | LayerJob:
    """The job that paints ``phrase`` where the mural ends now."""
    return _layer_job(room, world, phrase) if phrase.over else _strip_job(room, world, phrase)


def told_before(world: World, ordinal: int) -> tuple[list[str], dict[str, Any]]:
    """What a director is told beside the phrase at ``ordinal``: the last painted phrases, oldest first,
    and the engine's memory."""
    last = _strip_at(world, world.strip_count - 1)
    return _texts_before(world, ordinal), {} if last is None else last.memory


def _strip_job(room: Room, world: World, phrase: Phrase) -> StripJob:
    position = world.strip_count
    last, first = _strip_at(world, position - 1), _strip_at(world, 0)
    return StripJob(
        **_asked(room, world, phrase, done="worlds.hang_strip"),
        seed=world.seed + TRY_SEED * (phrase.attempt - 1),
        position=position,
        x=strip_x(position),
        carried=None if last is None else last.picture,
        carried_relief=None if last is None else last.relief,
        anchor=None if first is None else first.picture,
        memory={} if last is None else last.memory,
    )


def _layer_job(room: Room, world: World, phrase: Phrase) -> LayerJob:
    position = world.strip_count - 1
    last, left = _strip_at(world, position), _strip_at(world, position - 1)
    assert last is not None  # with nothing there to paint over, the phrase is not of the second voice any more
    layers = list(layers_at(world, position))
    return LayerJob(
        **_asked(room, world, phrase, done="worlds.lay_layer"),
        seed=world.seed + TRY_SEED * (phrase.attempt - 1) + LAYER_SEED * phrase.ordinal,
        position=position,
        x=canvas_x(position),
        picture=last.picture,
        relief=last.relief,
        before_picture=None if left is None else left.picture,
        before_relief=None if left is None else left.relief,
        layers=[LaidLayer(picture=layer.picture, relief=layer.relief) for layer in layers],
        memory=(layers[-1] if layers else last).memory,
    )


def _asked(room: Room, world: World, phrase: Phrase, *, done: str) -> dict[str, Any]:
    """What every job says; ``done`` is the task that takes its result."""
    return {
        "about": about_phrase(phrase),
        "attempt": phrase.attempt,
        "world": world.id.hex,
        "text": phrase.text,
        "art_style": room.art_style,
        "before": _texts_before(world, phrase.ordinal),
        "reply": Reply(done=done, failed="worlds.fail_painting", directed="worlds.note_direction"),
    }


def _texts_before(world: World, ordinal: int) -> list[str]:
    painted = world.phrases.filter(state=Phrase.State.PAINTED, ordinal__lt=ordinal).order_by("-ordinal")
    return list(painted.values_list("text", flat=True)[:BEFORE])[::-1]


def _strip_at(world: World, position: int) -> Strip | None:
    return world.strips.hanging().filter(position=position).first()
