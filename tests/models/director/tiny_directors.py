"""Tiny checkpoints of the director and the art director, in the published layout: same classes,
same files, small numbers.

Their tokenizers are trained on a few phrases here, with the control tokens and a chat template like the published ones.
Their weights are random, so what they write is nonsense within its form, which is all that the tests look at.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from transformers import LlamaConfig, LlamaForCausalLM, MiniCPMV4_6Config, MiniCPMV4_6ForConditionalGeneration

from inference.models.art_director.art_director import SYSTEM_PROMPT as ART_RULES
from inference.models.director.director import FEW_SHOT_EXAMPLES, SYSTEM_PROMPT
from inference.models.language.random_tokenizer import CONTROL_TOKENS, train_tokenizer
from inference.models.runtime.device import Gpu, open_gpu
from inference.models.runtime.options import ModelOptions

PHRASES = (
    "an old lighthouse stands on the cliffs",
    "two small red boats drift over the quiet harbour at dusk",
    "a green dragon lands between the towers of a castle",
    "wide medium close aerial low underwater wide-angle standard telephoto macro",
    "dawn day golden dusk night storm overcast glow calm joyful wondrous eerie tense sad fierce lonely",
    "setting things shot lens light mood whole left centre right hold pan push pull title description strips",
)
PICTURE_MARKS = {
    "image_token": "<|image_pad|>",
    "image_start_token": "<image>",
    "image_end_token": "</image>",
    "image_id_start_token": "<image_id>",
    "image_id_end_token": "</image_id>",
}


def cpu() -> Gpu:
    return open_gpu("cpu")


def options(folder: Path) -> ModelOptions:
    return ModelOptions(folder=folder, caches=folder, device="cpu")


def tiny_director(folder: Path, seed: int = 0) -> Path:
    """openbmb/MiniCPM5-1B in small."""
    tokenizer = _tokenizer({})
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    config = LlamaConfig(
        # More tokens are scored than there are, as in the published model.
        vocab_size=len(tokenizer) + 24,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        bos_token_id=0,
        eos_token_id=[1],
        initializer_range=0.3,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def tiny_art_director(folder: Path, seed: int = 0) -> Path:
    """openbmb/MiniCPM-V-4.6 in small: three linear layers and one with full attention, pictures of 112 px."""
    tokenizer = _tokenizer(PICTURE_MARKS)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    config = MiniCPMV4_6Config(
        text_config={
            "model_type": "qwen3_5_text",
            "vocab_size": len(tokenizer) + 24,
            "hidden_size": 32,
            "intermediate_size": 48,
            "num_hidden_layers": 4,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 16,
            "linear_num_key_heads": 2,
            "linear_num_value_heads": 2,
            "linear_key_head_dim": 8,
            "linear_value_head_dim": 8,
            "tie_word_embeddings": True,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 10_000.0,
                "partial_rotary_factor": 0.25,
                "mrope_section": [1, 1, 0],
                "mrope_interleaved": True,
            },
        },
        vision_config={
            "hidden_size": 32,
            "intermediate_size": 48,
            "num_hidden_layers": 3,
            "num_attention_heads": 2,
            "image_size": 112,
            "patch_size": 14,
        },
        insert_layer_id=1,
        image_token_id=tokenizer.convert_tokens_to_ids(PICTURE_MARKS["image_token"]),
        tie_word_embeddings=True,
    )
    MiniCPMV4_6ForConditionalGeneration(config).save_pretrained(folder)
    eyes = {"image_processor_type": "MiniCPMV4_6ImageProcessor", "scale_resolution": 112, "patch_size": 14}
    (folder / "preprocessor_config.json").write_text(json.dumps({**eyes, "slice_mode": True, "use_image_id": True}))
    return folder


def _tokenizer(marks: dict[str, str]) -> Any:
    answers = [answer for _, answer in FEW_SHOT_EXAMPLES]
    lines = [*PHRASES, *answers, SYSTEM_PROMPT, ART_RULES] * 3
    return train_tokenizer(iter(lines), 700, (*CONTROL_TOKENS, *marks.values()), 0, **marks)
