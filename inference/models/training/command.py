"""``python -m inference train-lora``: a style LoRA for the painter, learned from a folder of pictures.

It encodes the pictures and captions once (lora_lessons.py), learns (lora_course.py), and writes the LoRA and its card
(lora_card.py). What is needed to go on lies in ``<out>.training`` (lora_workshop.py), kept every hundred steps and when
Ctrl-C stops it: ``--resume`` comes to the LoRA that an uninterrupted training comes to. Bad input is one sentence
and 2. It is a program of its own, and needs the GPU that the service would use.
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
from diffusers import Flux2Transformer2DModel

from inference.contract.errors import EngineUnavailable
from inference.environment import ConfigError
from inference.models.hub.registry import MODELS
from inference.models.painter.latent_tokens import TOKEN
from inference.models.painter.weights import lay_out, read_config, read_into
from inference.models.runtime.device import Gpu, open_gpu
from inference.models.runtime.options import ModelOptions
from inference.models.training.checkpoint import Workshop
from inference.models.training.encoded_dataset import Lessons, Say, keep_lessons, kept_lessons, make_lessons
from inference.models.training.images import BadTraining, Exhibit, find_exhibits
from inference.models.training.model_card import NOT_STATED, Facts, write_card, write_lora
from inference.models.training.trainer import Course, Diverged, Plan

PAINTER = next(model for model in MODELS if model.name == "painter")
KNOWN = {one: (f"black-forest-labs/{one}", "Apache-2.0") for one in ("FLUX.2-klein-4B", "FLUX.2-klein-base-4B")}
"""Folder of a painter to its id and licence: the one that paints, and its undistilled sibling,
which its makers recommend to train on."""
KEEP_EVERY = 100
"""Steps after which the training is kept."""
TELL_EVERY = 10
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
        help=f"the painter's folder (default: {PAINTER.folder_name} of LIGHTLOOM_MODELS), or FLUX.2-klein-base-4B, made for training",
    )
    parser.add_argument("--device", help="cuda (default), cuda:<number>, or cpu (very slow)")
    parser.add_argument("--licence", default=NOT_STATED, help="what may be done with the LoRA, for its card")


def run(options: argparse.Namespace, say: Say | None = None) -> int:
    """Train as ``options`` say and return the exit code; ``say`` takes the lines of progress,
    which else are printed."""
    try:
        return _train(options, say or _print)
    except (BadTraining, EngineUnavailable, ConfigError) as error:
        return _end(str(error), 2)
    except OSError as error:
        return _end(f"{error.filename or options.out} cannot be used: {error.strerror or error}.", 2)
    except Diverged as error:
        return _end(f"{error} Try a smaller --lr; what was kept last is in {options.out.with_suffix('.training')}.", 1)
    except torch.OutOfMemoryError:
        return _end("The GPU has too little memory for this training: try a smaller --batch or --size.", 1)


def _train(options: argparse.Namespace, say: Say) -> int:
    out: Path = options.out
    _check_out(out)
    workshop = Workshop(out.with_suffix(".training"))
    kept = workshop.open(resume=options.resume, beside=(out, out.with_suffix(".md")))
    if options.size % TOKEN:
        raise BadTraining(f"--size is a multiple of {TOKEN}, and {options.size} is none.")
    exhibits = find_exhibits(options.images, captions=options.captions, prompt=options.prompt)
    model = options.model or ModelOptions.read(os.environ).folder / PAINTER.folder_name
    read_config(model, "model_index.json", kind="Flux2Transformer2DModel", of="transformer")
    gpu = _open(options.device)
    alpha = float(options.alpha or options.rank)
    plan = Plan(rank=options.rank, alpha=alpha, batch=options.batch, rate=options.lr, seed=options.seed)
    settings = {**asdict(plan), "size": options.size, "painter": model.name, "pictures": _digest(exhibits)}
    if kept is not None:
        workshop.check_same(kept, settings, options.steps)
    lessons = kept_lessons(workshop.folder) if kept is not None else None
    if lessons is None:
        lessons = make_lessons(exhibits, model, options.size, gpu, say)
        workshop.folder.mkdir(exist_ok=True)
        keep_lessons(lessons, workshop.folder)
    course = Course(_load_transformer(model / "transformer", gpu), lessons, plan, gpu)
    before = _begin(course, kept, settings, workshop)
    say(
        f"{course.learning:,} numbers in {len(course.tensors()) // 2} layers learn from step {course.step} to {options.steps}"
    )
    if not _go_on(course, options.steps, before, settings, workshop, say):
        say(f"stopped at step {course.step} of {options.steps}; the same command with --resume goes on")
        return STOPPED
    tensors = course.tensors()
    facts = _facts(options, course, lessons, exhibits, model.name, before)
    write_lora(out, tensors, facts, {name.rsplit(".lora_", 1)[0] for name in tensors})
    write_card(out.with_suffix(".md"), facts)
    say(f"{out}: rank {plan.rank}, loss on its own pictures {facts.before:.4f} before, {facts.after:.4f} after")
    return 0


def _begin(course: Course, kept: dict[str, Any] | None, settings: dict[str, Any], workshop: Workshop) -> float:
    """Put the course where it was left, or keep its very beginning; the loss before the first step."""
    if kept is not None:
        course.restore(kept)
        return float(kept["before"])
    before = course.probe()
    workshop.keep({**course.state(), "settings": settings, "before": before})
    return before


def _go_on(course: Course, steps: int, before: float, settings: dict[str, Any], workshop: Workshop, say: Say) -> bool:
    """Take the steps that are left; whether all were taken. What was reached is kept, also when it is asked to stop."""
    begun, first, losses = time.monotonic(), course.step, []
    with _stopping() as stop:
        while course.step < steps and not stop():
            losses.append(course.advance())
            if course.step % TELL_EVERY == 0 or course.step == steps:
                pace = (time.monotonic() - begun) / (course.step - first)
                recent = losses[-TELL_EVERY:]
                say(
                    f"step {course.step}/{steps}, loss {sum(recent) / len(recent):.4f}, {pace:.2f} s a step, "
                    f"about {_spell((steps - course.step) * pace)} left"
                )
            if course.step % KEEP_EVERY == 0 and course.step < steps:
                workshop.keep({**course.state(), "settings": settings, "before": before})
        workshop.keep({**course.state(), "settings": settings, "before": before})
        return course.step >= steps


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C or a polite kill asked to stop; the step at hand is finished first.
    Only the main thread can be asked."""
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
        raise BadTraining(f"--out is a .safetensors file, and {out} is none.")
    if not out.parent.is_dir():
        raise BadTraining(f"There is no folder {out.parent}.")
    if not os.access(out.parent, os.W_OK):
        raise BadTraining(f"The folder {out.parent} cannot be written to.")


