"""The painter on a tiny checkpoint in the published layout: the stock pipelines' results, the seed's geometry,
memory, errors.

Everything runs through the code that runs at full size, in float32 on the CPU.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import Flux2KleinInpaintPipeline, Flux2KleinPipeline
from PIL import Image
from safetensors.torch import save_file

from inference.contract.arrays import Picture
from inference.contract.art_styles import ArtStyle
from inference.contract.direction import Direction
from inference.contract.errors import EngineUnavailable
from inference.contract.geometry import CANVAS, CARRIED, NEW, canvas_x
from inference.engine.protocols import LayerRequest, Painted, StripRequest
from inference.models.painter.latent_tokens import (
    EDGE_COLUMNS,
    FIRST_LAYOUT,
    GRID_SIDE,
    LAYER_LAYOUT,
    STRIP_LAYOUT,
    grid_ids,
    pack,
    patchify,
    token_weights,
    unpack,
    unpatchify,
)
from inference.models.painter.outpaint import Outpainter, encode_reference
from inference.models.painter.painter import KleinPainter, SpeedOptions, downscale_anchor
from inference.models.painter.prompt import prompt_for
from inference.models.painter.warmup import (
    compile_predict_flow,
    compile_vae,
    decode_example,
    encode_example,
    predict_example,
    reference_counts,
)
from inference.models.runtime.cuda_graph import GraphedCallable
from inference.models.runtime.device import open_gpu
from inference.models.runtime.lru_cache import LruCache
from inference.models.runtime.options import ModelOptions
from inference.mural.canvas import RAMP_START, blend_over, carried_edge, layer_mask, paste_kept, ramp_row, start_canvas
from tests.models.painter.tiny_painter import write_tiny_painter

GPU = open_gpu("cpu")
DAY = Direction(
    shot="wide", art_style="oil", scene="a fishing village, boats on the shore", light="day", mood="calm",
    palette=["#8cbce4", "#42883e", "#d6bc8e"],
)  # fmt: skip
NIGHT = DAY.model_copy(update={"scene": "a red moon over the sea", "light": "night"})
PROMPT = "a red moon over the sea"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_painter(tmp_path_factory.mktemp("painter"))


def options(**chosen: Any) -> ModelOptions:
    return ModelOptions(folder=Path(), caches=Path(), device="cpu").model_copy(update=chosen)


@pytest.fixture(scope="module")
def painter(folder: Path) -> KleinPainter:
    return KleinPainter.load(folder, GPU, options())


@pytest.fixture(scope="module")
def first(painter: KleinPainter) -> Painted:
    return painter.paint(StripRequest(DAY, 5, 0, 0, None, None))


@pytest.fixture
def outpainter(painter: KleinPainter) -> Iterator[Outpainter]:
    with torch.inference_mode():
        yield painter.outpainter


def onward(first: Painted, *, seed: int = 6, position: int = 1, **more: Any) -> StripRequest:
    memory = more.pop("memory", first.memory)
    return StripRequest(NIGHT, seed, position, canvas_x(position), carried_edge(first.canvas), None, memory, **more)


def levels(one: Picture, other: Picture) -> int:
    """The largest difference of two pictures, of 255."""
    return int(np.abs(one.astype(int) - other.astype(int)).max())


def as_picture(array: np.ndarray) -> Picture:
    return np.rint(array * 255).astype(np.uint8)


# --- the stock pipelines


def test_a_first_strip_is_what_the_stock_pipeline_paints(folder: Path, outpainter: Outpainter) -> None:
    stock = Flux2KleinPipeline.from_pretrained(folder)
    stock.set_progress_bar_config(disable=True)
    noise = outpainter.prepare_noise(11)
    theirs = stock(
        prompt=PROMPT, height=CANVAS, width=CANVAS, num_inference_steps=4, guidance_scale=1.0,
        latents=unpack(noise, GRID_SIDE), output_type="np",
    ).images[0]  # fmt: skip
    tokens = outpainter.denoise(
        outpainter.encode_prompt(PROMPT), noise, outpainter.unknown_canvas(), outpainter.references()
    )
    ours = outpainter.decode(tokens, FIRST_LAYOUT).numpy()
    assert ours.std() > 20, "a picture of one colour would prove nothing"
    assert levels(ours, as_picture(theirs)) <= 1


def test_a_strip_is_what_the_stock_inpainting_paints_with_a_hard_mask(
    folder: Path, outpainter: Outpainter, first: Painted
) -> None:
    stock = Flux2KleinInpaintPipeline(**Flux2KleinPipeline.from_pretrained(folder).components, is_distilled=True)
    stock.set_progress_bar_config(disable=True)
    canvas, _ = start_canvas(carried_edge(first.canvas))
    mask = np.zeros((CANVAS, CANVAS), np.uint8)
    mask[:, EDGE_COLUMNS * 16 :] = 255
    noise = outpainter.prepare_noise(12)
    theirs = stock(
        prompt=PROMPT, image=Image.fromarray(canvas), mask_image=Image.fromarray(mask), num_inference_steps=4,
        strength=1.0, guidance_scale=1.0, latents=unpack(noise, GRID_SIDE), output_type="np",
    ).images[0]  # fmt: skip

    words = outpainter.encode_prompt(PROMPT)

    def ours(reference: Any, *, restore: bool) -> Picture:
        edge, shown_too = encode_reference(
            reference, outpainter.to_device(canvas), STRIP_LAYOUT, outpainter.encode_picture
        )
        known = outpainter.known(edge, STRIP_LAYOUT.edge, outpainter.to_weights(token_weights(mask)))
        references = outpainter.references(*([shown_too] if shown_too else []))
        return outpainter.decode(
            outpainter.denoise(words, noise, known, references, restore=restore), FIRST_LAYOUT
        ).numpy()

    assert levels(ours("canvas", restore=True), as_picture(theirs)) <= 1
    # What is shown matters, so the agreement is none of blank pictures;
    # and the painter's own version of the edge is another.
    assert levels(ours("edge", restore=True), as_picture(theirs)) > 20
    assert levels(ours("none", restore=True), ours("edge", restore=True)) > 5
    assert levels(ours("canvas", restore=False)[:, :160], as_picture(theirs)[:, :160]) > 5


def test_the_text_encoder_without_its_last_layers_says_the_same(folder: Path, painter: KleinPainter) -> None:
    cut = painter.outpainter.networks.encoder
    whole = KleinPainter.load(folder, GPU, options(), SpeedOptions(truncate_encoder=False)).outpainter.networks.encoder
    stock = Flux2KleinPipeline.from_pretrained(folder, transformer=None, vae=None)
    assert (cut.layers, whole.layers) == (27, 29)
    for prompt in ("", PROMPT, prompt_for(DAY), "word " * 900):
        with torch.inference_mode():
            assert torch.equal(cut.encode(prompt), whole.encode(prompt))
            theirs, _ = stock.encode_prompt(prompt)
            assert torch.allclose(cut.encode(prompt), theirs, atol=1e-6)


def test_loading_leaves_the_process_as_it_was(folder: Path) -> None:
    before = torch.get_default_dtype()
    threads = [threading.Thread(target=KleinPainter.load, args=(folder, GPU, options())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert torch.get_default_dtype() == before == torch.float32


# --- the seed's geometry


def test_generation_begins_at_the_token_boundary_and_the_ramp_stays_soft() -> None:
    weights = token_weights(np.broadcast_to(ramp_row(), (CANVAS, CANVAS)).copy())
    assert (weights == weights[0]).all()
    row = weights[0]
    assert (row[:11] == 0).all() and (row[13:] == 1).all()
    assert 0.25 < row[11] < 0.35 < 0.65 < row[12] < 0.75
    over = token_weights(layer_mask(556))[0]
    assert 0 < over[0] < over[1] < 1 and (over[2:32] == 1).all()
    assert 1 > over[32] > over[33] > over[34] > 0 and (over[35:] == 0).all()


def test_tokens_are_counted_as_the_design_counts_them() -> None:
    edge = grid_ids(10, STRIP_LAYOUT.edge)
    assert len(grid_ids(0, (0, GRID_SIDE))) == 2304
    assert 2304 + len(edge) == 2928 and 2304 + 2304 == 4608
    assert reference_counts("edge") == {"to carry on": 624, "to begin": 0, "to keep to its anchor": 1200}
    assert reference_counts("none") == {"to carry on": 0, "to keep to its anchor": 576}
    # The edge as reference stands where it stands in the canvas, from either side.
    assert {tuple(one) for one in edge.tolist()} <= {tuple(one) for one in grid_ids(10, (0, GRID_SIDE)).tolist()}
    assert grid_ids(10, LAYER_LAYOUT.edge)[0].tolist() == [10, 0, 35, 0]


def test_packing_comes_back() -> None:
    latents = torch.randn(1, 32, 96, 26)
    grid = patchify(latents)
    assert grid.shape == (1, 128, 48, 13)
    assert torch.equal(unpatchify(unpack(pack(grid), 13)), latents)


@pytest.mark.parametrize("reference", ["edge", "canvas", "none"])
def test_a_strip_keeps_the_murals_pixels(folder: Path, first: Painted, reference: Any) -> None:
    painter = KleinPainter.load(folder, GPU, options(reference=reference))
    scene = onward(first)
    painted = painter.paint(scene)
    assert painted.canvas.shape == (CANVAS, CANVAS, 3) and painted.canvas.dtype == np.uint8
    assert scene.carried is not None
    whole = paste_kept(painted.canvas, scene.carried)
    assert np.array_equal(whole[:, :RAMP_START], scene.carried[:, :RAMP_START])
    assert whole[:, CARRIED:].std() > 10
    assert levels(whole[:, CARRIED:], start_canvas(scene.carried)[0][:, CARRIED:]) > 50, "the filler is painted over"


def test_the_same_seed_gives_the_same_strip_and_another_another(
    painter: KleinPainter, folder: Path, first: Painted
) -> None:
    once, again, other = (painter.paint(onward(first, seed=seed)) for seed in (6, 6, 7))
    assert np.array_equal(once.canvas, again.canvas) and once.memory == again.memory
    assert not np.array_equal(once.canvas, other.canvas)
    elsewhere = KleinPainter.load(folder, GPU, options()).paint(onward(first, seed=6))
    assert np.array_equal(once.canvas, elsewhere.canvas)


def test_a_strip_does_not_depend_on_torchs_default_dtype(painter: KleinPainter, first: Painted) -> None:
    """Libraries change it for the whole process while they load a model in another thread."""
    usual = painter.paint(onward(first)).canvas
    torch.set_default_dtype(torch.bfloat16)
    try:
        meanwhile = painter.paint(onward(first)).canvas
    finally:
        torch.set_default_dtype(torch.float32)
    assert np.array_equal(usual, meanwhile)


def test_the_whole_range_of_seeds_is_taken(painter: KleinPainter) -> None:
    assert not torch.equal(painter.outpainter.prepare_noise(0), painter.outpainter.prepare_noise(2**63 - 1))


def test_a_second_voice_paints_where_it_may(painter: KleinPainter, first: Painted) -> None:
    on = painter.paint(onward(first))
    mask = layer_mask(NEW)
    stretch = LayerRequest(DAY, 9, NEW, on.canvas, np.zeros((768, 768), np.uint16), mask, on.memory)
    painted = painter.repaint(stretch)
    whole = blend_over(painted.canvas, stretch.below, mask)
    assert np.array_equal(whole[:, NEW:], stretch.below[:, NEW:])
    assert levels(whole[:, 40 : NEW - 40], stretch.below[:, 40 : NEW - 40]) > 50
    assert np.array_equal(painted.canvas, painter.repaint(stretch).canvas)
    assert painted.memory["style"] == on.memory["style"], "a layer is no step of the mural"
    assert painted.memory["story"] != on.memory["story"]


# --- memory


def test_the_memory_fits_and_tells_of_style_and_story(painter: KleinPainter, first: Painted) -> None:
    assert first.memory["style"]["since"] == 0 and first.memory["style"]["drift"] == []
    memory = first.memory
    for position in (1, 2, 3):
        memory = painter.paint(onward(first, position=position, memory=memory)).memory
    assert memory["style"]["since"] == 3 and len(memory["style"]["drift"]) == 3
    assert memory["style"]["anchor"] == first.memory["style"]["anchor"]
    assert [seen["light"] for seen in memory["story"]["last"]] == ["day", "night", "night", "night"]
    assert len(json.dumps(memory)) < 16_384


def test_the_anchor_is_read_when_it_is_shown_and_only_once(folder: Path, first: Painted) -> None:
    painter = KleinPainter.load(folder, GPU, options(anchor_after=2))
    reads: list[int] = []

    def anchor() -> Picture:
        reads.append(len(shown_at))
        return first.canvas

    memory, shown_at = first.memory, []
    for position in (1, 2, 3, 4):
        memory = painter.paint(onward(first, position=position, memory=memory, anchor=anchor)).memory
        shown_at.append(memory["style"]["since"] == 0)
    assert shown_at == [False, True, False, True]
    assert reads == [1]


def test_the_anchor_changes_what_is_painted(folder: Path, painter: KleinPainter, first: Painted) -> None:
    scene = onward(first, anchor=lambda: first.canvas)
    always = KleinPainter.load(folder, GPU, options(anchor_after=1))
    assert not np.array_equal(always.paint(scene).canvas, painter.paint(scene).canvas)


@pytest.mark.parametrize("memory", [{}, {"style": {"version": 9}}, {"course": [1, 2]}])
def test_a_mural_that_another_engine_began_goes_on(
    painter: KleinPainter, first: Painted, memory: dict[str, Any]
) -> None:
    painted = painter.paint(onward(first, position=7, memory=memory, anchor=lambda: first.canvas))
    assert painted.memory["style"]["anchor"] == first.memory["style"]["anchor"]
    assert painted.memory["style"]["since"] == 1


def test_the_anchor_is_halved() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (768, 768, 3), dtype=np.uint8)
    small = downscale_anchor(picture)
    assert small.shape == (384, 384, 3)
    assert np.abs(small[3, 5] - picture[6:8, 10:12].reshape(4, 3).mean(axis=0)).max() <= 0.5
    with pytest.raises(ValueError, match="768 x 768"):
        downscale_anchor(picture[:, :596])


# --- words


def test_a_prompt_says_what_the_direction_says() -> None:
    prompt = prompt_for(NIGHT)
    assert prompt == prompt_for(NIGHT)
    assert prompt.startswith("A red moon over the sea. ")
    for words in ("oil painting", "far horizon", "deep night", "calm", "sky blue, green and sand"):
        assert words in prompt
    styles: tuple[ArtStyle, ...] = ("ink", "watercolour", "oil", "gouache", "woodcut", "pastel")
    assert len({prompt_for(DAY.model_copy(update={"art_style": style})) for style in styles}) == 6


def test_the_longest_direction_stays_within_the_prompt(painter: KleinPainter) -> None:
    longest = DAY.model_copy(update={"scene": "an old man " * 54, "palette": ["#000", "#ffffff", "red"]})
    prompt = prompt_for(longest)
    assert len(prompt.split()) < 230
    assert "black, white and red" in prompt


# --- speed


def test_prompts_are_kept_by_their_text(folder: Path) -> None:
    painter = KleinPainter.load(folder, GPU, options(), SpeedOptions(prompt_cache_size=2))
    outpainter, runs = painter.outpainter, []
    encode = outpainter.networks.encoder.encode
    outpainter.networks.encoder.encode = lambda prompt: runs.append(prompt) or encode(prompt)  # type: ignore[method-assign, func-returns-value]
    with torch.inference_mode():
        for prompt in ("a", "b", "a", "c", "a", "b"):
            outpainter.encode_prompt(prompt)
    assert runs == ["a", "b", "c", "b"]


def test_a_direction_is_read_ahead_unless_a_strip_is_being_painted(folder: Path, first: Painted) -> None:
    painter = KleinPainter.load(folder, GPU, options())
    runs: list[str] = []
    encode = painter.outpainter.networks.encoder.encode
    painter.outpainter.networks.encoder.encode = lambda prompt: runs.append(prompt) or encode(prompt)  # type: ignore[method-assign, func-returns-value]
    with painter.exclusive():
        painter.encode_ahead(DAY)
    assert runs == []
    painter.encode_ahead(DAY)
    assert runs == [prompt_for(DAY)]
    ahead = painter.paint(StripRequest(DAY, 5, 0, 0, None, None)).canvas
    assert len(runs) == 1, "the strip finds what was read"
    assert np.array_equal(ahead, first.canvas)


def test_a_strip_lets_others_by_between_its_steps(
    painter: KleinPainter, first: Painted, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[str] = []
    monkeypatch.setattr(type(GPU), "yield_to_urgent", lambda self: pauses.append("pause"))
    predict = painter.outpainter.predict_flow

    def step(*given: torch.Tensor) -> torch.Tensor:
        pauses.append("step")
        return predict(*given)

    monkeypatch.setattr(painter.outpainter, "predict_flow", step)
    painter.paint(onward(first))
    assert pauses == ["step", "pause"] * 3 + ["step"]


def test_recent_values_are_kept_and_the_oldest_goes() -> None:
    recent: LruCache[int] = LruCache(2)
    for key, value in (("a", 1), ("b", 2), ("a", 9), ("c", 3)):
        recent.get(key, partial(int, value))
    assert "a" in recent and "c" in recent and "b" not in recent
    assert recent.get("a", lambda: 9) == 1


def test_only_the_needed_columns_are_decoded(folder: Path, painter: KleinPainter, first: Painted) -> None:
    whole = KleinPainter.load(folder, GPU, options(), SpeedOptions(partial_decode=False))
    seen: list[torch.Size] = []
    for one in (painter, whole):
        decode = one.outpainter.decode_tokens

        def watched(grid: torch.Tensor, decode: Any = decode) -> torch.Tensor:
            seen.append(grid.shape)
            return decode(grid)

        one.outpainter.decode_tokens = watched  # type: ignore[assignment]
        one.paint(onward(first))
        one.outpainter.decode_tokens = decode
    assert [shape[-1] for shape in seen] == [39, 48]


def test_a_faster_function_takes_over_for_its_shapes_only() -> None:
    calls: list[str] = []

    def named(name: str) -> Callable[..., torch.Tensor]:
        return lambda tensor: calls.append(name) or tensor  # type: ignore[func-returns-value]

    swift = GraphedCallable(named("plain"))
    swift(torch.zeros(2))
    swift.install(named("fast"), torch.zeros(2))
    swift(torch.ones(2))
    swift(torch.ones(3))
    assert calls == ["plain", "fast", "plain"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_compiled_view_shares_the_weights_and_paints_the_same(outpainter: Outpainter) -> None:
    """Traced by the compiler in full, as on a GPU, but run by the plain backend:
    kernels are the GPU tests' business."""
    networks = outpainter.networks
    work = compile_predict_flow(networks, GPU, backend="eager")
    example = predict_example(networks, GPU, 624)
    assert torch.allclose(work(*example), outpainter.predict_flow(*example), atol=1e-4)
    encode, decode = compile_vae(networks.vae, backend="eager")
    pixels, grid = encode_example(GPU, 208), decode_example(GPU, 39)
    assert torch.allclose(encode(*pixels), outpainter.encode_pixels(*pixels), atol=1e-4)
    assert torch.equal(decode(*grid), outpainter.decode_tokens(*grid))


