"""Times the director stage by stage: transformers' own way, and ours eager, captured and compiled.

``measure`` times a loaded director on its device. With random weights the words are nonsense, but the grammar leaves as
many tokens to sample and to force, so times are those of the real model or a little longer. The given director is not
changed: passes are captured for a second one over the same weights.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import DynamicCache

from inference.contract.direction import Direction
from inference.models.bench.timing import synchronise
from inference.models.director.compact_direction import GRAMMAR, MAX_SAMPLED_TOKENS
from inference.models.director.director import MiniCpmDirector
from inference.models.director.story_memory import KEY, add_to_story
from inference.models.language.grammar import GrammarMatcher
from inference.models.runtime.device import Gpu
from inference.models.runtime.options import ModelOptions

STORY = (
    "night falls over the sea and an old lighthouse blinks",
    "two small red boats drift into the quiet harbour",
    "a storm comes up and the waves climb the rocks",
    "a green dragon lands between the towers of a ruined castle",
    "the rain stops and a rainbow stands over the valley",
    "seven white horses run along the shore at dawn",
    "we dive under the waves to a reef of golden fish",
    "the forest closes around a small hut with a lantern",
)
PREFILL = 300
"""Tokens of the stock prefill."""
BATCH = 8
TIMES = 20


def measure(director: MiniCpmDirector, gpu: Gpu) -> dict[str, Any]:
    """Milliseconds, medians of ``TIMES``: a stock pass, and for each of our ways passes of 1 token, of 8, of the
    changing part of a prompt, and a whole direction."""
    report: dict[str, Any] = {"stock": _stock(director.model, gpu)}
    # The same weights with another runner, whose passes may be captured.
    options = ModelOptions(folder=Path(), caches=Path(), device=str(gpu.device))
    ours = MiniCpmDirector(director.model, director.tokenizer, gpu, options)
    report["eager"] = _ways(ours, gpu)
    seconds: dict[str, float] = {}
    step, begin = "", time.perf_counter()
    for following in ours.warm_up():
        if step:
            seconds[step] = round(time.perf_counter() - begin, 2)
        if following.startswith("compiling") and "captured" not in report:
            report["captured"] = _ways(ours, gpu)
        step, begin = following, time.perf_counter()
    if step:
        seconds[step] = round(time.perf_counter() - begin, 2)
        report["compiled"] = _ways(ours, gpu)
    report["warm_up_s"] = seconds
    report["grammar"] = _grammar(ours)
    return report


def _stock(model: Any, gpu: Gpu) -> dict[str, float]:
    """transformers' own forward pass with its own cache, eager: the cost of a phrase at one pass a token."""
    with gpu.guarded("director"):
        prompt = torch.randint(10, model.config.vocab_size - 10, (1, PREFILL), device=gpu.device)
        found = {"prefill_300_ms": _timed(gpu, lambda: model(input_ids=prompt, use_cache=True, logits_to_keep=1))}
        for batch in (1, BATCH):
            cache = DynamicCache(config=model.config)
            model(input_ids=prompt.expand(batch, -1), past_key_values=cache, use_cache=True, logits_to_keep=1)
            token = prompt[:, :1].expand(batch, -1)
            found[f"token_batch_{batch}_ms"] = _timed(
                gpu,
                lambda cache=cache, token=token: model(input_ids=token, past_key_values=cache, use_cache=True),  # type: ignore[misc]
            )
    return found


def _ways(director: MiniCpmDirector, gpu: Gpu) -> dict[str, Any]:
    prompts = _prompts(director)
    runner, prompt = director.runner, prompts[-1]
    rest = len(runner.start(prompt))

    def passes(count: int) -> Callable[[], object]:
        def read() -> object:
            runner.start(prompt)
            return runner.forward(prompt[:count])

        return read

    with gpu.guarded("director"):
        found: dict[str, Any] = {
            "pass_1_ms": _timed(gpu, passes(1)),
            "pass_8_ms": _timed(gpu, passes(8)),
            "prompt_ms": _timed(gpu, lambda: runner.forward(runner.start(prompt))),
        }
    whole, sampled, tokens = [], [], []
    for one in prompts * 3:
        synchronise(gpu)
        begin = time.perf_counter()
        decoded = director.generate(one)
        whole.append(1e3 * (time.perf_counter() - begin))
        sampled.append(decoded.sampled)
        tokens.append(len(decoded.tokens))
    found |= {
        "direction_ms": round(statistics.median(whole), 2),
        "direction_worst_ms": round(max(whole), 2),
        "picked": statistics.median(sampled),
        "picked_most": max(sampled),
        "forced": statistics.median([all_of - some for all_of, some in zip(tokens, sampled, strict=True)]),
        "prompt_tokens": len(prompt),
        "prompt_read_tokens": rest,
    }
    return found


def _prompts(director: MiniCpmDirector) -> list[list[int]]:
    """The prompts of the story's phrases, each with the story before it."""
    memory: dict[str, Any] = {}
    prompts = []
    for index, text in enumerate(STORY):
        prompts.append(director.prompt(text, STORY[max(0, index - 4) : index], memory))
        memory[KEY] = add_to_story(memory, _direction(text))
    return prompts


def _direction(text: str) -> Direction:
    return Direction(
        shot="wide",
        art_style="oil",
        scene=text,
        light="dusk",
        mood="calm",
        palette=["#000000"] * 3,
        understood=text,
    )


def _grammar(director: MiniCpmDirector) -> dict[str, float]:
    """The CPU's work for every direction and for every sampled token."""
    begin = time.perf_counter()
    matchers = [GrammarMatcher(director.grammar_tokenizer, GRAMMAR) for _ in range(TIMES)]
    made = (time.perf_counter() - begin) / TIMES
    for one in matchers:
        one.forced_tokens()
    begin = time.perf_counter()
    for one in matchers:
        one.token_mask()
    return {
        "form_ms": round(1e3 * made, 3),
        "allowed_ms": round(1e3 * (time.perf_counter() - begin) / TIMES, 3),
        "most_picked": MAX_SAMPLED_TOKENS,
    }


def _timed(gpu: Gpu, do: Callable[[], object]) -> float:
    times: Sequence[float] = [_once(gpu, do) for _ in range(TIMES + 3)][3:]
    return round(statistics.median(times), 2)


def _once(gpu: Gpu, do: Callable[[], object]) -> float:
    synchronise(gpu)
    begin = time.perf_counter()
    do()
    synchronise(gpu)
    return 1e3 * (time.perf_counter() - begin)
