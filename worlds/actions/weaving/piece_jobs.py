"""The job that has a phrase painted: a strip at the mural's right edge, or a layer of the second voice over its end.

Reads only: ``worlds.actions.weaving.painting`` says when it is sent.
"""

from __future__ import annotations

from typing import Any

from inference.contract.geometry import canvas_x, strip_x
from inference.contract.jobs import Reply
from inference.contract.pieces import LaidLayer, LayerJob, StripJob
from worlds.actions.lookup import about_phrase
from worlds.actions.pieces import layers_at
from worlds.models import Phrase, Room, Strip, World

CONTEXT_PHRASES = 6
"""How many earlier phrases the director gets."""
RETRY_SEED_STEP = 1_000_003
"""Each try has another seed, so that a seed with which the painter failed is not used again."""
LAYER_SEED_STEP = 7_907
"""Each layer has a seed of its own, else two over one place would put their things at the same spots."""


def piece_job(room: Room, world: World, phrase: Phrase) -> StripJob | LayerJob:
    """The job that paints ``phrase`` where the mural ends now."""
    return _layer_job(room, world, phrase) if phrase.over else _strip_job(room, world, phrase)


def story_context(world: World, ordinal: int) -> tuple[list[str], dict[str, Any]]:
    """What a director gets beside the phrase at ``ordinal``: the last painted phrases, oldest first, and its memory."""
    last = _strip_at(world, world.strip_count - 1)
    return _texts_before(world, ordinal), {} if last is None else last.memory


def _strip_job(room: Room, world: World, phrase: Phrase) -> StripJob:
    position = world.strip_count
    last, first = _strip_at(world, position - 1), _strip_at(world, 0)
    return StripJob(
        **_common_fields(room, world, phrase, done="worlds.hang_strip"),
        seed=world.seed + RETRY_SEED_STEP * (phrase.attempt - 1),
        position=position,
        x=strip_x(position),
        carried=None if last is None else last.picture,
        carried_relief=None if last is None else last.relief,
        anchor=None if first is None else first.picture,
        memory={} if last is None else last.memory,
    )


def _layer_job(room: Room, world: World, phrase: Phrase) -> LayerJob:
    position = world.strip_count - 1
    last, previous = _strip_at(world, position), _strip_at(world, position - 1)
    assert last is not None  # on an empty mural no phrase is of the second voice
    layers = list(layers_at(world, position))
    return LayerJob(
        **_common_fields(room, world, phrase, done="worlds.lay_layer"),
        seed=world.seed + RETRY_SEED_STEP * (phrase.attempt - 1) + LAYER_SEED_STEP * phrase.ordinal,
        position=position,
        x=canvas_x(position),
        picture=last.picture,
        relief=last.relief,
        before_picture=None if previous is None else previous.picture,
        before_relief=None if previous is None else previous.relief,
        layers=[LaidLayer(picture=layer.picture, relief=layer.relief) for layer in layers],
        memory=(layers[-1] if layers else last).memory,
    )


def _common_fields(room: Room, world: World, phrase: Phrase, *, done: str) -> dict[str, Any]:
    """The fields of every job; ``done`` is the task that takes its result."""
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
    return list(painted.values_list("text", flat=True)[:CONTEXT_PHRASES])[::-1]


def _strip_at(world: World, position: int) -> Strip | None:
    return world.strips.hanging().filter(position=position).first()