# --- loading


def test_the_ledger_counts_what_is_loaded(painter: KleinPainter, folder: Path) -> None:
    lines = painter.ledger_lines()
    networks = painter.outpainter.networks
    assert [line.parameters for line in lines] == [
        sum(one.numel() for one in module.parameters())
        for module in (networks.transformer, networks.encoder.model, networks.vae)
    ]
    assert all(line.memory >= 4 * line.parameters and line.dtype == "float32" and line.live for line in lines)
    assert "27 of its 29 layers" in lines[1].note
    whole = KleinPainter.load(folder, GPU, options(), SpeedOptions(truncate_encoder=False)).ledger_lines()
    assert whole[1].parameters > lines[1].parameters


def test_the_ledger_names_a_fused_lora(folder: Path, tmp_path: Path, first: Painted) -> None:
    file = tmp_path / "brush.safetensors"
    chance = torch.Generator().manual_seed(1)
    name = "transformer.transformer_blocks.0.attn.to_q.lora_"
    save_file(
        {
            f"{name}A.weight": torch.randn(2, 32, generator=chance),
            f"{name}B.weight": torch.randn(32, 2, generator=chance),
        },
        file,
    )
    painter = KleinPainter.load(folder, GPU, options(style_lora=file))
    plain, _, _ = KleinPainter.load(folder, GPU, options()).ledger_lines()
    line, _, _ = painter.ledger_lines()
    assert line.note == "transformer; style LoRA brush fused, 0 B at run time"
    assert (line.parameters, line.memory) == (plain.parameters, plain.memory)
    assert not np.array_equal(painter.paint(StripRequest(DAY, 5, 0, 0, None, None)).canvas, first.canvas)


