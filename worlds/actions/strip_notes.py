"""The mural as the inference service reads it: notes of its strips and of the layers over them. Reads only."""

from __future__ import annotations

from collections import defaultdict

from inference.contract.pieces import LayerNote, StripNote
from worlds.models import Layer, Strip, World


def strip_notes(world: World) -> list[StripNote]:
    """The mural as the inference service reads it: its strips from left to right,
    each with the layers over its canvas."""
    strips = world.strips.filter(taken_down_at=None).select_related("phrase__narrator").order_by("position")
    layers: dict[int, list[LayerNote]] = defaultdict(list)
    for layer in world.layers.filter(taken_down_at=None).select_related("phrase__narrator").order_by("order"):
        layers[layer.position].append(_layer_note(layer))
    return [_note(strip, layers[strip.position]) for strip in strips]


def _layer_note(layer: Layer) -> LayerNote:
    return LayerNote(
        x=layer.x,
        width=layer.width,
        picture=layer.picture,
        relief=layer.relief,
        text=layer.phrase.text,
        narrator=layer.phrase.narrator.name,
        direction=layer.phrase.direction,
        palette=layer.palette,
    )


def _note(strip: Strip, layers: list[LayerNote]) -> StripNote:
    return StripNote(
        position=strip.position,
        x=strip.x,
        width=strip.width,
        picture=strip.picture,
        relief=strip.relief,
        text=strip.phrase.text,
        narrator=strip.phrase.narrator.name,
        direction=strip.phrase.direction,
        palette=strip.palette,
        layers=layers,
    )
