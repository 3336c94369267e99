"""A Llama with a static KV cache: transformers' own layers over buffers of fixed size, pass by pass.

A pass reads 1 to 512 tokens at their positions and gives the logits of the next one. On CUDA passes of a few lengths
(``PASS_LENGTHS``) are captured as graphs; a shorter pass is padded, and what the padding writes into the cache is
overwritten before anything attends to it. The prompt's shared prefix stays in the cache: ``cache_prefix`` reads it
once, ``start`` goes back to its end. Used by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

PASS_LENGTHS = (1, 8, 32, 128, 256, 384, 512)
"""Tokens of the captured passes. A sampled token and the forced ones after it mostly fit into 8, the part of a prompt
that changes into 384."""
COMPILED_LENGTHS = (1, 8, 384)
"""Lengths whose passes are compiled too: the decoding steps, which are bound by the number of kernels, and the usual
length of a prompt's changing part."""


class LayerCache:
    """Keys and values of one layer, (1, heads, capacity, head_dim); has the interface of transformers' cache."""

    def __init__(self, config: Any, capacity: int, like: torch.Tensor) -> None:
        shape = (1, config.num_key_value_heads, capacity, config.head_dim)
        self.keys, self.values = like.new_zeros(shape), like.new_zeros(shape)
        self.positions = torch.zeros(1, dtype=torch.long, device=like.device)

    def update(self, keys: torch.Tensor, values: torch.Tensor, *_: Any, **__: Any) -> tuple[torch.Tensor, torch.Tensor]:
        self.keys.index_copy_(2, self.positions, keys)
        self.values.index_copy_(2, self.positions, values)
        return self.keys, self.values


@dataclass(frozen=True)
class CapturedPass:
    """The CUDA graph of a pass, with its input and output buffers."""

    graph: torch.cuda.CUDAGraph
    packed: torch.Tensor
    """(2 n + 1,): n tokens, their n positions, the index of the last token that counts."""
    logits: torch.Tensor
    layers: Sequence[Any]
    """The layers that it was captured from, kept because the graph points at their memory."""