def set_key(key: str, value: Any) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        file.write_text(json.dumps({**json.loads(file.read_text()), key: value}))

    return change


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1000])


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("transformer/config.json", Path.unlink, "transformer/config.json is missing"),
        ("transformer/config.json", lambda file: file.write_text("{"), "cannot be read"),
        (
            "transformer/config.json",
            set_key("_class_name", "FluxTransformer2DModel"),
            "describes FluxTransformer2DModel",
        ),
        ("transformer/config.json", set_key("num_layers", 2), "do not hold transformer_blocks.1"),
        ("transformer/config.json", set_key("num_attention_heads", 4), "do not fit: size mismatch"),
        ("transformer/diffusion_pytorch_model.safetensors", cut, "no whole safetensors file"),
        ("text_encoder/model.safetensors", Path.unlink, "text_encoder/model.safetensors are missing"),
        ("text_encoder/config.json", set_key("num_hidden_layers", 12), "has 12 layers, and 27 are needed"),
        ("text_encoder/config.json", set_key("model_type", "llama"), "describes llama"),
        ("tokenizer/tokenizer_config.json", lambda file: shutil.rmtree(file.parent), "tokenizer"),
        ("vae/config.json", set_key("latent_channels", 16), "size mismatch"),
        ("scheduler/scheduler_config.json", Path.unlink, "scheduler_config.json is missing"),
        ("model_index.json", set_key("transformer", ["diffusers", "QwenImageTransformer2DModel"]), "describes"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_files_is_one_sentence(
    folder: Path, tmp_path: Path, file: str, change: Callable[[Path], None], said: str
) -> None:
    broken = tmp_path / "painter"
    shutil.copytree(folder, broken)
    change(broken / file)
    with pytest.raises(EngineUnavailable) as caught:
        KleinPainter.load(broken, GPU, options())
    message = str(caught.value)
    assert said in message and "\n" not in message
    assert len(message) < 600


def test_weights_in_several_files_are_read(folder: Path, tmp_path: Path, first: Painted) -> None:
    split = tmp_path / "painter"
    shutil.copytree(folder, split)
    networks = KleinPainter.load(folder, GPU, options()).outpainter.networks
    (split / "transformer" / "diffusion_pytorch_model.safetensors").unlink()
    networks.transformer.save_pretrained(split / "transformer", max_shard_size="100KB")
    assert len(list((split / "transformer").glob("*.safetensors"))) > 1
    again = KleinPainter.load(split, GPU, options()).paint(StripRequest(DAY, 5, 0, 0, None, None))
    assert np.array_equal(again.canvas, first.canvas)


def test_warm_up_has_nothing_to_do_without_a_gpu(painter: KleinPainter) -> None:
    assert list(painter.warm_up()) == []
