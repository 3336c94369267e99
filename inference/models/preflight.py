"""Preflight checks of the models engine: what is missing on this machine, said in one sentence before anything loads.

``check_machine`` checks the libraries, the GPU, its memory and the weights; it imports no torch and uses no network, so
that ``manage.py up`` can call it first. What only torch knows is checked by ``check_torch`` in the engine's process.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable

from inference.contract.errors import EngineUnavailable
from inference.contract.ledger import format_bytes
from inference.models.hub.download import is_complete
from inference.models.hub.registry import (
    WORKSPACE_BYTES,
    WORKSPACE_BYTES_EAGER,
    InvalidLockFile,
    Model,
    missing_files,
    selected_models,
)
from inference.models.runtime.cuda_driver import DriverBroken, find_gpus
from inference.models.runtime.options import ModelOptions

LIBRARIES = ("torch", "transformers", "diffusers", "nemo", "llguidance", "peft", "huggingface_hub", "safetensors")


def check_machine(options: ModelOptions, *, random_weights: bool = False) -> None:
    """Raises ``EngineUnavailable`` for the first requirement that is not met."""
    _check_libraries()
    selected = selected_models(art_director=options.art_director)
    if options.device != "cpu":
        _check_gpu(options, selected)
    if not random_weights:
        _check_weights(options, selected)


def check_torch(options: ModelOptions) -> None:
    """Whether torch can use the GPU and its memory is free; imports torch. Raises ``EngineUnavailable``."""
    import torch

    if options.device == "cpu":
        return
    if not torch.cuda.is_available():
        raise EngineUnavailable(
            f"The torch that is installed ({torch.__version__}) cannot use this machine's GPU: install a CUDA build "
            "that fits its driver."
        )
    free, _ = torch.cuda.mem_get_info(torch.device(options.device))
    _check_memory(free, "are free on it", selected_models(art_director=options.art_director), options)


def missing_weights(options: ModelOptions) -> tuple[Model, ...]:
    """The models that are not complete on the disk. Raises ``EngineUnavailable`` for an invalid lock file."""
    try:
        selected = selected_models(art_director=options.art_director)
        return tuple(model for model in selected if not is_complete(model, options.folder))
    except InvalidLockFile as error:
        raise EngineUnavailable(str(error)) from None


def _check_libraries() -> None:
    missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        raise EngineUnavailable(
            f"The models' libraries are not installed ({missing[0]} is missing): install requirements/models.txt."
        )


def _check_gpu(options: ModelOptions, selected: Iterable[Model]) -> None:
    try:
        gpus = find_gpus()
    except DriverBroken as error:
        raise EngineUnavailable(str(error)) from None
    if not gpus:
        raise EngineUnavailable("No NVIDIA GPU was found.")
    number = int(options.device.partition(":")[2] or 0)
    if number >= len(gpus):
        raise EngineUnavailable(
            f"LIGHTLOOM_DEVICE is {options.device}, and the GPUs here are cuda:0 to cuda:{len(gpus) - 1}."
        )
    gpu = gpus[number]
    _check_memory(gpu.memory, f"is all that {gpu.name} has", selected, options)


def _check_memory(available: int, description: str, selected: Iterable[Model], options: ModelOptions) -> None:
    models = tuple(selected)
    workspace = WORKSPACE_BYTES if options.compile else WORKSPACE_BYTES_EAGER
    needed = sum(model.memory for model in models) + workspace
    if available >= needed:
        return
    each = ", ".join(f"{model.job} {format_bytes(model.memory)}" for model in models)
    saving = " LIGHTLOOM_ART_DIRECTOR=off saves the art director's." if options.art_director else ""
    if options.compile:
        saving += f" LIGHTLOOM_COMPILE=off saves {format_bytes(WORKSPACE_BYTES - WORKSPACE_BYTES_EAGER)} and is slower."
    raise EngineUnavailable(
        f"The models need about {format_bytes(needed)} of GPU memory ({each}, {format_bytes(workspace)} to work in) "
        f"and {format_bytes(available)} {description}.{saving}"
    )


def _check_weights(options: ModelOptions, selected: Iterable[Model]) -> None:
    incomplete = missing_weights(options)
    if incomplete and options.offline:
        model = incomplete[0]
        missing = missing_files(model, options.folder)
        what = f"{missing[0]} is missing" if missing else "its files differ from those that were fetched"
        raise EngineUnavailable(
            f"The weights of {model.id} are not whole in {options.folder / model.folder_name} ({what}) and "
            "LIGHTLOOM_MODELS_OFFLINE keeps them from being fetched: python -m inference fetch brings them."
        )
