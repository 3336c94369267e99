"""A trained LoRA as two files: the weights with what they are in their metadata, and a card for people beside them.

The layout is the one that diffusers and peft read; the card is Markdown with the fields that model hubs show. Only what
was given or measured is said. Each file is written whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file

PREFIX = "transformer."
"""Before every layer's name, as diffusers writes it."""
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Facts:
    """What is known of a training when it ends."""

    name: str
    base: str
    """The painter that it was trained on, as its folder is called."""
    base_licence: str
    licence: str
    rank: int
    alpha: float
    steps: int
    batch: int
    rate: float
    seed: int
    size: int
    pictures: int
    squares: int
    layers: int
    numbers: int
    captions: tuple[str, ...]
    """Every caption once."""
    before: float
    """Loss on the first squares with fixed noise, before the first step."""
    after: float


def write_lora(file: Path, tensors: dict[str, torch.Tensor], facts: Facts, targets: Iterable[str]) -> None:
    """The weights, float32, with their metadata. ``targets`` are the layers' names, for peft's settings."""
    adapter = {"r": facts.rank, "lora_alpha": facts.alpha, "target_modules": sorted(targets), "bias": "none"}
    metadata = {
        "format": "pt",
        "modelspec.title": facts.name,
        "lora_adapter_metadata": json.dumps({f"{PREFIX}{name}": value for name, value in adapter.items()}),
        "base_model": facts.base,
        "rank": str(facts.rank),
        "alpha": f"{facts.alpha:g}",
        "steps": str(facts.steps),
        "images": str(facts.pictures),
        "licence": facts.licence,
        "loss_before": f"{facts.before:.4f}",
        "loss_after": f"{facts.after:.4f}",
    }
    draft = file.with_name(f".{file.name}")
    save_file({f"{PREFIX}{name}": one for name, one in tensors.items()}, draft, metadata=metadata)
    draft.replace(file)


def write_card(file: Path, facts: Facts) -> None:
    draft = file.with_name(f".{file.name}")
    draft.write_text(card_of(facts), encoding="utf-8")
    draft.replace(file)


def card_of(facts: Facts) -> str:
    shown = [f"- {caption}" for caption in facts.captions[:5]]
    if len(facts.captions) > 5:
        shown.append(f"- … and {len(facts.captions) - 5} more")
    lines = [
        "---",
        f"base_model: {json.dumps(facts.base)}",
        f"license: {json.dumps(facts.licence)}",
        "library_name: diffusers",
        "tags: [lora, flux2, text-to-image, style]",
        "---",
        "",
        f"# {facts.name}",
        "",
        f"A LoRA of rank {facts.rank} for {facts.base}: a style learned from {_count(facts.pictures, 'picture')}.",
        "",
        "| | |",
        "|---|---|",
        f"| pictures | {facts.pictures}, cut into {_count(facts.squares, 'square')} of {facts.size} px |",
        f"| training | {_count(facts.steps, 'step')} of {facts.batch}, AdamW at {facts.rate:g}, seed {facts.seed} |",
        f"| size | rank {facts.rank}, alpha {facts.alpha:g}, {facts.layers} layers, {facts.numbers:,} numbers |",
        f"| loss on its own pictures, same noise | {facts.before:.4f} before, {facts.after:.4f} after |",
        f"| licence | {facts.licence} (the painter's: {facts.base_licence}) |",
        "",
        "Said of the pictures while it learned:",
        "",
        *shown,
        "",
        "## To paint with it",
        "",
        f"In Lightloom: `LIGHTLOOM_STYLE_LORA={facts.name}.safetensors`. It is fused into the painter's weights at the start and costs",
        "nothing while painting. Elsewhere it loads like any LoRA of diffusers or peft.",
        "",
        "The loss says how well its own pictures are met, not how good what it paints looks: look at a few strips before it is used.",
        "",
    ]
    return "\n".join(lines)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
