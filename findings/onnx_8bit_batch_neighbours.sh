#!/bin/sh
# In an encoder of 8-bit weights a clip changes with the clip that lies beside it in the batch, even with silence.
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

print("onnxruntime", version("onnxruntime"), "with the encoder of moonshine-voice 0.1.0 (tiny-en)")
print("Guess: rows of a batch are independent; a neighbour of equal length costs rounding at most, silence nothing.")
print("Seen: with itself as neighbour a clip is encoded to the same bits; beside silence or noise it differs by some")
print("per cent, because the arithmetic takes its scale from the whole batch.")
with zipfile.ZipFile(glob("moonshine_voice-*.whl")[0]) as wheel:
    wheel.extract("moonshine_voice/assets/tiny-en/encoder_model.ort")
encoder = onnxruntime.InferenceSession("moonshine_voice/assets/tiny-en/encoder_model.ort")
at = np.arange(32000) / 16000
voice = (0.2 * np.sin(2 * np.pi * 140 * at) * (1 + np.sin(2 * np.pi * 3 * at))).astype(np.float32)


def encoded(*rows):
    sound = np.stack(rows)
    return encoder.run(None, {"input_values": sound, "attention_mask": np.ones(sound.shape, np.int64)})[0][0]


alone = encoded(voice)
noise = np.random.default_rng(0).normal(0, 0.2, len(voice)).astype(np.float32)
seen = {}
for name, neighbour in (("itself", voice), ("silence", voice * 0), ("noise", noise)):
    seen[name] = float(np.sqrt(np.mean((encoded(voice, neighbour) - alone) ** 2) / np.mean(alone**2)))
    print(f"beside {name}: differs by {100 * seen[name]:.2f} %")
sys.exit(0 if seen["itself"] < 1e-4 and min(seen["silence"], seen["noise"]) > 5e-3 else 1)
PYTHON
