"""The training set of a LoRA, encoded once: pictures as the painter's tokens, captions as its prompt embeddings.

The VAE and the text encoder are loaded one after the other and freed before the transformer is loaded, so that training
needs little more memory than painting. Tokens are encoded as the painter encodes an edge: patchified, normalised, not
sampled. The set is saved as one safetensors file, all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKLFlux2
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from inference.models.painter.latent_tokens import TOKEN_SIDE, pack
from inference.models.painter.outpaint import make_encode
from inference.models.painter.text_encoder import PromptEncoder
from inference.models.painter.weights import load_weights, make_on_meta, read_config
from inference.models.runtime.device import Gpu
from inference.models.training.images import MIN_IMAGES, InvalidTraining, TrainingImage, UnusableImage, crop_squares

Report = Callable[[str], None]
FILE = "lessons.safetensors"
"""Its name and its keys are those of trainings that were begun with earlier versions."""


@dataclass(frozen=True)
class EncodedDataset:
    """Squares of pictures with their captions, on the CPU."""

    tokens: torch.Tensor
    """(squares, tokens, 128)"""
    prompt_embeds: torch.Tensor
    """(captions, 512, 7680): every caption once."""
    caption_index: torch.Tensor
    """(squares,): the row of ``prompt_embeds`` for each square."""
    pictures: int
    """Number of pictures that were used."""

    @property
    def side(self) -> int:
        """Tokens along a square's side."""
        return int(self.tokens.shape[1] ** 0.5)


def encode_dataset(images: Sequence[TrainingImage], model: Path, size: int, gpu: Gpu, say: Report) -> EncodedDataset:
    """Encode squares of ``size`` px with the painter in ``model``; ``say`` is told which pictures are left out.

    Raises InvalidTraining where too few are left and EngineUnavailable for a painter that cannot be loaded.
    """
    tokens, captions, used = _encode_pictures(images, model, size, gpu, say)
    gpu.empty_cache()
    if used < MIN_IMAGES:
        raise InvalidTraining(
            f"Only {used} of the {len(images)} pictures can be used, and a style needs at least {MIN_IMAGES}."
        )
    texts = sorted(set(captions))
    say(f"reading {len(texts)} caption{'s' if len(texts) > 1 else ''}")
    prompt_embeds = _encode_captions(texts, model, gpu)
    gpu.empty_cache()
    return EncodedDataset(tokens, prompt_embeds, torch.tensor([texts.index(one) for one in captions]), used)


def save_dataset(dataset: EncodedDataset, folder: Path) -> None:
    draft = folder / f".{FILE}"
    tensors = {"tokens": dataset.tokens, "words": dataset.prompt_embeds, "caption": dataset.caption_index}
    save_file(tensors, draft, metadata={"pictures": str(dataset.pictures)})
    draft.replace(folder / FILE)


def load_dataset(folder: Path) -> EncodedDataset | None:
    """What ``save_dataset`` wrote; none where it is missing or incomplete."""
    try:
        with safe_open(folder / FILE, framework="pt", device="cpu") as file:
            return EncodedDataset(
                tokens=file.get_tensor("tokens"),
                prompt_embeds=file.get_tensor("words"),
                caption_index=file.get_tensor("caption"),
                pictures=int((file.metadata() or {})["pictures"]),
            )
    except (OSError, SafetensorError, KeyError, ValueError):
        return None


@torch.no_grad()
def _encode_pictures(
    images: Sequence[TrainingImage], model: Path, size: int, gpu: Gpu, say: Report
) -> tuple[torch.Tensor, list[str], int]:
    folder = model / "vae"
    config = read_config(folder, kind="AutoencoderKLFlux2", of="_class_name")
    vae = load_weights(
        make_on_meta(lambda: AutoencoderKLFlux2.from_config(config), "VAE"), folder, "diffusion_pytorch_model", gpu
    )
    encode = make_encode(vae)
    tokens: list[torch.Tensor] = []
    captions: list[str] = []
    used = 0
    for image in images:
        try:
            squares = crop_squares(image.path, size)
        except UnusableImage as error:
            say(f"{image.path.name} is left out: {error}")
            continue
        used += 1
        for square in squares:
            tokens.append(pack(encode(torch.from_numpy(square.copy()).to(gpu.device))).cpu())
            captions.append(image.caption)
    say(f"{len(tokens)} squares of {size} px from {used} pictures")
    side = size // TOKEN_SIDE
    return torch.cat(tokens) if tokens else torch.zeros(0, side * side, 128), captions, used


@torch.no_grad()
def _encode_captions(texts: Sequence[str], model: Path, gpu: Gpu) -> torch.Tensor:
    encoder = PromptEncoder.load(model, gpu)
    return torch.cat([encoder.encode(text).cpu() for text in texts])
