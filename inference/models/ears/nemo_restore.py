"""Restores a ``.nemo`` file for the ears: NeMo's own connector with three differences.

Modules are made on the device; weights are read from their place in the archive instead of being unpacked beside it
(4 GB twice); and the process's working directory does not change, because other models load at the same time. A file
of another model class is refused before anything of it is made.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from typing import Any

import torch
from nemo.core.connectors.save_restore_connector import SaveRestoreConnector
from omegaconf import OmegaConf

from inference.contract.errors import EngineUnavailable
from inference.models.runtime.device import Gpu

MODEL_CLASS = "EncDecCTCModelBPE"


class _DirectRestoreConnector(SaveRestoreConnector):
    def __init__(self, gpu: Gpu) -> None:
        super().__init__()
        self._gpu = gpu

    def load_config_and_state_dict(
        self, calling_cls: Any, restore_path: str, *_: Any, **__: Any
    ) -> tuple[Any, Any, dict[str, torch.Tensor]]:
        with tempfile.TemporaryDirectory() as folder, self._tar_open(restore_path) as packed:
            weights_file = next(name for name in packed.getnames() if Path(name).name == self.model_weights_ckpt)
            # A compressed archive has no random access, so it is unpacked whole.
            compressed = isinstance(packed.fileobj, gzip.GzipFile)
            self._unpack_nemo_file(
                restore_path,
                folder,
                None if compressed else [name for name in packed.getnames() if name != weights_file],
            )
            config = OmegaConf.load(Path(folder) / self.model_config_yaml)
            kind = str(config.get("target", "")).rpartition(".")[2]
            if kind != MODEL_CLASS:
                raise EngineUnavailable(
                    f"{restore_path} holds a model of the class {kind}; the ears need {MODEL_CLASS}."
                )
            calling_cls._set_model_restore_state(is_being_restored=True, folder=folder)
            with self._gpu.device:
                model = calling_cls.from_config_dict(config=config)
            # A mapped file stays readable after it is deleted.
            weights = (
                torch.load(Path(folder) / weights_file, map_location="cpu", mmap=True, weights_only=True)
                if compressed
                else torch.load(packed.extractfile(weights_file), map_location="cpu", weights_only=True)
            )
        return config, cast_for_inference(model, self._gpu), weights


def restore_connector(gpu: Gpu) -> SaveRestoreConnector:
    """The connector for NeMo's ``restore_from``."""
    return _DirectRestoreConnector(gpu)


def cast_for_inference(model: Any, gpu: Gpu) -> Any:
    """The encoder in the device's dtype; preprocessor and decoder in float32, and batch norm too, because bfloat16
    would round its running variance to three digits. Every dtype is explicit: torch's default dtype may be another one
    while the director is being loaded."""
    model.to(gpu.device, torch.float32)
    model.encoder.to(gpu.dtype)
    for module in model.encoder.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.float()
    return model.requires_grad_(False)
