"""Puts the painter's three networks on the device: from the published files, with random weights, or as a second module
over the same weights.

A network is made on the meta device and then gets its tensors, which safetensors reads straight to the device in the
device's dtype, with several threads because one alone waits for the disk. The libraries' own loaders set torch's
default dtype for the whole process, which goes wrong in two threads; nothing is set here. Files that do not fit raise
``EngineUnavailable`` in one sentence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import torch
from diffusers import AutoencoderKLFlux2, Flux2Transformer2DModel
from safetensors import SafetensorError, safe_open

from inference.contract.errors import EngineUnavailable
from inference.models.runtime.device import Gpu
from inference.models.runtime.loading import first_line

READERS = 8
"""Threads that read one network's tensors."""
Network = TypeVar("Network", bound=torch.nn.Module)


def read_config(folder: Path, name: str = "config.json", *, kind: str | None = None, of: str = "") -> dict[str, Any]:
    """A published JSON file. ``kind`` is the class name that its key ``of`` must hold. Raises EngineUnavailable."""
    file = folder / name
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EngineUnavailable(f"The painter's {folder.name}/{name} is missing from {folder.parent}.") from None
    except (OSError, ValueError) as error:
        raise EngineUnavailable(f"The painter's {file} cannot be read: {first_line(error)}.") from None
    named = config.get(of) if isinstance(config, dict) else None
    if not isinstance(config, dict) or (
        kind is not None and kind not in (named if isinstance(named, list) else [named])
    ):
        raise EngineUnavailable(f"The painter's {file} describes {named or 'nothing known'}, not {kind}.")
    return config


def load_transformer(folder: Path, gpu: Gpu) -> Flux2Transformer2DModel:
    config = read_config(folder, kind="Flux2Transformer2DModel", of="_class_name")
    network = make_on_meta(lambda: Flux2Transformer2DModel.from_config(config), "transformer")
    return load_weights(network, folder, "diffusion_pytorch_model", gpu)


def load_vae(folder: Path, gpu: Gpu) -> AutoencoderKLFlux2:
    config = read_config(folder, kind="AutoencoderKLFlux2", of="_class_name")
    network = make_on_meta(lambda: AutoencoderKLFlux2.from_config(config), "VAE")
    return load_weights(network, folder, "diffusion_pytorch_model", gpu)


def make_on_meta(make: Callable[[], Network], what: str) -> Network:
    """The network that ``make`` builds, on the meta device.
    Raises EngineUnavailable for an invalid configuration."""
    try:
        with torch.device("meta"):
            return make()
    except (TypeError, ValueError, KeyError, AttributeError, RuntimeError) as error:
        raise EngineUnavailable(
            f"The painter's {what} has a configuration that does not fit: {first_line(error)}."
        ) from None


def load_weights(network: Network, folder: Path, stem: str, gpu: Gpu, *, prefix: str = "") -> Network:
    """Load ``network``'s weights from ``folder``: ``<stem>.safetensors``, or the shards that its index names.

    ``prefix`` is before the names in the files and not in the network. Tensors that the network does not have are not
    read.
    """
    names = set(network.state_dict())
    groups = [(file, keys) for file in _files(folder, stem) for keys in _key_groups(file, names, prefix)]
    with ThreadPoolExecutor(READERS, thread_name_prefix="weights") as pool:
        parts = list(pool.map(lambda group: _read(group[0], group[1], prefix, gpu), groups))
    tensors = {name: tensor for part in parts for name, tensor in part.items()}
    for name in names - tensors.keys():
        if not name.endswith("num_batches_tracked"):
            raise EngineUnavailable(f"The painter's files in {folder} do not hold {prefix}{name}.")
        tensors[name] = torch.zeros((), dtype=torch.long, device=gpu.device)
    try:
        network.load_state_dict(tensors, assign=True)
    except RuntimeError as error:
        # torch lists the tensors that do not fit, one a line, after a first general line.
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise EngineUnavailable(f"The painter's files in {folder} do not fit: {lines[-1].rstrip('.')}.") from None
    return for_inference(network)


def init_random_weights(network: Network, gpu: Gpu) -> Network:
    """Random weights made on the device, small enough not to overflow; norms are the identity. For benchmarks only."""
    # torch's own method, before memory is allocated: the libraries' methods warn about the dtype.
    torch.nn.Module.to(network, gpu.dtype).to_empty(device=gpu.device)
    for name, tensor in network.state_dict().items():
        if not tensor.is_floating_point() or name.endswith(("bias", "running_mean")):
            tensor.zero_()
        elif tensor.ndim >= 2:
            tensor.normal_(0, 0.02)
        else:
            tensor.fill_(1)
    return for_inference(network)


def share_weights(network: Network, make: Callable[[], Network]) -> Network:
    """A second module over the same weights, without extra memory: one can be compiled while the other works."""
    view = make_on_meta(make, "network")
    if any(name not in network.state_dict() for name, _ in network.named_buffers()):
        raise ValueError("A network with buffers that are not saved cannot be viewed twice.")
    view.load_state_dict(network.state_dict(keep_vars=True), assign=True)
    return for_inference(view)


def for_inference(network: Network) -> Network:
    """``network`` in evaluation mode and without gradients."""
    return network.eval().requires_grad_(False)


def _files(folder: Path, stem: str) -> list[Path]:
    whole = folder / f"{stem}.safetensors"
    if whole.is_file():
        return [whole]
    if not (folder / f"{stem}.safetensors.index.json").is_file():
        raise EngineUnavailable(
            f"The painter's weights {folder.name}/{stem}.safetensors are missing from {folder.parent}."
        )
    index = read_config(folder, f"{stem}.safetensors.index.json")
    named = sorted(set(index.get("weight_map", {}).values()))
    missing = [name for name in named if not (folder / name).is_file()]
    if missing or not named:
        raise EngineUnavailable(
            f"The painter's weights {folder.name}/{(missing or [stem])[0]} are missing from {folder.parent}."
        )
    return [folder / name for name in named]


def _key_groups(file: Path, names: set[str], prefix: str) -> list[list[str]]:
    """The keys of ``file`` that the network has, in up to ``READERS`` lists of equal length, in the order of the
    file."""
    with _opened(file, "cpu") as tensors:
        keys = [key for key in tensors.offset_keys() if key.startswith(prefix) and key.removeprefix(prefix) in names]
    each = max(1, -(-len(keys) // READERS))
    return [keys[at : at + each] for at in range(0, len(keys), each)]


def _read(file: Path, keys: list[str], prefix: str, gpu: Gpu) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = {}
    with _opened(file, str(gpu.device)) as tensors:
        for key in keys:
            tensor = tensors.get_tensor(key)
            found[key.removeprefix(prefix)] = tensor.to(gpu.dtype) if tensor.is_floating_point() else tensor
    return found


@contextmanager
def _opened(file: Path, device: str) -> Iterator[Any]:
    try:
        with safe_open(file, framework="pt", device=device) as tensors:
            yield tensors
    except (SafetensorError, OSError) as error:
        raise EngineUnavailable(f"The painter's {file} is no whole safetensors file: {first_line(error)}.") from None
