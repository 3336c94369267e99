"""Whether the models engine can stand on this machine, answered before anything is loaded and in one sentence each.

``check_ground`` asks for the libraries, the GPU, its memory and the weights; it imports no torch and reaches no
network, so that whoever starts the service can ask it first. What only torch can tell is asked by ``check_torch`` in
the process that will work.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable

from inference.contract.errors import EngineUnavailable
from inference.contract.ledger import spell_bytes
from inference.models.hub.download import is_complete
from inference.models.hub.registry import WORKING_BYTES, WORKING_PLAIN, BadLock, Model, missing_files, models_wanted
from inference.models.runtime.driver import DriverBroken, find_gpus
from inference.models.runtime.options import ModelOptions

LIBRARIES = ("torch", "transformers", "diffusers", "nemo", "llguidance", "peft", "huggingface_hub", "safetensors")


def check_ground(options: ModelOptions, *, random_weights: bool = False) -> None:
    """Raises ``EngineUnavailable`` for the first thing that stands in the way."""
    _check_libraries()
    wanted = models_wanted(art_director=options.art_director)
    if options.device != "cpu":
        _check_gpu(options, wanted)
    if not random_weights:
        _check_weights(options, wanted)


def check_torch(options: ModelOptions) -> None:
    """Whether torch can use the GPU and its memory is free; imports torch. Raises ``EngineUnavailable``."""
    import torch

    if options.device == "cpu":
        return
    if not torch.cuda.is_available():
        raise EngineUnavailable(
            f"The torch that is installed ({torch.__version__}) cannot use this machine's GPU: install a CUDA build that "
            "fits its driver."
        )
    free, _ = torch.cuda.mem_get_info(torch.device(options.device))
    _check_memory(free, "are free on it", models_wanted(art_director=options.art_director), options)


def absent_weights(options: ModelOptions) -> tuple[Model, ...]:
    """The models that would have to be fetched. Raises ``EngineUnavailable`` for a lock file that cannot be read."""
    try:
        wanted = models_wanted(art_director=options.art_director)
        return tuple(model for model in wanted if not is_complete(model, options.folder))
    except BadLock as error:
        raise EngineUnavailable(str(error)) from None


def _check_libraries() -> None:
    absent = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
    if absent:
        raise EngineUnavailable(
            f"The models' libraries are not installed ({absent[0]} is missing): install requirements/models.txt."
        )


def _check_gpu(options: ModelOptions, wanted: Iterable[Model]) -> None:
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
    _check_memory(gpu.memory, f"is all that {gpu.name} has", wanted, options)


def _check_memory(there: int, how: str, wanted: Iterable[Model], options: ModelOptions) -> None:
    models = tuple(wanted)
    working = WORKING_BYTES if options.compile else WORKING_PLAIN
    needed = sum(model.memory for model in models) + working
    if there >= needed:
        return
    each = ", ".join(f"{model.job} {spell_bytes(model.memory)}" for model in models)
    saving = " LIGHTLOOM_ART_DIRECTOR=off saves the art director's." if options.art_director else ""
    if options.compile:
        saving += f" LIGHTLOOM_COMPILE=off saves {spell_bytes(WORKING_BYTES - WORKING_PLAIN)} and is slower."
    raise EngineUnavailable(
        f"The models need about {spell_bytes(needed)} of GPU memory ({each}, {spell_bytes(working)} to work in) and "
        f"{spell_bytes(there)} {how}.{saving}"
    )


def _check_weights(options: ModelOptions, wanted: Iterable[Model]) -> None:
    absent = absent_weights(options)
    if absent and options.offline:
        model = absent[0]
        missing = missing_files(model, options.folder)
        what = f"{missing[0]} is missing" if missing else "its files differ from those that were fetched"
        raise EngineUnavailable(
            f"The weights of {model.id} are not whole in {options.folder / model.folder_name} ({what}) and "
            "LIGHTLOOM_MODELS_OFFLINE keeps them from being fetched: python -m inference fetch brings them."
        )
