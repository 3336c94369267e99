"""``python -m inference train-lora``: trains a style LoRA for the painter from a folder of pictures.

It encodes pictures and captions once (encoded_dataset.py), trains (trainer.py), and writes the LoRA and its card
(model_card.py). Checkpoints lie in ``<out>.training`` (checkpoint.py), written every hundred steps and at Ctrl-C;
``--resume`` leads to the same LoRA as an uninterrupted training. Invalid input is one sentence and exit code 2. It is a
program of its own, and needs the GPU that the service would use.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from inference.contract.errors import EngineUnavailable
from inference.environment import ConfigError
from inference.models.hub.registry import MODELS
from inference.models.painter.latent_tokens import TOKEN_SIDE
from inference.models.painter.weights import load_transformer, read_config
from inference.models.runtime.device import Gpu, open_gpu
from inference.models.runtime.options import ModelOptions
from inference.models.training.checkpoint import CheckpointFolder
from inference.models.training.encoded_dataset import (
    EncodedDataset,
    Report,
    encode_dataset,
    load_dataset,
    save_dataset,
)
from inference.models.training.images import (
    InvalidTraining,
    TrainingImage,
    find_training_images,
)
from inference.models.training.model_card import NOT_STATED, TrainingSummary, write_card, write_lora
from inference.models.training.trainer import Diverged, LoraTrainer, TrainingConfig

PAINTER = next(model for model in MODELS if model.name == "painter")
KNOWN = {one: (f"black-forest-labs/{one}", "Apache-2.0") for one in ("FLUX.2-klein-4B", "FLUX.2-klein-base-4B")}
"""Folder name of a painter to its id and licence: the one that paints, and its undistilled sibling, which its makers
recommend for training."""
CHECKPOINT_EVERY = 100
"""Steps between two checkpoints."""
REPORT_EVERY = 10
STOPPED = 130
"""Exit code after Ctrl-C, as shells give it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--images", type=Path, required=True, metavar="DIR", help="folder of .png, .jpg and .webp pictures"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the LoRA: .safetensors; its card goes beside it"
    )
    parser.add_argument("--prompt", help="what all the pictures show, in a few words")
    parser.add_argument("--captions", action="store_true", help="take what each shows from the .txt file beside it")
    parser.add_argument("--rank", type=_whole(1, 256), default=16, help="size of the LoRA (default 16)")
    parser.add_argument(
        "--alpha", type=_number(0.001, 1000), help="its strength counts as alpha / rank (default: the rank)"
    )
    parser.add_argument("--steps", type=_whole(1, 100_000), default=1000, help="steps in all (default 1000)")
    parser.add_argument("--batch", type=_whole(1, 64), default=1, help="squares a step (default 1)")
    parser.add_argument("--lr", type=_number(1e-7, 1), default=1e-4, help="learning rate (default 0.0001)")
    parser.add_argument("--seed", type=_whole(0, 2**63 - 1), default=0)
    parser.add_argument(
        "--size", type=_whole(64, 1024), default=768, help="px of a square, a multiple of 16 (default 768)"
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on where this training was stopped, or add --steps to it"
    )
    parser.add_argument(
        "--model",
        type=Path,
        metavar="DIR",
        help=f"the painter's folder (default: {PAINTER.folder_name} of LIGHTLOOM_MODELS), "
        "or FLUX.2-klein-base-4B, made for training",
    )
    parser.add_argument("--device", help="cuda (default), cuda:<number>, or cpu (very slow)")
    parser.add_argument("--licence", default=NOT_STATED, help="what may be done with the LoRA, for its card")


def run(options: argparse.Namespace, say: Report | None = None) -> int:
    """Train as ``options`` say and return the exit code. ``say`` is called with the lines of progress (default:
    print)."""
    try:
        return _train(options, say or _print)
    except (InvalidTraining, EngineUnavailable, ConfigError) as error:
        return _end(str(error), 2)
    except OSError as error:
        return _end(f"{error.filename or options.out} cannot be used: {error.strerror or error}.", 2)
    except Diverged as error:
        return _end(f"{error} Try a smaller --lr; what was kept last is in {options.out.with_suffix('.training')}.", 1)
    except torch.OutOfMemoryError:
        return _end("The GPU has too little memory for this training: try a smaller --batch or --size.", 1)


