"""The ears of the models engine, on a tiny ``.nemo`` that was trained on the spot: they write what was said,
whoever else speaks."""

from __future__ import annotations

import gzip
import io
import logging
import tarfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from inference.contract.arrays import Pcm
from inference.contract.errors import EngineError, EngineUnavailable
from inference.contract.speech.audio import SAMPLE_RATE, AudioUnreadable
from inference.engine.admission_queue import RetryLater
from inference.models.bench.ears import measure
from inference.models.ears import batch_scheduler
from inference.models.ears.batch_scheduler import MAX_BATCH, MAX_BATCH_SECONDS, MAX_QUEUED, BatchScheduler
from inference.models.ears.batched_forward import BatchedForward, bucket_seconds, frame_confidence
from inference.models.ears.ctc_decoding import FramePredictions, Vocabulary, decode_words, mean_confidence
from inference.models.ears.ears import ParakeetEars
from inference.models.ears.nemo_model import restore_model
from inference.models.runtime.device import Gpu, GpuLost, GpuOutOfMemory, open_gpu
from inference.models.runtime.options import ModelOptions
from tests.models.ears.tiny_ears import one_thread, save, say, tiny_ears, untrained

OPTIONS = ModelOptions(folder=Path("unused"), caches=Path("unused"), device="cpu")
SAID = ("dragon", "moon", "whale", "castle", "moon")


@pytest.fixture(scope="module", autouse=True)
def one_core() -> Iterator[None]:
    with one_thread():
        yield