class StaticCacheLlama:
    """A ``LlamaForCausalLM`` as ``inference.models.language.decoding.ModelRunner``, for up to ``capacity`` tokens."""

    def __init__(self, model: Any, capacity: int) -> None:
        self.model, self.capacity = model, capacity
        self._device = model.lm_head.weight.device
        self._cache_positions = torch.arange(capacity, device=self._device)
        self._layers: list[Any] = list(model.model.layers)
        self._caches = self._new_caches()
        self._prefix: tuple[int, ...] = ()
        self._length = 0
        self._captured_passes: dict[int, CapturedPass] = {}
        self._pool: Any = None

    def cache_prefix(self, prefix: Sequence[int]) -> None:
        """Read the prefix that later prompts share, and keep it in the cache."""
        self._length = 0
        self.forward(prefix)
        self._prefix = tuple(prefix)

    def start(self, prompt: Sequence[int]) -> list[int]:
        """Begin a new text with ``prompt``: the tokens of it that ``forward`` still has to read, at least one.

        Only the cached prefix is reused, so that a text does not depend on the texts before it.
        """
        shared = len(self._prefix)
        self._length = shared if len(prompt) > shared and tuple(prompt[:shared]) == self._prefix else 0
        return list(prompt[self._length :])

    def forward(self, tokens: Sequence[int]) -> torch.Tensor:
        """Append ``tokens``: the logits (vocabulary,) of the next token. Raises ValueError beyond the capacity."""
        if self._length + len(tokens) > self.capacity:
            raise ValueError(f"A text of {self._length + len(tokens)} tokens is longer than {self.capacity}.")
        logits = self._cache_positions
        for at in range(0, len(tokens), PASS_LENGTHS[-1]):
            logits = self._forward_chunk(tokens[at : at + PASS_LENGTHS[-1]])
        return logits

    def _forward_chunk(self, tokens: Sequence[int]) -> torch.Tensor:
        count = len(tokens)
        length = next((length for length in PASS_LENGTHS if count <= length and length in self._captured_passes), count)
        if self._length + length > self.capacity:
            length = count
        padded = [*tokens, *[0] * (length - count)]
        packed = torch.tensor([*padded, *range(self._length, self._length + length), count - 1])
        self._length += count
        if length in self._captured_passes:
            captured = self._captured_passes[length]
            captured.packed.copy_(packed)
            captured.graph.replay()
            return captured.logits
        return self._forward_pass(packed.to(self._device), self._layers, self._caches)

    def _forward_pass(self, packed: torch.Tensor, layers: Sequence[Any], caches: Sequence[LayerCache]) -> torch.Tensor:
        """One pass over ``packed``, as ``CapturedPass`` describes it."""
        length = packed.shape[0] // 2
        positions = packed[length : 2 * length]
        inner = self.model.model
        hidden = inner.embed_tokens(packed[None, :length])
        rotary = inner.rotary_emb(hidden, position_ids=positions[None])
        mask = (self._cache_positions[None, :] <= positions[:, None])[None, None]
        for layer, cache in zip(layers, caches, strict=True):
            cache.positions = positions
            hidden = layer(hidden, attention_mask=mask, position_embeddings=rotary, past_key_values=cache)
        last = inner.norm(hidden.index_select(1, packed[2 * length :]))
        logits: torch.Tensor = self.model.lm_head(last)[0, 0]
        return logits

    def compile(self, length: int) -> Sequence[Any]:
        """The layers compiled for passes of ``length`` tokens, for ``capture``.
        Takes seconds. It works on a cache of its own, so texts can be written meanwhile."""
        layers = [torch.compile(layer, dynamic=False, fullgraph=True) for layer in self._layers]
        # Not inference tensors, because those of the real cache are none: ``capture`` would compile all layers again.
        with torch.inference_mode(False):
            caches = self._new_caches()
        with self._one_layer_index():
            self._forward_pass(self._dummy_input(length), layers, caches)
        return layers

    def capture(self, length: int, layers: Sequence[Any] | None = None) -> None:
        """Capture the pass of ``length`` tokens (one of ``PASS_LENGTHS``), with ``layers`` if they are compiled.
        No text may be written meanwhile."""
        packed, layers = self._dummy_input(length), layers or self._layers
        self._pool = self._pool or torch.cuda.graph_pool_handle()
        stream = torch.cuda.Stream(self._device)
        stream.wait_stream(torch.cuda.current_stream(self._device))
        with torch.cuda.stream(stream), self._one_layer_index():
            for _ in range(2):
                self._forward_pass(packed, layers, self._caches)
            stream.synchronize()
            graph = torch.cuda.CUDAGraph()
            # "thread_local": other models work on the device meanwhile, in their own threads.
            with torch.cuda.graph(graph, pool=self._pool, stream=stream, capture_error_mode="thread_local"):
                logits = self._forward_pass(packed, layers, self._caches)
        stream.synchronize()
        self._captured_passes[length] = CapturedPass(graph, packed, logits, layers)

    @contextmanager
    def _one_layer_index(self) -> Iterator[None]:
        """All layers with the same ``layer_idx``, so that the code compiled for one serves all of them. Each layer has
        its own cache, so the index is not needed."""
        numbers = [layer.self_attn.layer_idx for layer in self._layers]
        try:
            for layer in self._layers:
                layer.self_attn.layer_idx = 0
            yield
        finally:
            for layer, number in zip(self._layers, numbers, strict=True):
                layer.self_attn.layer_idx = number

    def _dummy_input(self, length: int) -> torch.Tensor:
        """Input of a pass at the last positions of the cache, so that the prefix at its beginning is not
        overwritten."""
        positions = range(self.capacity - length, self.capacity)
        return torch.tensor([*[0] * length, *positions, length - 1], device=self._device)

    def _new_caches(self) -> list[LayerCache]:
        return [LayerCache(self.model.config, self.capacity, self.model.lm_head.weight) for _ in self._layers]

    @property
    def captured_lengths(self) -> tuple[int, ...]:
        return tuple(sorted(self._captured_passes))
