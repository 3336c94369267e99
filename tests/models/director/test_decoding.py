"""Decoding under a grammar: the same tokens as transformers would pick, in fewer passes,
and nothing that the grammar does not hold."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoTokenizer, LlamaForCausalLM, MiniCPMV4_6ForConditionalGeneration

from inference.models.art_director.dynamic_cache_model import DynamicCacheModel
from inference.models.director.compact_direction import GRAMMAR, MAX_SAMPLED_TOKENS, CompactDirection
from inference.models.director.static_cache_llama import PASS_LENGTHS, CapturedPass, StaticCacheLlama
from inference.models.language.decoding import GreedySampler, decode
from inference.models.language.grammar import (
    PROSE,
    DecodingError,
    GrammarMatcher,
    grammar_tokenizer,
    lark_grammar,
    literal,
    one_of,
    text_rule,
)
from tests.models.director.tiny_directors import tiny_art_director, tiny_director


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("directors")
    tiny_director(home / "director")
    tiny_art_director(home / "art")
    return home


@pytest.fixture
def llama(folder: Path) -> Any:
    return LlamaForCausalLM.from_pretrained(folder / "director").eval()


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> Any:
    return AutoTokenizer.from_pretrained(folder / "director")


@pytest.fixture(autouse=True)
def no_gradients() -> Any:
    with torch.inference_mode():
        yield


def prompt_of(count: int, seed: int = 1) -> list[int]:
    return random.Random(seed).choices(range(20, 300), k=count)


def test_without_a_form_it_writes_what_generate_writes(folder: Path, llama: Any) -> None:
    prompt, end = prompt_of(30), 1
    generated = (
        LlamaForCausalLM.from_pretrained(folder / "director")
        .eval()
        .generate(
            torch.tensor([prompt]),
            attention_mask=torch.ones(1, 30, dtype=torch.long),
            do_sample=False,
            max_new_tokens=24,
            min_new_tokens=24,
            eos_token_id=end,
            pad_token_id=0,
        )[0, 30:]
    )
    all_but_the_end = torch.full((-(-llama.config.vocab_size // 32),), -1, dtype=torch.int32)
    all_but_the_end[0] = ~(1 << end)
    runner, sampler, ours = StaticCacheLlama(llama, 128), GreedySampler(torch.device("cpu")), []
    logits = runner.forward(runner.start(prompt))
    for _ in range(24):
        ours.append(sampler.sample(logits, all_but_the_end))
        logits = runner.forward(ours[-1:])
    assert ours == generated.tolist()
    assert len(set(ours)) > 4, "the tiny model repeats itself, so the cache was hardly tried"


@pytest.mark.parametrize("cut", [(), (7,), (1, 2, 3), (20, 28, 29)])
def test_a_text_read_in_pieces_scores_as_one_read_whole(llama: Any, cut: tuple[int, ...]) -> None:
    prompt = prompt_of(40)
    whole = llama(input_ids=torch.tensor([prompt])).logits[0, -1]
    runner = StaticCacheLlama(llama, 64)
    runner.cache_prefix(prompt[:9])
    edges = [9, *(at + 9 for at in cut), 40]
    assert runner.start(prompt) == prompt[9:]
    for left, right in itertools.pairwise(edges):
        logits = runner.forward(prompt[left:right])
    torch.testing.assert_close(logits, whole, atol=1e-4, rtol=1e-4)


class EagerGraph:
    """In the place of a captured graph: the same pass over the same buffers, run as it is replayed."""

    def __init__(self, runner: StaticCacheLlama, packed: torch.Tensor, logits: torch.Tensor) -> None:
        self.runner, self.packed, self.logits, self.replayed = runner, packed, logits, 0

    def replay(self) -> None:
        self.replayed += 1
        self.logits.copy_(self.runner._forward_pass(self.packed, self.runner._layers, self.runner._caches))


def test_passes_of_fixed_lengths_score_the_same_though_they_are_filled_up(llama: Any) -> None:
    prompt = prompt_of(50)
    whole = llama(input_ids=torch.tensor([prompt])).logits[0, -1]
    runner, graphs = StaticCacheLlama(llama, 52), {}
    for wide in PASS_LENGTHS[:3]:
        packed, logits = torch.zeros(2 * wide + 1, dtype=torch.long), torch.zeros(llama.config.vocab_size)
        graphs[wide] = EagerGraph(runner, packed, logits)
        runner._captured_passes[wide] = CapturedPass(graphs[wide], packed, logits, ())
    runner.cache_prefix(prompt[:10])
    runner.start(prompt)
    for left, right in ((10, 13), (13, 14), (14, 38), (38, 45)):
        runner.forward(prompt[left:right])
    # Filled up to eight, this one would reach past the cache's end.
    again = runner.forward(prompt[45:])
    torch.testing.assert_close(again, whole, atol=1e-4, rtol=1e-4)
    assert [graphs[wide].replayed for wide in PASS_LENGTHS[:3]] == [1, 2, 2]
    runner.start([*prompt[:10], *prompt_of(35, seed=2)])
    runner.forward(prompt_of(35, seed=2))
    assert runner.captured_lengths == PASS_LENGTHS[:3]


def test_what_was_read_before_does_not_change_a_text(llama: Any) -> None:
    prompt = prompt_of(30)
    runner = StaticCacheLlama(llama, 64)
    runner.cache_prefix(prompt[:12])
    first = runner.forward(runner.start(prompt)).clone()
    runner.forward(runner.start([*prompt[:12], *prompt_of(40, seed=5)]))
    assert torch.equal(runner.forward(runner.start(prompt)), first)
    other = prompt_of(20, seed=6)
    assert runner.start(other) == other, "a prompt that begins otherwise is read whole"
    assert runner.start(prompt[:12]) == prompt[:12], "something must be left to be read"


def test_a_text_longer_than_the_cache_is_refused(llama: Any) -> None:
    with pytest.raises(ValueError, match="longer than 32"):
        StaticCacheLlama(llama, 32).forward(prompt_of(33))


def test_whatever_a_model_prefers_it_writes_a_compact_direction_in_few_tokens(tokenizer: Any) -> None:
    size = len(tokenizer) + 24
    llg_tokenizer = grammar_tokenizer(tokenizer, size)
    sampler = GreedySampler(torch.device("cpu"))

    class Noise:
        def __init__(self, seed: int) -> None:
            self.generator, self.passes = torch.Generator().manual_seed(seed), 0

        def forward(self, tokens: Any) -> torch.Tensor:
            self.passes += 1
            return torch.randn(size, generator=self.generator)

    most = 0
    for seed in range(60):
        noise = Noise(seed)
        decoded = decode(noise, [1, 2, 3], GrammarMatcher(llg_tokenizer, GRAMMAR), sampler, MAX_SAMPLED_TOKENS)
        compact = CompactDirection.model_validate_json(tokenizer.decode(decoded.tokens))
        assert tokenizer.decode(decoded.tokens) == compact.to_json()
        assert noise.passes == decoded.sampled
        assert decoded.forced + decoded.sampled == len(decoded.tokens)
        most = max(most, decoded.sampled)
    assert most > 12, "the noise never wrote much, so nothing was held"


def test_a_text_that_does_not_end_is_a_dead_end_and_not_half_a_text(llama: Any, tokenizer: Any) -> None:
    matcher = GrammarMatcher(grammar_tokenizer(tokenizer, llama.config.vocab_size), GRAMMAR)
    with pytest.raises(DecodingError, match="after 3 tokens"):
        decode(StaticCacheLlama(llama, 128), prompt_of(10), matcher, GreedySampler(torch.device("cpu")), 3)


def test_a_token_that_the_grammar_does_not_hold_is_refused(tokenizer: Any) -> None:
    llg_tokenizer = grammar_tokenizer(tokenizer, len(tokenizer))
    matcher = GrammarMatcher(llg_tokenizer, lark_grammar(literal("a") + one_of(["b", "c"])))
    matcher.forced_tokens()
    with pytest.raises(DecodingError):
        matcher.accept(tokenizer.convert_tokens_to_ids("d"))
    with pytest.raises(DecodingError):
        GrammarMatcher(llg_tokenizer, "start: nowhere")


@pytest.mark.parametrize("text", ["Über den Wäldern", "海の上の月", "one (two) 'three'"])
def test_prose_is_of_any_script_and_never_json_or_tags(tokenizer: Any, text: str) -> None:
    form = lark_grammar("said", text_rule("said", 2, 40, of=PROSE))
    matcher = GrammarMatcher(grammar_tokenizer(tokenizer, len(tokenizer)), form)
    for token in tokenizer(text, add_special_tokens=False).input_ids:
        matcher.accept(token)
    for bad in ('"', "\\", "<", "}", "\n"):
        matcher = GrammarMatcher(grammar_tokenizer(tokenizer, len(tokenizer)), form)
        matcher.accept(tokenizer.convert_tokens_to_ids("a"))
        with pytest.raises(DecodingError):
            matcher.accept(tokenizer(bad, add_special_tokens=False).input_ids[0])


def test_the_model_with_pictures_scores_a_text_in_pieces_as_one_read_whole(folder: Path) -> None:
    model = MiniCPMV4_6ForConditionalGeneration.from_pretrained(folder / "art").eval()
    prompt = prompt_of(75)
    whole = model(input_ids=torch.tensor([prompt])).logits[0, -1]
    runner = DynamicCacheModel(model, {})
    for left, right in ((0, 40), (40, 41), (41, 66), (66, 68), (68, 75)):
        logits = runner.forward(prompt[left:right])
    torch.testing.assert_close(logits, whole, atol=1e-4, rtol=1e-4)
