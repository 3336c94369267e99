"""The second voice's layers: the job that paints one over the mural's end, laying it,
taking strips and layers down again.

A layer belongs to the canvas of the strip that was the mural's last when it was painted. Canvases side by side share no
pixel that may be painted over, so a layer can go at any time while nothing lies on it;
nothing that came later has to change.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from inference.contract.geometry import NEW, canvas_x
from inference.contract.jobs import Reply
from inference.contract.pieces import LaidLayer, LayerJob, LayerResult
from worlds import phrase_lifecycle as lifecycle
from worlds.actions.lookup import about_phrase, phrase_painting
from worlds.actions.phrase_state import life_after, save_life
from worlds.actions.transaction import record
from worlds.actions.weaving.unhung_files import delete_unhung
from worlds.models import Layer, Phrase, Room, Strip, World
from worlds.reading.room import hanging_layer, hanging_strip, phrase_part, world_part
from worlds.wire.events import LayerLaid


def over_job(room: Room, world: World, phrase: Phrase, before: list[str]) -> LayerJob:
    """The job that paints ``phrase`` over the end of the world's mural, which has a strip.
    ``before`` are the phrases told so far."""
    position = world.strip_count - 1
    last, left = _strip_at(world, position), _strip_at(world, position - 1) if position else None
    layers = list(_layers_at(world, position))
    return LayerJob(
        about=about_phrase(phrase),
        attempt=phrase.attempt,
        world=world.id.hex,
        text=phrase.text,
        # each layer has a seed of its own, else two over one place would put their things in the same spots
        seed=world.seed + 1_000_003 * (phrase.attempt - 1) + 7_907 * phrase.ordinal,
        position=position,
        x=canvas_x(position),
        picture=last.picture,
        relief=last.relief,
        before_picture=None if left is None else left.picture,
        before_relief=None if left is None else left.relief,
        layers=[LaidLayer(picture=layer.picture, relief=layer.relief) for layer in layers],
        art_style=room.art_style,
        memory=(layers[-1] if layers else last).memory,
        before=before,
        reply=Reply(done="worlds.lay_layer", failed="worlds.fail_painting", directed="worlds.note_direction"),
    )


def lay_layer(result: LayerResult) -> tuple[Room, World] | None:
    """Lay a painted layer over the mural. Idempotent per phrase. Call it inside a transaction; the room is locked then.

    A layer for a phrase that is not being painted, or painted for another place than the mural's end, changes nothing;
    its files are deleted. Returns the room and the world it was laid in.
    """
    found = phrase_painting(result.about)
    if found is None or not found[2].over or result.position != found[1].strip_count - 1:
        delete_unhung(result.files)
        return None
    room, world, phrase = found
    if (result.x, result.files.width) != (canvas_x(result.position), NEW):
        delete_unhung(result.files)
        raise ValueError(
            f"a layer is {NEW} px wide at {canvas_x(result.position)}, not {result.files.width} at {result.x}"
        )
    Layer.objects.create(
        world=world,
        phrase=phrase,
        position=result.position,
        order=world.layers.count() + 1,
        x=result.x,
        width=result.files.width,
        picture=result.files.picture,
        view=result.files.view,
        relief=result.files.relief,
        relief_view=result.files.relief_view,
        palette=result.palette.model_dump(mode="json"),
        memory=result.memory,
        engine=result.engine,
        seconds=result.seconds,
    )
    phrase.direction = result.direction.model_dump(mode="json")
    save_life(phrase, life_after(phrase, lifecycle.painted), "direction")
    record(room, LayerLaid(phrase=phrase_part(phrase), world=world_part(world)))
    return room, world


def take_down(world: World, phrase: Phrase) -> bool:
    """Take down what ``phrase`` painted, if nothing was painted on from it or over it and nothing
    is being painted just now.

    Its row and its files stay; the mural is as it was before. The phrase's own state is the caller's to change. Returns
    whether it was taken down.
    """
    if world.phrases.filter(state=Phrase.State.PAINTING).exists():
        return False
    down: Strip | Layer | None
    if phrase.over:
        down = layer = hanging_layer(phrase)
        if layer is None or _layers_at(world, layer.position).last() != layer:
            return False
    else:
        down = strip = hanging_strip(phrase)
        if strip is None or strip.position != world.strip_count - 1 or _layers_at(world, strip.position).exists():
            return False
        world.strip_count -= 1
        world.save(update_fields=["strip_count"])
    assert down is not None
    down.taken_down_at = timezone.now()
    down.save(update_fields=["taken_down_at"])
    return True


def is_at_the_end(world: World, phrase: Phrase) -> bool:
    """Whether what ``phrase`` painted is the newest strip or lies over its canvas."""
    painted = hanging_layer(phrase) if phrase.over else hanging_strip(phrase)
    return painted is not None and painted.position == world.strip_count - 1


def _strip_at(world: World, position: int) -> Strip:
    return world.strips.get(taken_down_at=None, position=position)


def _layers_at(world: World, position: int) -> QuerySet[Layer]:
    return world.layers.filter(taken_down_at=None, position=position).order_by("order")
