"""How NeMo reads a ``.nemo`` file for the ears: its own way but for three things.

The model's modules are made on the device, its weights are read where they lie in the file instead of being unpacked
beside it (4 GB twice), and the process's working directory stays where it is, since other parts of the engine load
beside it. A file that names another class is refused before anything of it is made.
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

KIND = "EncDecCTCModelBPE"


class _Straight(SaveRestoreConnector):
    def __init__(self, gpu: Gpu) -> None:
        super().__init__()
        self._gpu = gpu

    def load_config_and_state_dict(
        self, calling_cls: Any, restore_path: str, *_: Any, **__: Any
    ) -> tuple[Any, Any, dict[str, torch.Tensor]]:
        with tempfile.TemporaryDirectory() as folder, self._tar_open(restore_path) as packed:
            weights_file = next(name for name in packed.getnames() if Path(name).name == self.model_weights_ckpt)
            # A compressed file cannot be read here and there, so it is unpacked whole.
            whole = isinstance(packed.fileobj, gzip.GzipFile)
            self._unpack_nemo_file(
                restore_path, folder, None if whole else [name for name in packed.getnames() if name != weights_file]
            )
            config = OmegaConf.load(Path(folder) / self.model_config_yaml)
            kind = str(config.get("target", "")).rpartition(".")[2]
            if kind != KIND:
                raise EngineUnavailable(f"{restore_path} holds a model of the class {kind}; the ears need {KIND}.")
            calling_cls._set_model_restore_state(is_being_restored=True, folder=folder)
            with self._gpu.device:
                model = calling_cls.from_config_dict(config=config)
            # What is mapped stays readable after its file is gone.
            weights = (
                torch.load(Path(folder) / weights_file, map_location="cpu", mmap=True, weights_only=True)
                if whole
                else torch.load(packed.extractfile(weights_file), map_location="cpu", weights_only=True)
            )
        return config, settle(model, self._gpu), weights


def connector(gpu: Gpu) -> SaveRestoreConnector:
    """What ``restore_from`` is given."""
    return _Straight(gpu)


def settle(model: Any, gpu: Gpu) -> Any:
    """The encoder in the device's dtype.
    What is before and after it is float32, and so is batch norm, whose running variance bfloat16 would round to three
    digits. All of it is said: torch's default dtype may be another one while the director is being loaded."""
    model.to(gpu.device, torch.float32)
    model.encoder.to(gpu.dtype)
    for module in model.encoder.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.float()
    return model.requires_grad_(False)