def _train(options: argparse.Namespace, say: Report) -> int:
    out: Path = options.out
    _check_out(out)
    checkpoints = CheckpointFolder(out.with_suffix(".training"))
    checkpoint = checkpoints.load(resume=options.resume, outputs=(out, out.with_suffix(".md")))
    if options.size % TOKEN_SIDE:
        raise InvalidTraining(f"--size is a multiple of {TOKEN_SIDE}, and {options.size} is none.")
    images = find_training_images(options.images, captions=options.captions, prompt=options.prompt)
    model = options.model or ModelOptions.read(os.environ).folder / PAINTER.folder_name
    read_config(model, "model_index.json", kind="Flux2Transformer2DModel", of="transformer")
    gpu = _open(options.device)
    alpha = float(options.alpha or options.rank)
    config = TrainingConfig(rank=options.rank, alpha=alpha, batch=options.batch, rate=options.lr, seed=options.seed)
    settings = {**asdict(config), "size": options.size, "painter": model.name, "pictures": _digest(images)}
    if checkpoint is not None:
        checkpoints.check_same(checkpoint, settings, options.steps)
    dataset = load_dataset(checkpoints.folder) if checkpoint is not None else None
    if dataset is None:
        dataset = encode_dataset(images, model, options.size, gpu, say)
        checkpoints.folder.mkdir(exist_ok=True)
        save_dataset(dataset, checkpoints.folder)
    trainer = LoraTrainer(load_transformer(model / "transformer", gpu), dataset, config, gpu)
    before = _begin(trainer, checkpoint, settings, checkpoints)
    say(
        f"{trainer.parameter_count:,} numbers in {len(trainer.lora_tensors()) // 2} layers learn "
        f"from step {trainer.step} to {options.steps}"
    )
    if not _run_steps(trainer, options.steps, before, settings, checkpoints, say):
        say(f"stopped at step {trainer.step} of {options.steps}; the same command with --resume goes on")
        return STOPPED
    tensors = trainer.lora_tensors()
    summary = _summary(options, trainer, dataset, images, model.name, before)
    write_lora(out, tensors, summary, {name.rsplit(".lora_", 1)[0] for name in tensors})
    write_card(out.with_suffix(".md"), summary)
    say(
        f"{out}: rank {config.rank}, loss on its own pictures "
        f"{summary.loss_before:.4f} before, {summary.loss_after:.4f} after"
    )
    return 0


def _begin(
    trainer: LoraTrainer, checkpoint: dict[str, Any] | None, settings: dict[str, Any], checkpoints: CheckpointFolder
) -> float:
    """Restore the checkpoint, or write the first one; the loss before the first step."""
    if checkpoint is not None:
        trainer.load_state_dict(checkpoint)
        return float(checkpoint["before"])
    before = trainer.probe_loss()
    checkpoints.save({**trainer.state_dict(), "settings": settings, "before": before})
    return before


def _run_steps(
    trainer: LoraTrainer,
    steps: int,
    before: float,
    settings: dict[str, Any],
    checkpoints: CheckpointFolder,
    say: Report,
) -> bool:
    """Take the remaining steps; whether all were taken. At the end, or when asked to stop, it writes a checkpoint."""
    begun, first, losses = time.monotonic(), trainer.step, []
    with _stopping() as stop:
        while trainer.step < steps and not stop():
            losses.append(trainer.train_step())
            if trainer.step % REPORT_EVERY == 0 or trainer.step == steps:
                pace = (time.monotonic() - begun) / (trainer.step - first)
                recent = losses[-REPORT_EVERY:]
                say(
                    f"step {trainer.step}/{steps}, loss {sum(recent) / len(recent):.4f}, {pace:.2f} s a step, "
                    f"about {_duration((steps - trainer.step) * pace)} left"
                )
            if trainer.step % CHECKPOINT_EVERY == 0 and trainer.step < steps:
                checkpoints.save({**trainer.state_dict(), "settings": settings, "before": before})
        checkpoints.save({**trainer.state_dict(), "settings": settings, "before": before})
        return trainer.step >= steps


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Whether SIGINT or SIGTERM asked to stop; the current step is finished first. Signals reach only the main
    thread."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = {number: signal.signal(number, lambda *_: asked.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _check_out(out: Path) -> None:
    if out.suffix != ".safetensors":
        raise InvalidTraining(f"--out is a .safetensors file, and {out} is none.")
    if not out.parent.is_dir():
        raise InvalidTraining(f"There is no folder {out.parent}.")
    if not os.access(out.parent, os.W_OK):
        raise InvalidTraining(f"The folder {out.parent} cannot be written to.")


def _open(device: str | None) -> Gpu:
    name = (device or "cuda").lower()
    if name != "cpu" and not (name == "cuda" or (name.startswith("cuda:") and name[5:].isdecimal())):
        raise InvalidTraining(f"--device is cuda, cuda:<number> or cpu, not {name!r}.")
    number = int(name[5:]) if name.startswith("cuda:") else 0
    if name != "cpu" and number >= torch.cuda.device_count():
        raise InvalidTraining("There is no such NVIDIA GPU here; --device cpu trains without one, very slowly.")
    return open_gpu(name)


def _summary(
    options: argparse.Namespace,
    trainer: LoraTrainer,
    dataset: EncodedDataset,
    images: Sequence[TrainingImage],
    base: str,
    before: float,
) -> TrainingSummary:
    known = KNOWN.get(base, (base, NOT_STATED))
    return TrainingSummary(
        name=options.out.stem,
        base=known[0],
        base_licence=known[1],
        licence=" ".join(options.licence.split()) or NOT_STATED,
        rank=trainer.config.rank,
        alpha=trainer.config.alpha,
        steps=trainer.step,
        batch=trainer.config.batch,
        learning_rate=trainer.config.rate,
        seed=trainer.config.seed,
        size=options.size,
        pictures=dataset.pictures,
        squares=len(dataset.tokens),
        layers=len(trainer.lora_tensors()) // 2,
        parameters=trainer.parameter_count,
        captions=tuple(dict.fromkeys(image.caption for image in images)),
        loss_before=before,
        loss_after=trainer.probe_loss(),
    )


def _digest(images: Sequence[TrainingImage]) -> str:
    return hashlib.sha256(json.dumps([one.digest() for one in images]).encode()).hexdigest()


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"a whole number from {least} to {most} is needed, not {text!r}")
        return int(text)

    return parse


def _number(least: float, most: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"a number from {least:g} to {most:g} is needed, not {text!r}")
        return value

    return parse


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _end(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code
