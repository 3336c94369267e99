#!/bin/sh
# The decoder's mask of the encoder's frames has to be as long as the sound, though its axis is named like the frames'.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check onnxruntime==1.32.0 numpy==2.4.6
"$work/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
  --platform manylinux_2_34_x86_64 --dest "$work" moonshine-voice==0.1.0
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
import sys
import zipfile
from glob import glob
from importlib.metadata import version

import numpy as np
import onnxruntime

print("onnxruntime", version("onnxruntime"), "with the model of moonshine-voice 0.1.0 (tiny-en)")
print("Guess: encoder_attention_mask has one number for each frame of encoder_hidden_states; both axes bear one name.")
print("Seen: it has to have one for each sample of the sound. Of a mask by frames every 384th number is taken: 2 s of")
print("sound leave one, which is spread over all frames, so that it seems to work; 10 s leave two, and that is an error.")
with zipfile.ZipFile(glob("moonshine_voice-*.whl")[0]) as wheel:
    wheel.extractall(members=[name for name in wheel.namelist() if name.endswith(".ort")])
onnxruntime.set_default_logger_severity(4)
folder = "moonshine_voice/assets/tiny-en/"
encoder, decoder = (onnxruntime.InferenceSession(folder + name) for name in ("encoder_model.ort", "decoder_model_merged.ort"))
axes = {given.name: given.shape for given in decoder.get_inputs()}
print("axes:", axes["encoder_attention_mask"], axes["encoder_hidden_states"])


def decode(seconds, by):
    sound = np.random.default_rng(0).normal(0, 0.1, (1, 16000 * seconds)).astype(np.float32)
    (frames,) = encoder.run(None, {"input_values": sound, "attention_mask": np.ones(sound.shape, np.int64)})
    length = {"frames": frames, "samples": sound}[by].shape[1]
    given = {name: np.zeros((1, 8, 0, 36), np.float32) for name in axes if name.startswith("past_key_values")}
    given |= {"encoder_hidden_states": frames, "encoder_attention_mask": np.ones((1, length), np.int64)}
    given |= {"input_ids": np.array([[1]]), "use_cache_branch": np.array([False])}
    try:
        answer = decoder.run(["logits"], given)[0].shape
    except Exception as error:
        answer = type(error).__name__
    print(f"{seconds} s, a mask by {by} ({length}):", answer)
    return answer


answers = [decode(seconds, by) for seconds in (2, 10) for by in ("frames", "samples")]
same_name = axes["encoder_attention_mask"][1] == axes["encoder_hidden_states"][1]
sys.exit(0 if same_name and [isinstance(answer, str) for answer in answers] == [False, False, True, False] else 1)
PYTHON
