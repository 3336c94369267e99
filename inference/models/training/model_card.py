"""Writes a trained LoRA as two files: the weights with their metadata, and a model card for people.

The layout is the one that diffusers and peft read; the card is Markdown with the fields that model hubs show. They
state only what was given or measured. Each file is written all or nothing.
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
class TrainingSummary:
    """What is known at the end of a training."""

    name: str
    base: str
    """The painter that it was trained on: its id, or the name of its folder."""
    base_licence: str
    licence: str
    rank: int
    alpha: float
    steps: int
    batch: int
    learning_rate: float
    seed: int
    size: int
    pictures: int
    squares: int
    layers: int
    parameters: int
    captions: tuple[str, ...]
    """Every caption once."""
    loss_before: float
    """Loss on the first squares with fixed noise (``LoraTrainer.probe_loss``), before the first step."""
    loss_after: float


def write_lora(file: Path, tensors: dict[str, torch.Tensor], summary: TrainingSummary, targets: Iterable[str]) -> None:
    """The weights, float32, with their metadata. ``targets`` are the layers' names, for peft's settings."""
    adapter = {"r": summary.rank, "lora_alpha": summary.alpha, "target_modules": sorted(targets), "bias": "none"}
    metadata = {
        "format": "pt",
        "modelspec.title": summary.name,
        "lora_adapter_metadata": json.dumps({f"{PREFIX}{name}": value for name, value in adapter.items()}),
        "base_model": summary.base,
        "rank": str(summary.rank),
        "alpha": f"{summary.alpha:g}",
        "steps": str(summary.steps),
        "images": str(summary.pictures),
        "licence": summary.licence,
        "loss_before": f"{summary.loss_before:.4f}",
        "loss_after": f"{summary.loss_after:.4f}",
    }
    draft = file.with_name(f".{file.name}")
    save_file({f"{PREFIX}{name}": one for name, one in tensors.items()}, draft, metadata=metadata)
    draft.replace(file)


def write_card(file: Path, summary: TrainingSummary) -> None:
    draft = file.with_name(f".{file.name}")
    draft.write_text(model_card(summary), encoding="utf-8")
    draft.replace(file)


def model_card(summary: TrainingSummary) -> str:
    shown = [f"- {caption}" for caption in summary.captions[:5]]
    if len(summary.captions) > 5:
        shown.append(f"- … and {len(summary.captions) - 5} more")
    lines = [
        "---",
        f"base_model: {json.dumps(summary.base)}",
        f"license: {json.dumps(summary.licence)}",
        "library_name: diffusers",
        "tags: [lora, flux2, text-to-image, style]",
        "---",
        "",
        f"# {summary.name}",
        "",
        f"A LoRA of rank {summary.rank} for {summary.base}: "
        f"a style learned from {_count(summary.pictures, 'picture')}.",
        "",
        "| | |",
        "|---|---|",
        f"| pictures | {summary.pictures}, cut into {_count(summary.squares, 'square')} of {summary.size} px |",
        f"| training | {_count(summary.steps, 'step')} of {summary.batch}, AdamW at {summary.learning_rate:g}, "
        f"seed {summary.seed} |",
        f"| size | rank {summary.rank}, alpha {summary.alpha:g}, {summary.layers} layers, "
        f"{summary.parameters:,} numbers |",
        f"| loss on its own pictures, same noise | {summary.loss_before:.4f} before, {summary.loss_after:.4f} after |",
        f"| licence | {summary.licence} (the painter's: {summary.base_licence}) |",
        "",
        "Said of the pictures while it learned:",
        "",
        *shown,
        "",
        "## To paint with it",
        "",
        f"In Lightloom: `LIGHTLOOM_STYLE_LORA={summary.name}.safetensors`. "
        "It is fused into the painter's weights at the start and costs",
        "nothing while painting. Elsewhere it loads like any LoRA of diffusers or peft.",
        "",
        "The loss says how well its own pictures are met, not how good what it paints looks: "
        "look at a few strips before it is used.",
        "",
    ]
    return "\n".join(lines)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
