"""How the painter's three networks come onto the device: from the published files, from chance,
or as a second view of the same weights.

A network is laid out without memory first and then given its tensors, which safetensors reads straight to the device in
the device's dtype, several at a time: one thread alone waits for the disk, page by page. The libraries' own loaders set
torch's default dtype for the whole process while they work, so that two of them in two threads can leave it wrong;
nothing here sets anything. Whatever does not fit is an ``EngineUnavailable`` in one sentence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError, safe_open

from inference.contract.errors import EngineUnavailable
from inference.models.runtime.device import Gpu

READERS = 8
"""Threads that read one network's tensors."""
Network = TypeVar("Network", bound=torch.nn.Module)


def read_config(folder: Path, name: str = "config.json", *, kind: str | None = None, of: str = "") -> dict[str, Any]:
    """A published JSON file. ``kind`` is the class that must be named under ``of``. Raises EngineUnavailable."""
    file = folder / name
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EngineUnavailable(f"The painter's {folder.name}/{name} is missing from {folder.parent}.") from None
    except (OSError, ValueError) as error:
        raise EngineUnavailable(f"The painter's {file} cannot be read: {_first_line(error)}.") from None
    named = config.get(of) if isinstance(config, dict) else None
    if not isinstance(config, dict) or (
        kind is not None and kind not in (named if isinstance(named, list) else [named])
    ):
        raise EngineUnavailable(f"The painter's {file} describes {named or 'nothing known'}, not {kind}.")
    return config


def lay_out(make: Callable[[], Network], what: str) -> Network:
    """The network that ``make`` builds, without memory for its weights.
    Raises EngineUnavailable for a configuration that it refuses."""
    try:
        with torch.device("meta"):
            return make()
    except (TypeError, ValueError, KeyError, AttributeError, RuntimeError) as error:
        raise EngineUnavailable(
            f"The painter's {what} has a configuration that does not fit: {_first_line(error)}."
        ) from None


def read_into(network: Network, folder: Path, stem: str, gpu: Gpu, *, prefix: str = "") -> Network:
    """Give ``network`` its weights out of ``folder``: ``<stem>.safetensors``, or the files that its index names.

    ``prefix`` stands before the names in the files and not in the network.
    What the network does not have is not even read.
    """
    names = set(network.state_dict())
    shares = [(file, share) for file in _files(folder, stem) for share in _shares(file, names, prefix)]
    with ThreadPoolExecutor(READERS, thread_name_prefix="weights") as pool:
        parts = list(pool.map(lambda one: _read(one[0], one[1], prefix, gpu), shares))
    tensors = {name: tensor for part in parts for name, tensor in part.items()}
    for name in names - tensors.keys():
        if not name.endswith("num_batches_tracked"):
            raise EngineUnavailable(f"The painter's files in {folder} do not hold {prefix}{name}.")
        tensors[name] = torch.zeros((), dtype=torch.long, device=gpu.device)
    try:
        network.load_state_dict(tensors, assign=True)
    except RuntimeError as error:
        # torch lists every tensor that does not fit, a line each, below a headline.
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise EngineUnavailable(f"The painter's files in {folder} do not fit: {lines[-1].rstrip('.')}.") from None
    return settle(network)


def fill_randomly(network: Network, gpu: Gpu) -> Network:
    """Random weights made on the device, small enough that nothing overflows; norms do nothing. For benchmarks only."""
    # Cast while there is no memory yet; the plain method, because the libraries' own warn about a
    # dtype that nothing depends on.
    torch.nn.Module.to(network, gpu.dtype).to_empty(device=gpu.device)
    for name, tensor in network.state_dict().items():
        if not tensor.is_floating_point() or name.endswith(("bias", "running_mean")):
            tensor.zero_()
        elif tensor.ndim >= 2:
            tensor.normal_(0, 0.02)
        else:
            tensor.fill_(1)
    return settle(network)


def second_view(network: Network, make: Callable[[], Network]) -> Network:
    """Another network over the very same weights, 0 B more: one can be compiled while the other is at work."""
    view = lay_out(make, "network")
    if any(name not in network.state_dict() for name, _ in network.named_buffers()):
        raise ValueError("A network with buffers that are not saved cannot be viewed twice.")
    view.load_state_dict(network.state_dict(keep_vars=True), assign=True)
    return settle(view)


def settle(network: Network) -> Network:
    """For inference only, from now on."""
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


def _shares(file: Path, names: set[str], prefix: str) -> list[list[str]]:
    """The keys of ``file`` that the network has, in up to ``READERS`` lists of as many; in a file,
    neighbours lie beside each other."""
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
        raise EngineUnavailable(f"The painter's {file} is no whole safetensors file: {_first_line(error)}.") from None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(".")
