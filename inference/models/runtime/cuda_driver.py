"""The NVIDIA GPUs that this process would see, asked of the CUDA driver: without torch, a CUDA context or GPU memory.

``find_gpus`` is quick enough to be called before the service chooses its engine. Like everything that uses the driver
library it respects CUDA_VISIBLE_DEVICES and MIG.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

NO_DEVICE = 100
"""CUDA_ERROR_NO_DEVICE."""


@dataclass(frozen=True)
class GpuInfo:
    name: str
    memory: int
    """Total bytes."""


class DriverBroken(Exception):
    """A driver is installed and does not work; the message is one sentence."""


def find_gpus() -> tuple[GpuInfo, ...]:
    """The GPUs in CUDA's order; empty where there is no driver or no GPU. Raises ``DriverBroken``."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return ()
    code = driver.cuInit(0)
    if code == NO_DEVICE:
        return ()
    if code:
        raise DriverBroken(
            f"An NVIDIA driver is installed but does not work (CUDA error {code}): see whether nvidia-smi does."
        )
    count = ctypes.c_int(0)
    if driver.cuDeviceGetCount(ctypes.byref(count)):
        return ()
    return tuple(_describe(driver, ordinal) for ordinal in range(count.value))


def _describe(driver: ctypes.CDLL, ordinal: int) -> GpuInfo:
    device, name, memory = ctypes.c_int(0), ctypes.create_string_buffer(128), ctypes.c_size_t(0)
    driver.cuDeviceGet(ctypes.byref(device), ordinal)
    driver.cuDeviceGetName(name, len(name), device)
    driver.cuDeviceTotalMem_v2(ctypes.byref(memory), device)
    return GpuInfo(name.value.decode(errors="replace"), memory.value)