def _open(device: str | None) -> Gpu:
    name = (device or "cuda").lower()
    if name != "cpu" and not (name == "cuda" or (name.startswith("cuda:") and name[5:].isdecimal())):
        raise BadTraining(f"--device is cuda, cuda:<number> or cpu, not {name!r}.")
    number = int(name[5:]) if name.startswith("cuda:") else 0
    if name != "cpu" and number >= torch.cuda.device_count():
        raise BadTraining("There is no such NVIDIA GPU here; --device cpu trains without one, very slowly.")
    return open_gpu(name)


def _load_transformer(folder: Path, gpu: Gpu) -> Flux2Transformer2DModel:
    config = read_config(folder, kind="Flux2Transformer2DModel", of="_class_name")
    network = lay_out(lambda: Flux2Transformer2DModel.from_config(config), "transformer")
    return read_into(network, folder, "diffusion_pytorch_model", gpu)


def _facts(
    options: argparse.Namespace, course: Course, lessons: Lessons, exhibits: Sequence[Exhibit], base: str, before: float
) -> Facts:
    known = KNOWN.get(base, (base, NOT_STATED))
    return Facts(
        name=options.out.stem,
        base=known[0],
        base_licence=known[1],
        licence=" ".join(options.licence.split()) or NOT_STATED,
        rank=course.plan.rank,
        alpha=course.plan.alpha,
        steps=course.step,
        batch=course.plan.batch,
        rate=course.plan.rate,
        seed=course.plan.seed,
        size=options.size,
        pictures=lessons.pictures,
        squares=len(lessons.tokens),
        layers=len(course.tensors()) // 2,
        numbers=course.learning,
        captions=tuple(dict.fromkeys(exhibit.caption for exhibit in exhibits)),
        before=before,
        after=course.probe(),
    )


def _digest(exhibits: Sequence[Exhibit]) -> str:
    return hashlib.sha256(json.dumps([one.digest() for one in exhibits]).encode()).hexdigest()


def _spell(seconds: float) -> str:
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
