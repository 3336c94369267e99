"""A Llama that goes on with one text: transformers' own layers over a cache of fixed size, pass by pass.

A pass reads 1 to 512 tokens at their places and scores the one after them. On CUDA passes are captured as graphs of a
few lengths (``CHUNKS``); a shorter pass is filled up, and what the filling wrote into the cache is written over before
anything looks at it. The prompt's fixed beginning is kept: ``keep`` reads it once, ``rewind`` goes back to its end.
Used by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

CHUNKS = (1, 8, 32, 128, 256, 384, 512)
"""Tokens that a captured pass reads.
A picked token and what is forced after it mostly fit into 8; a prompt's changing end into 384."""
COMPILED = (1, 8, 384)
"""Lengths whose passes are compiled too: the steps of decoding, which are bound by the number of kernels,
and a prompt's usual end."""


class Store:
    """Keys and values of one layer, (1, heads, capacity, width); takes the place of transformers' cache."""

    def __init__(self, config: Any, capacity: int, like: torch.Tensor) -> None:
        shape = (1, config.num_key_value_heads, capacity, config.head_dim)
        self.keys, self.values = like.new_zeros(shape), like.new_zeros(shape)
        self.places = torch.zeros(1, dtype=torch.long, device=like.device)

    def update(self, keys: torch.Tensor, values: torch.Tensor, *_: Any, **__: Any) -> tuple[torch.Tensor, torch.Tensor]:
        self.keys.index_copy_(2, self.places, keys)
        self.values.index_copy_(2, self.places, values)
        return self.keys, self.values


@dataclass(frozen=True)
class Pass:
    """A captured pass: its input (tokens, then their places, then the index of the last one)
    and where its scores are."""

    graph: torch.cuda.CUDAGraph
    packed: torch.Tensor
    scores: torch.Tensor
    layers: Sequence[Any]
    """What it was captured from: the graph points into it, so it must live as long."""


class LlamaRunner:
    """A ``LlamaForCausalLM`` as ``inference.models.language.decoding.Runner``,
    for texts of up to ``capacity`` tokens."""

    def __init__(self, model: Any, capacity: int) -> None:
        self.model, self.capacity = model, capacity
        self._device = model.lm_head.weight.device
        self._columns = torch.arange(capacity, device=self._device)
        self._layers: list[Any] = list(model.model.layers)
        self._stores = self._new_stores()
        self._kept: tuple[int, ...] = ()
        self._length = 0
        self._passes: dict[int, Pass] = {}
        self._pool: Any = None

    def keep(self, beginning: Sequence[int]) -> None:
        """Read a beginning that later texts share."""
        self._length = 0
        self.feed(beginning)
        self._kept = tuple(beginning)

    def rewind(self, prompt: Sequence[int]) -> list[int]:
        """Start anew with ``prompt``: what of it is still to be fed, at least one token.

        Only the kept beginning is ever taken over, so that a text does not depend on what was read before it.
        """
        shared = len(self._kept)
        self._length = shared if len(prompt) > shared and tuple(prompt[:shared]) == self._kept else 0
        return list(prompt[self._length :])

    def feed(self, tokens: Sequence[int]) -> torch.Tensor:
        """Scores (vocabulary,) of the token after ``tokens``. Raises ValueError past the capacity."""
        if self._length + len(tokens) > self.capacity:
            raise ValueError(f"A text of {self._length + len(tokens)} tokens is longer than {self.capacity}.")
        scores = self._columns
        for at in range(0, len(tokens), CHUNKS[-1]):
            scores = self._read(tokens[at : at + CHUNKS[-1]])
        return scores

    def _read(self, tokens: Sequence[int]) -> torch.Tensor:
        count = len(tokens)
        wide = next((wide for wide in CHUNKS if count <= wide and wide in self._passes), count)
        if self._length + wide > self.capacity:
            wide = count
        filled = [*tokens, *[0] * (wide - count)]
        packed = torch.tensor([*filled, *range(self._length, self._length + wide), count - 1])
        self._length += count
        if wide in self._passes:
            captured = self._passes[wide]
            captured.packed.copy_(packed)
            captured.graph.replay()
            return captured.scores
        return self._pass(packed.to(self._device), self._layers, self._stores)

    def _pass(self, packed: torch.Tensor, layers: Sequence[Any], stores: Sequence[Store]) -> torch.Tensor:
        """One pass over (2 n + 1,) ``packed``: n tokens, their n places, which of them is the last that counts."""
        wide = packed.shape[0] // 2
        places = packed[wide : 2 * wide]
        inner = self.model.model
        hidden = inner.embed_tokens(packed[None, :wide])
        around = inner.rotary_emb(hidden, position_ids=places[None])
        seen = (self._columns[None, :] <= places[:, None])[None, None]
        for layer, store in zip(layers, stores, strict=True):
            store.places = places
            hidden = layer(hidden, attention_mask=seen, position_embeddings=around, past_key_values=store)
        last = inner.norm(hidden.index_select(1, packed[2 * wide :]))
        scores: torch.Tensor = self.model.lm_head(last)[0, 0]
        return scores

    def compile(self, wide: int) -> Sequence[Any]:
        """The layers compiled for passes of ``wide`` tokens, for ``capture``.
        It takes seconds, works on a cache of its own, and so may run while texts are being written."""
        layers = [torch.compile(layer, dynamic=False, fullgraph=True) for layer in self._layers]
        # Plain tensors, as the runner's own cache is: for those of inference mode it would all be compiled
        # once more in ``capture``.
        with torch.inference_mode(False):
            stores = self._new_stores()
        with self._alike():
            self._pass(self._at_the_end(wide), layers, stores)
        return layers

    def capture(self, wide: int, layers: Sequence[Any] | None = None) -> None:
        """Capture the pass of ``wide`` tokens (one of ``CHUNKS``), with ``layers`` if compiled;
        no text may be under way."""
        packed, layers = self._at_the_end(wide), layers or self._layers
        self._pool = self._pool or torch.cuda.graph_pool_handle()
        stream = torch.cuda.Stream(self._device)
        stream.wait_stream(torch.cuda.current_stream(self._device))
        with torch.cuda.stream(stream), self._alike():
            for _ in range(2):
                self._pass(packed, layers, self._stores)
            stream.synchronize()
            graph = torch.cuda.CUDAGraph()
            # Other parts work on the device meanwhile, from threads of their own.
            with torch.cuda.graph(graph, pool=self._pool, stream=stream, capture_error_mode="thread_local"):
                scores = self._pass(packed, layers, self._stores)
        stream.synchronize()
        self._passes[wide] = Pass(graph, packed, scores, layers)

    @contextmanager
    def _alike(self) -> Iterator[None]:
        """All layers under one number: what is compiled for one then serves all.
        Each has a store of its own and needs no number."""
        numbers = [layer.self_attn.layer_idx for layer in self._layers]
        try:
            for layer in self._layers:
                layer.self_attn.layer_idx = 0
            yield
        finally:
            for layer, number in zip(self._layers, numbers, strict=True):
                layer.self_attn.layer_idx = number

    def _at_the_end(self, wide: int) -> torch.Tensor:
        """Input of a pass at the last places of the cache: what is kept at its beginning stays."""
        places = range(self.capacity - wide, self.capacity)
        return torch.tensor([*[0] * wide, *places, wide - 1], device=self._device)

    def _new_stores(self) -> list[Store]:
        return [Store(self.model.config, self.capacity, self.model.lm_head.weight) for _ in self._layers]

    @property
    def captured(self) -> tuple[int, ...]:
        return tuple(sorted(self._passes))
