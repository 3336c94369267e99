"""A tiny depth model in the published layout: ``config.json``, ``preprocessor_config.json`` and ``model.safetensors``.

Four layers of eight numbers, the real patch size and the real 518 px, so that a canvas takes the very same way.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation

CONFIG: dict[str, Any] = {
    "_commit_hash": None,
    "architectures": ["DepthAnythingForDepthEstimation"],
    "backbone": None,
    "backbone_config": {
        "architectures": ["Dinov2Model"],
        "hidden_size": 8,
        "image_size": 518,
        "model_type": "dinov2",
        "num_attention_heads": 2,
        "num_hidden_layers": 4,
        "out_features": ["stage1", "stage2", "stage3", "stage4"],
        "out_indices": [1, 2, 3, 4],
        "patch_size": 14,
        "reshape_hidden_states": False,
        "torch_dtype": "float32",
    },
    "fusion_hidden_size": 4,
    "head_hidden_size": 4,
    "head_in_index": -1,
    "initializer_range": 0.02,
    "model_type": "depth_anything",
    "neck_hidden_sizes": [4, 4, 8, 8],
    "patch_size": 14,
    "reassemble_factors": [4, 2, 1, 0.5],
    "reassemble_hidden_size": 8,
    "torch_dtype": "float32",
    "transformers_version": None,
    "use_pretrained_backbone": False,
}
PROCESSOR: dict[str, Any] = {
    "do_normalize": True,
    "do_pad": False,
    "do_rescale": True,
    "do_resize": True,
    "ensure_multiple_of": 14,
    "image_mean": [0.485, 0.456, 0.406],
    "image_processor_type": "DPTImageProcessor",
    "image_std": [0.229, 0.224, 0.225],
    "keep_aspect_ratio": True,
    "resample": 3,
    "rescale_factor": 1 / 255,
    "size": {"height": 518, "width": 518},
    "size_divisor": None,
}


def write_tiny_depth(folder: Path, seed: int = 3) -> Path:
    """The checkpoint, written by the library itself; its head is biased so that the last ReLU leaves a relief."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = DepthAnythingForDepthEstimation(DepthAnythingConfig.from_dict(dict(CONFIG)))
        for parameter in network.parameters():
            torch.nn.init.normal_(parameter, std=0.3)
    torch.nn.init.constant_(network.head.conv3.bias, 5.0)
    network.save_pretrained(folder)
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "preprocessor_config.json").write_text(json.dumps(PROCESSOR))
    return folder
