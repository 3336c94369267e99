"""What a LoRA learns from: pictures as the painter's tokens and captions as its prompt embeddings, made once and kept.

The VAE and the text encoder are loaded one after the other, used, and gone before the transformer comes, so that
training needs little more memory than painting. The tokens are those of the painter's own edge encoding: patched,
normalised, nothing drawn. What is kept is one safetensors file, written whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKLFlux2
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from inference.models.painter.latent_tokens import TOKEN, pack
from inference.models.painter.outpaint import encoding
from inference.models.painter.text_encoder import PromptEncoder
from inference.models.painter.weights import lay_out, read_config, read_into
from inference.models.runtime.device import Gpu
from inference.models.training.images import FEWEST, BadPicture, BadTraining, Exhibit, cut_squares

Say = Callable[[str], None]
FILE = "lessons.safetensors"


@dataclass(frozen=True)
class Lessons:
    """Squares with their captions, on the CPU."""

    tokens: torch.Tensor
    """(squares, tokens, 128)"""
    words: torch.Tensor
    """(captions, 512, 7680): every caption once."""
    caption: torch.Tensor
    """(squares,) which of ``words`` is said of each."""
    pictures: int
    """That were used."""

    @property
    def side(self) -> int:
        """Tokens along a square's side."""
        return int(self.tokens.shape[1] ** 0.5)


def make_lessons(exhibits: Sequence[Exhibit], model: Path, size: int, gpu: Gpu, say: Say) -> Lessons:
    """Encode squares of ``size`` px with the painter in ``model``; pictures that are left out are said.

    Raises BadTraining where too few are left and EngineUnavailable for a painter that cannot be loaded.
    """
    tokens, captions, used = _encode_pictures(exhibits, model, size, gpu, say)
    gpu.free()
    if used < FEWEST:
        raise BadTraining(
            f"Only {used} of the {len(exhibits)} pictures can be used, and a style needs at least {FEWEST}."
        )
    texts = sorted(set(captions))
    say(f"reading {len(texts)} caption{'s' if len(texts) > 1 else ''}")
    words = _encode_captions(texts, model, gpu)
    gpu.free()
    return Lessons(tokens, words, torch.tensor([texts.index(one) for one in captions]), used)


def keep_lessons(lessons: Lessons, folder: Path) -> None:
    draft = folder / f".{FILE}"
    tensors = {"tokens": lessons.tokens, "words": lessons.words, "caption": lessons.caption}
    save_file(tensors, draft, metadata={"pictures": str(lessons.pictures)})
    draft.replace(folder / FILE)


def kept_lessons(folder: Path) -> Lessons | None:
    """What ``keep_lessons`` wrote; none where it is not there or not whole."""
    try:
        with safe_open(folder / FILE, framework="pt", device="cpu") as file:
            found = {name: file.get_tensor(name) for name in ("tokens", "words", "caption")}
            return Lessons(**found, pictures=int((file.metadata() or {})["pictures"]))
    except (OSError, SafetensorError, KeyError, ValueError):
        return None


@torch.no_grad()
def _encode_pictures(
    exhibits: Sequence[Exhibit], model: Path, size: int, gpu: Gpu, say: Say
) -> tuple[torch.Tensor, list[str], int]:
    folder = model / "vae"
    config = read_config(folder, kind="AutoencoderKLFlux2", of="_class_name")
    vae = read_into(
        lay_out(lambda: AutoencoderKLFlux2.from_config(config), "VAE"), folder, "diffusion_pytorch_model", gpu
    )
    encode = encoding(vae)
    tokens: list[torch.Tensor] = []
    captions: list[str] = []
    used = 0
    for exhibit in exhibits:
        try:
            squares = cut_squares(exhibit.path, size)
        except BadPicture as error:
            say(f"{exhibit.path.name} is left out: {error}")
            continue
        used += 1
        for square in squares:
            tokens.append(pack(encode(torch.from_numpy(square.copy()).to(gpu.device))).cpu())
            captions.append(exhibit.caption)
    say(f"{len(tokens)} squares of {size} px from {used} pictures")
    side = size // TOKEN
    return torch.cat(tokens) if tokens else torch.zeros(0, side * side, 128), captions, used


@torch.no_grad()
def _encode_captions(texts: Sequence[str], model: Path, gpu: Gpu) -> torch.Tensor:
    encoder = PromptEncoder.load(model, gpu)
    return torch.cat([encoder.encode(text).cpu() for text in texts])