@pytest.fixture(scope="module")
def gpu() -> Gpu:
    return open_gpu("cpu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_ears(tmp_path_factory.mktemp("ears"))


@pytest.fixture(scope="module")
def ears(folder: Path, gpu: Gpu) -> Iterator[ParakeetEars]:
    made = ParakeetEars.load(folder, gpu, OPTIONS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def nonsense(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with random weights."""
    where = tmp_path_factory.mktemp("nonsense")
    return save(untrained(where), where)


# What is heard


def test_what_was_said_is_written_down_with_its_times(ears: ParakeetEars) -> None:
    clip, places = say(SAID)
    heard = ears.hear(clip)
    assert heard.text == " ".join(SAID)
    assert [word.text for word in heard.words] == list(SAID)
    assert heard.seconds == pytest.approx(len(clip) / SAMPLE_RATE, abs=1e-3)
    times = [time for word in heard.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= heard.seconds
    for word, (begin, end) in zip(heard.words, places, strict=True):
        # Within two frames of 80 ms.
        assert word.start == pytest.approx(begin, abs=0.16)
        assert word.end == pytest.approx(end, abs=0.16)
    assert all(0 < word.confidence <= 1 for word in heard.words if word.confidence is not None)
    assert heard.confidence == mean_confidence(heard.words)


def test_a_partial_hears_the_phrase_so_far(ears: ParakeetEars) -> None:
    clip, places = say(SAID)
    so_far = clip[: int((places[2][1] + 0.1) * SAMPLE_RATE)]
    assert ears.hear(so_far, partial=True).text == " ".join(SAID[:3])


def test_a_clip_longer_than_the_longest_bucket_is_heard_whole(ears: ParakeetEars) -> None:
    clip, places = say(SAID * 6, pause=0.3)
    assert bucket_seconds(len(clip)) == 32
    heard = ears.hear(clip)
    assert heard.words[-1].end > places[-1][0]
    (frames,) = ears.recogniser.infer([clip])
    whole = unpadded(ears, clip)
    assert frames.tokens[: len(whole)].tolist() == whole


@pytest.mark.parametrize("level", [0, 300, 3_000])
def test_nobody_speaking_is_empty_and_costs_the_device_nothing(
    ears: ParakeetEars, level: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ears.scheduler, "infer", lambda *_, **__: pytest.fail("noise came to the recogniser"))
    noise = np.random.default_rng(level).normal(0, level, 3 * SAMPLE_RATE).astype(np.int16)
    heard = ears.hear(noise)
    assert (heard.text, heard.words, heard.confidence) == ("", [], None)
    assert heard.seconds == 3


def test_no_audio_at_all_is_empty(ears: ParakeetEars) -> None:
    assert ears.hear(np.zeros(0, np.int16)).text == ""


@pytest.mark.parametrize(
    "clip", [np.zeros(SAMPLE_RATE), np.zeros((SAMPLE_RATE, 2), np.int16), np.zeros(61 * SAMPLE_RATE, np.int16)]
)
def test_what_cannot_be_heard_is_refused(ears: ParakeetEars, clip: Pcm) -> None:
    with pytest.raises(AudioUnreadable):
        ears.hear(clip)


# Batches


def unpadded(ears: ParakeetEars, clip: Pcm) -> list[int]:
    """The tokens of the clip by itself, at its own length."""
    with torch.inference_mode():
        heard = ears.recogniser._forward(torch.from_numpy(clip[None]), torch.tensor([len(clip)]))
    tokens: list[int] = heard[0, 0].int().tolist()
    return tokens


def test_neither_padding_nor_company_changes_a_word(ears: ParakeetEars) -> None:
    clips = [say(SAID[:count], pause)[0] for count, pause in ((1, 0.1), (2, 0.3), (3, 0.1), (5, 0.4))]
    clips.append(say(SAID * 2)[0])
    alone = [ears.recogniser.infer([clip])[0] for clip in clips]
    together = ears.recogniser.infer(clips)
    assert len({len(one.tokens) for one in alone}) > 1
    for clip, one, other in zip(clips, alone, together, strict=True):
        whole = unpadded(ears, clip)
        assert one.tokens[: len(whole)].tolist() == whole
        frames = len(one.tokens)
        assert one.tokens.tolist() == other.tokens[:frames].tolist()
        assert one.confidence == pytest.approx(other.confidence[:frames], abs=1e-4)
        # After the clip's end nothing is heard.
        assert set(other.tokens[frames:].tolist()) <= {ears._vocabulary.blank}


def test_many_threads_each_get_their_own_words(ears: ParakeetEars, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    listen = ears.scheduler._run_model

    def counted(clips: Sequence[Pcm]) -> list[FramePredictions]:
        sizes.append(len(clips))
        return listen(clips)

    monkeypatch.setattr(ears.scheduler, "_run_model", counted)
    texts = [SAID[begin : begin + count] for begin in range(3) for count in (1, 2, 3)] * 2
    with ThreadPoolExecutor(len(texts)) as people:
        heard = list(people.map(lambda text: ears.hear(say(text)[0]).text, texts))
    assert heard == [" ".join(text) for text in texts]
    assert sum(sizes) == len(texts)
    assert max(sizes) > 1


def test_what_is_too_much_for_the_memory_together_is_heard_one_by_one(
    ears: ParakeetEars, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    forward = ears.recogniser._forward

    def small(pcm: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        sizes.append(len(pcm))
        if len(pcm) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return forward(pcm, lengths)

    monkeypatch.setattr(ears.recogniser, "_forward", small)
    clip, _ = say(SAID[:2])
    frames = gathered(ears.scheduler, [clip, clip])
    assert sizes == [2, 1, 1]
    for one in frames:
        assert [word.text for word in decode_words(one.result(), ears._vocabulary, 2)] == list(SAID[:2])


def test_a_cuda_error_fails_the_request_and_says_so(ears: ParakeetEars, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: Any) -> torch.Tensor:
        raise torch.AcceleratorError("CUDA error: an illegal memory access was encountered")

    clip, _ = say(SAID)
    with monkeypatch.context() as broken:
        broken.setattr(ears.recogniser, "_forward", lost)
        with pytest.raises(GpuLost):
            ears.hear(clip)
    assert ears.hear(clip).text == " ".join(SAID)


# The scheduler


class HeldModel:
    """Ears that hear when they are let, and what they were given."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.let = threading.Event()
        self.begun = threading.Event()
        self.fails: dict[int, Exception] = {}
        """Length of a clip to what befalls its batch."""
        self.too_much = MAX_BATCH

    def __call__(self, clips: Sequence[Pcm]) -> list[FramePredictions]:
        self.batches.append([len(clip) for clip in clips])
        self.begun.set()
        assert self.let.wait(10)
        if len(clips) > self.too_much:
            raise GpuOutOfMemory("ears")
        for clip in clips:
            if len(clip) in self.fails:
                raise self.fails[len(clip)]
        return [FramePredictions(np.full(1, len(clip)), np.ones(1, np.float32)) for clip in clips]


@pytest.fixture
def held() -> HeldModel:
    return HeldModel()


@pytest.fixture
def queue(held: HeldModel) -> Iterator[BatchScheduler]:
    made = BatchScheduler(held)
    yield made
    held.let.set()
    made.close()


def clip_of(samples: int) -> Pcm:
    return np.zeros(samples, np.int16)


def asked(queue: BatchScheduler, samples: int, *, partial: bool = False) -> Future[FramePredictions]:
    """A request that is in the queue, or was refused, when this returns."""
    answer: Future[FramePredictions] = Future()

    def ask() -> None:
        try:
            answer.set_result(queue.infer(clip_of(samples), partial=partial))
        except Exception as error:
            answer.set_exception(error)

    before = list(queue._waiting)
    threading.Thread(target=ask, daemon=True).start()
    while queue._waiting == before and not answer.done() and not queue_took(queue, samples):
        threading.Event().wait(0.001)
    return answer


def queue_took(queue: BatchScheduler, samples: int) -> bool:
    held = queue._run_model
    return isinstance(held, HeldModel) and any(samples in batch for batch in held.batches)


def gathered(queue: BatchScheduler, clips: Sequence[Pcm]) -> list[Future[FramePredictions]]:
    """The answers to clips that wait together, since the ears' thread has something else to do meanwhile."""
    let, busy = threading.Event(), threading.Event()

    def hold() -> None:
        busy.set()
        assert let.wait(10)

    with ThreadPoolExecutor(len(clips) + 1) as people:
        task = people.submit(queue.run_on_worker, hold)
        assert busy.wait(10)
        answers = [people.submit(queue.infer, clip, partial=False) for clip in clips]
        while len(queue._waiting) < len(clips):
            threading.Event().wait(0.001)
        let.set()
        task.result()
    return answers


def occupied(queue: BatchScheduler, held: HeldModel) -> Future[FramePredictions]:
    """A clip that the ears are busy with until ``held.let``."""
    first = asked(queue, 1)
    assert held.begun.wait(10)
    return first


def test_finals_go_before_partials_and_the_older_first(queue: BatchScheduler, held: HeldModel) -> None:
    occupied(queue, held)
    for samples in (10, 11):
        asked(queue, samples, partial=True)
    last = [asked(queue, samples) for samples in (20, 21)]
    held.let.set()
    for answer in last:
        answer.result(10)
    assert held.batches == [[1], [20, 21, 10, 11]]


def test_nothing_longer_goes_with_a_clip(queue: BatchScheduler, held: HeldModel) -> None:
    occupied(queue, held)
    asked(queue, 10 * SAMPLE_RATE)
    asked(queue, 3 * SAMPLE_RATE)
    answers = [asked(queue, 2 * SAMPLE_RATE), asked(queue, 20 * SAMPLE_RATE)]
    held.let.set()
    for answer in answers:
        answer.result(10)
    assert held.batches[1:] == [[10 * SAMPLE_RATE, 3 * SAMPLE_RATE, 2 * SAMPLE_RATE], [20 * SAMPLE_RATE]]


def test_a_batch_is_bounded_in_clips_and_in_audio(queue: BatchScheduler, held: HeldModel) -> None:
    occupied(queue, held)
    answers = [asked(queue, 40 * SAMPLE_RATE + number) for number in range(6)]
    answers += [asked(queue, 100 + number) for number in range(MAX_BATCH + 5)]
    held.let.set()
    for answer in answers:
        answer.result(10)
    assert max(map(len, held.batches)) == MAX_BATCH
    assert all(len(batch) * max(map(bucket_seconds, batch)) <= MAX_BATCH_SECONDS for batch in held.batches)


def test_when_too_many_wait_partials_are_dropped_the_oldest_first(queue: BatchScheduler, held: HeldModel) -> None:
    first = occupied(queue, held)
    partials = [asked(queue, 10 + number, partial=True) for number in range(2)]
    finals = [asked(queue, 1_000 + number) for number in range(MAX_QUEUED - 2)]
    newest = asked(queue, 50, partial=True)
    with pytest.raises(EngineError) as refused:
        partials[0].result(10)
    assert refused.value.code == "speech.busy"
    assert isinstance(refused.value, RetryLater), "no try is lost by it"
    finals.append(asked(queue, 2_000))
    with pytest.raises(EngineError):
        partials[1].result(10)
    finals.append(asked(queue, 2_001))
    with pytest.raises(EngineError):
        newest.result(10)
    # Only finals wait now: they are never dropped, and the newcomer is told.
    with pytest.raises(EngineError) as full:
        asked(queue, 3_000).result(10)
    assert full.value.code == "speech.busy"
    held.let.set()
    assert [answer.result(10).tokens[0] for answer in (first, *finals)] == [1, *range(1_000, 1_062), 2_000, 2_001]


def test_an_error_fails_its_batch_and_no_other(queue: BatchScheduler, held: HeldModel) -> None:
    held.fails[3 * SAMPLE_RATE] = ValueError("no")
    occupied(queue, held)
    bad = [asked(queue, 3 * SAMPLE_RATE), asked(queue, 5)]
    good = asked(queue, 9 * SAMPLE_RATE)
    held.let.set()
    for answer in bad:
        with pytest.raises(ValueError, match="no"):
            answer.result(10)
    assert good.result(10).tokens[0] == 9 * SAMPLE_RATE


def test_a_clip_that_is_too_much_by_itself_fails_alone(queue: BatchScheduler, held: HeldModel) -> None:
    held.too_much = 1
    held.fails[11] = GpuOutOfMemory("ears")
    occupied(queue, held)
    answers = [asked(queue, samples) for samples in (10, 11, 12)]
    held.let.set()
    assert answers[0].result(10).tokens[0] == 10
    with pytest.raises(GpuOutOfMemory):
        answers[1].result(10)
    assert answers[2].result(10).tokens[0] == 12
    assert held.batches == [[1], [10, 11, 12], [10], [11], [12]]


def test_closing_fails_what_waits_and_ends_the_thread(held: HeldModel) -> None:
    queue = BatchScheduler(held)
    first = occupied(queue, held)
    waiting = asked(queue, 10)
    closing = threading.Thread(target=queue.close)
    closing.start()
    with pytest.raises(EngineError) as refused:
        waiting.result(10)
    assert refused.value.code == "speech.closed"
    held.let.set()
    closing.join(10)
    assert not closing.is_alive()
    assert first.result(10).tokens[0] == 1
    with pytest.raises(EngineError):
        queue.infer(clip_of(1), partial=False)
    with pytest.raises(EngineError):
        queue.run_on_worker(lambda: None)


def test_a_worker_task_is_done_by_the_ears_thread_and_its_error_comes_back(queue: BatchScheduler) -> None:
    names: list[str] = []
    queue.run_on_worker(lambda: names.append(threading.current_thread().name))
    assert names == ["ears"]

    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        queue.run_on_worker(fail)


@pytest.mark.parametrize(("waits", "before"), [(60.0, 3), (0.0, 1)])
def test_a_worker_task_lets_clips_go_first_but_not_for_ever(
    queue: BatchScheduler, held: HeldModel, monkeypatch: pytest.MonkeyPatch, waits: float, before: int
) -> None:
    monkeypatch.setattr(batch_scheduler, "TASK_MAX_WAIT", waits)
    occupied(queue, held)
    batches: list[int] = []
    task = threading.Thread(target=lambda: queue.run_on_worker(lambda: batches.append(len(held.batches))))
    task.start()
    while not queue._tasks:
        time.sleep(0.001)
    answers = [asked(queue, 2 * SAMPLE_RATE), asked(queue, 20 * SAMPLE_RATE)]
    held.let.set()
    for answer in answers:
        answer.result(10)
    task.join(10)
    assert batches == [before]


# Words, on hand-made posteriors

ALPHABET = Vocabulary(("", "▁the", "▁", "r", "ed", "▁i", "'m"), 0.08)
BLANK = ALPHABET.blank


def frames_of(tokens: list[int], sure: Sequence[float] = ()) -> FramePredictions:
    return FramePredictions(np.array(tokens), np.array(sure or [1.0] * len(tokens), np.float32))


def read(tokens: list[int], seconds: float = 60) -> list[str]:
    return [word.text for word in decode_words(frames_of(tokens), ALPHABET, seconds)]


def test_repeats_are_one_token_and_blanks_are_none() -> None:
    assert read([BLANK, 1, 1, BLANK, 1, BLANK]) == ["the", "the"]
    assert read([1, 3, 3, 4]) == ["thered"]
    assert read([3, BLANK, 3]) == ["rr"]


def test_a_word_begins_at_its_mark() -> None:
    assert read([2, 3, 4, BLANK, 1]) == ["red", "the"]
    assert read([3, 4, 1]) == ["red", "the"]


def test_tokens_without_text_make_no_word() -> None:
    assert read([0, BLANK, 2, BLANK, 1, 0]) == ["the"]
    assert read([BLANK] * 9) == []
    assert read([]) == []


def test_only_i_is_a_capital() -> None:
    assert read([5, 6, BLANK, 5, BLANK, 1]) == ["I'm", "I", "the"]


def test_a_word_lasts_from_its_first_frame_to_its_last_and_not_past_the_clip() -> None:
    first, second = decode_words(frames_of([BLANK, 2, 3, BLANK, 4, BLANK, 1, 1]), ALPHABET, 0.6)
    assert (first.start, first.end) == (0.08, 0.4)
    assert (second.start, second.end) == (0.48, 0.6)


def test_a_token_is_as_sure_as_its_surest_frame_and_a_word_as_its_least_sure_token() -> None:
    words = decode_words(frames_of([2, 3, 3, BLANK, 4, 1], [0.9, 0.2, 0.7, 0.1, 0.8, 0.4]), ALPHABET, 1)
    assert [word.confidence for word in words] == [pytest.approx(0.7), pytest.approx(0.4)]
    assert mean_confidence(words) == pytest.approx(0.55)
    assert mean_confidence([]) is None


def test_certainty_is_one_over_the_tokens_that_a_frame_wavers_between() -> None:
    posteriors = torch.zeros(4, 1000)
    posteriors[0, 7] = 1
    posteriors[1, :2] = 0.5
    posteriors[2, :10] = 0.1
    posteriors[3] = 0.001
    assert frame_confidence(posteriors.log()).tolist() == pytest.approx([1, 0.5, 0.1, 0], abs=2e-3)


@pytest.mark.parametrize(
    ("seconds", "bucket"), [(0, 2), (2, 2), (2.01, 4), (4, 4), (8, 8), (9, 16), (16.5, 32), (48, 48), (60, 64)]
)
def test_clips_are_padded_to_a_few_lengths(seconds: float, bucket: int) -> None:
    assert bucket_seconds(int(seconds * SAMPLE_RATE)) == bucket


# Loading, warming up, counting


def test_a_folder_without_a_file_or_with_several_is_refused(nonsense: Path, tmp_path: Path, gpu: Gpu) -> None:
    with pytest.raises(EngineUnavailable, match=r"no \.nemo file"):
        ParakeetEars.load(tmp_path, gpu, OPTIONS)
    with pytest.raises(EngineUnavailable, match=r"no \.nemo file"):
        ParakeetEars.load(tmp_path / "nowhere", gpu, OPTIONS)
    for name in ("one.nemo", "two.nemo"):
        (tmp_path / name).symlink_to(nonsense)
    with pytest.raises(EngineUnavailable, match=r"holds 2: one\.nemo, two\.nemo"):
        ParakeetEars.load(tmp_path, gpu, OPTIONS)


@pytest.mark.parametrize("kept", [0, 100, 0.5])
def test_a_broken_file_is_refused_in_one_sentence(nonsense: Path, tmp_path: Path, gpu: Gpu, kept: float) -> None:
    data = nonsense.read_bytes()
    (tmp_path / "tiny.nemo").write_bytes(data[: int(kept * len(data))] if kept < 1 else b"x" * int(kept))
    with pytest.raises(EngineUnavailable) as refused:
        restore_model(tmp_path, gpu)
    assert "tiny.nemo cannot be read as the ears' model" in str(refused.value)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def rewritten(nemo: Path, where: Path, old: str, new: str) -> None:
    """The same file with another configuration."""
    with tarfile.open(nemo) as source, tarfile.open(where / "other.nemo", "w") as target:
        for member in source.getmembers():
            file = source.extractfile(member)
            if file is None:
                continue
            data = file.read()
            if member.name.endswith("model_config.yaml"):
                assert old in data.decode()
                data = data.decode().replace(old, new).encode()
                member.size = len(data)
            target.addfile(member, io.BytesIO(data))


def test_another_kind_of_model_is_refused_before_anything_is_made(nonsense: Path, tmp_path: Path, gpu: Gpu) -> None:
    rewritten(nonsense, tmp_path, "EncDecCTCModelBPE", "EncDecRNNTBPEModel")
    with pytest.raises(EngineUnavailable, match=r"class EncDecRNNTBPEModel; the ears need EncDecCTCModelBPE\.$"):
        restore_model(tmp_path, gpu)


def test_weights_that_do_not_fit_are_refused(nonsense: Path, tmp_path: Path, gpu: Gpu) -> None:
    rewritten(nonsense, tmp_path, "d_model: 64", "d_model: 32")
    with pytest.raises(EngineUnavailable, match="cannot be read as the ears' model"):
        restore_model(tmp_path, gpu)


def test_a_model_of_another_rate_is_refused(tmp_path: Path, gpu: Gpu) -> None:
    save(untrained(tmp_path, rate=8_000), tmp_path)
    with pytest.raises(EngineUnavailable, match=r"hears 8000 Hz; the ears need 16000\.$"):
        restore_model(tmp_path, gpu)


def test_a_model_can_be_loaded_after_one_that_could_not(nonsense: Path, tmp_path: Path, gpu: Gpu) -> None:
    rewritten(nonsense, tmp_path, "EncDecCTCModelBPE", "EncDecRNNTBPEModel")
    with pytest.raises(EngineUnavailable):
        restore_model(tmp_path, gpu)
    assert not restore_model(nonsense.parent, gpu).training


def test_loading_says_nothing_and_leaves_the_process_as_it_was(
    nonsense: Path, gpu: Gpu, capfd: pytest.CaptureFixture[str]
) -> None:
    before = (Path.cwd(), logging.getLogger("nemo_logger").level, logging.getLogger("nv_one_logger").level)
    restore_model(nonsense.parent, gpu)
    assert (Path.cwd(), logging.getLogger("nemo_logger").level, logging.getLogger("nv_one_logger").level) == before
    assert capfd.readouterr() == ("", "")


def test_the_weights_are_the_files(nonsense: Path, gpu: Gpu, tmp_path: Path) -> None:
    model = restore_model(nonsense.parent, gpu)
    with tarfile.open(nonsense) as archive:
        archive.extractall(tmp_path, filter="data")
    weights = torch.load(tmp_path / "model_weights.ckpt", weights_only=True)
    state = model.state_dict()
    assert state.keys() == weights.keys()
    assert all(torch.equal(state[name], weights[name]) for name in weights)


def test_a_compressed_file_is_read_as_well(nonsense: Path, gpu: Gpu, tmp_path: Path) -> None:
    (tmp_path / "tiny.nemo").write_bytes(gzip.compress(nonsense.read_bytes(), 1))
    state, same = restore_model(tmp_path, gpu).state_dict(), restore_model(nonsense.parent, gpu).state_dict()
    assert all(torch.equal(state[name], same[name]) for name in same)


def test_in_half_precision_only_the_encoder_is_half(nonsense: Path) -> None:
    model = restore_model(nonsense.parent, Gpu(torch.device("cpu"), torch.bfloat16))
    layer = model.encoder.layers[0]
    assert layer.feed_forward1.linear1.weight.dtype == torch.bfloat16
    assert layer.conv.batch_norm.running_var.dtype == torch.float32
    assert model.preprocessor.featurizer.fb.dtype == torch.float32
    assert next(model.decoder.parameters()).dtype == torch.float32
    heard = BatchedForward(model, Gpu(torch.device("cpu"), torch.bfloat16)).infer([say(SAID)[0]])[0]
    assert np.isfinite(heard.confidence).all()


def test_a_director_that_is_loaded_meanwhile_changes_no_dtype(nonsense: Path) -> None:
    """transformers sets the default dtype of the whole process while it makes a model,
    and the ears are made beside it."""
    torch.set_default_dtype(torch.bfloat16)
    try:
        model = restore_model(nonsense.parent, Gpu(torch.device("cpu"), torch.bfloat16))
    finally:
        torch.set_default_dtype(torch.float32)
    assert next(model.decoder.parameters()).dtype == torch.float32
    assert model.preprocessor.featurizer.fb.dtype == torch.float32
    assert model.encoder.layers[0].conv.batch_norm.running_var.dtype == torch.float32
    heard = BatchedForward(model, Gpu(torch.device("cpu"), torch.bfloat16)).infer([say(SAID)[0]])[0]
    assert np.isfinite(heard.confidence).all()


def test_warming_up_names_its_steps_and_speech_is_heard_between_them(ears: ParakeetEars) -> None:
    clip, _ = say(SAID)
    steps = []
    for step in ears.warm_up():
        steps.append(step)
        assert ears.hear(clip).text == " ".join(SAID)
    assert steps == [f"warming up the ears for {seconds} s of speech" for seconds in (2, 4, 8, 16)]


def test_graphs_are_captured_for_every_length_where_there_is_a_gpu_and_they_are_wanted(
    ears: ParakeetEars, monkeypatch: pytest.MonkeyPatch
) -> None:
    captured: list[tuple[int, int]] = []
    monkeypatch.setattr(ears, "_use_cuda_graphs", True)
    monkeypatch.setattr(ears.recogniser, "capture", lambda size, seconds: captured.append((size, seconds)))
    steps = list(ears.warm_up())
    assert steps[-1] == "capturing the ears for 2 s of speech"
    assert captured == [(size, seconds) for seconds in (16, 8, 4, 2) for size in (16, 4, 1)], "the largest first"


def test_the_ledger_counts_what_is_loaded(ears: ParakeetEars, folder: Path) -> None:
    (line,) = ears.ledger_lines()
    with tarfile.open(folder / "tiny.nemo") as archive:
        file = archive.extractfile(next(member for member in archive if member.name.endswith("model_weights.ckpt")))
        assert file is not None
        weights = torch.load(io.BytesIO(file.read()), weights_only=True)
    kept = ("running_mean", "running_var", "num_batches_tracked", "featurizer.window", "featurizer.fb")
    assert line.parameters == sum(value.numel() for name, value in weights.items() if not name.endswith(kept))
    assert line.memory >= 4 * line.parameters
    assert (line.job, line.id, line.licence) == ("ears", "nvidia/parakeet-ctc-1.1b", "CC-BY-4.0")
    assert (line.device, line.dtype, line.live) == ("cpu", "float32", True)


def test_the_benchmark_measures_each_way(ears: ParakeetEars, gpu: Gpu) -> None:
    report = measure(ears, gpu, runs=2)
    assert report["audio_s"] == 4
    assert report["captured"] == {}
    for figures in (*report["eager"].values(), *report["hear"].values(), report["voice detector"]):
        assert 0 < figures["median_ms"] <= figures["p95_ms"]
    # Sixteen clips are more work than one, and the whole call more than the forward pass behind it.
    assert report["eager"]["16"]["median_ms"] > report["eager"]["1"]["median_ms"]


def test_options_say_whether_graphs_are_captured(nonsense: Path, gpu: Gpu) -> None:
    for compile_ in (True, False):
        made = ParakeetEars.load(nonsense.parent, gpu, OPTIONS.model_copy(update={"compile": compile_}))
        assert not made._use_cuda_graphs
        made.close()
